#include "gateway/app/cli/admin_call.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>

#include "gateway/app/run_coroutine.hpp"

namespace otkel::app::cli {
namespace {

namespace asio = boost::asio;

net::Endpoint operators_endpoint(const Configuration& configuration, const std::string& target) {
    const auto& listener = configuration.operators;
    const bool everywhere = listener.address == "0.0.0.0" || listener.address == "::";
    return {listener.tls ? "https" : "http", everywhere ? "127.0.0.1" : listener.address, listener.port, target};
}

asio::awaitable<Result<net::HttpResponse>> send(net::HttpClient* client, net::Endpoint endpoint,
                                                net::HttpRequest request, Deadline deadline) {
    auto response = co_await client->send(std::move(endpoint), std::move(request), deadline);
    co_await client->close(deadline);
    co_return response;
}

}  // namespace

std::string operating_system_user() {
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
        return found->pw_name;
    }
    return "uid " + std::to_string(::geteuid());
}

Result<net::HttpResponse> call_gateway(const Configuration& configuration, std::string method,
                                       const std::string& target, std::string json_body) {
    constexpr std::chrono::seconds time_max{30};
    constexpr std::size_t answer_octets_max = 512UL * 1024 * 1024;  // a case that is exported
    net::HttpRequest request;
    request.method = std::move(method);
    request.target = target;
    request.headers.set("Otkel-Operator", operating_system_user());
    if (!json_body.empty()) {
        request.headers.set("Content-Type", "application/json");
        request.body = std::move(json_body);
    }
    asio::io_context io(1);
    const SystemClock clock;
    auto options = configuration.client;
    options.body_octets_max = answer_octets_max;
    const auto client = net::make_http_client(io.get_executor(), options, configuration.client_tls);
    return run_to_end(io, send(client.get(), operators_endpoint(configuration, target), std::move(request),
                               Deadline::after(clock, time_max)));
}

}  // namespace otkel::app::cli
