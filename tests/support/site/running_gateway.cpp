#include "tests/support/site/running_gateway.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <thread>

#include "tests/support/run_coroutine.hpp"

namespace otkel::test {
namespace {

asio::awaitable<Result<net::HttpResponse>> send_and_close(net::HttpClient* client, net::Endpoint endpoint,
                                                          net::HttpRequest request, Deadline deadline) {
    auto response = co_await client->send(std::move(endpoint), std::move(request), deadline);
    co_await client->close(deadline);
    co_return response;
}

}  // namespace

struct RunningGateway::State {
    asio::io_context io{1};
    std::unique_ptr<app::Gateway> gateway;
    app::Ports ports{};
    std::thread thread;
};

RunningGateway::RunningGateway(const Site& site) : state_(std::make_unique<State>()) {
    settings::Complaints complaints;
    auto configuration = app::load_configuration(site.configuration(), complaints);
    configuration.log_level = log::Level::error;
    EXPECT_TRUE(complaints.outcome()) << complaints.outcome().error().to_string();
    auto opened = app::Gateway::open(std::move(configuration), state_->io);
    if (!opened) {
        throw std::runtime_error(opened.error().to_string());
    }
    state_->gateway = std::move(*opened);
    std::promise<Result<app::Ports>> started;
    auto future = started.get_future();
    auto on_started = [&started](const std::exception_ptr& exception, Result<app::Ports> ports) {
        exception ? started.set_exception(exception) : started.set_value(std::move(ports));
    };
    asio::co_spawn(state_->io, state_->gateway->start(), on_started);
    state_->thread = std::thread([io = &state_->io] { io->run(); });
    const auto ports = future.get();
    if (!ports) {
        state_->thread.join();
        throw std::runtime_error(ports.error().to_string());
    }
    state_->ports = *ports;
}

RunningGateway::~RunningGateway() { stop(); }

const app::Ports& RunningGateway::ports() const { return state_->ports; }

void RunningGateway::stop() {
    if (!state_->thread.joinable()) {
        return;
    }
    auto on_stopped = [](const std::exception_ptr& exception) { EXPECT_FALSE(exception); };
    asio::co_spawn(state_->io, state_->gateway->stop(), on_stopped);
    state_->thread.join();  // the loop ends by itself when nothing is left
    state_->gateway.reset();
}

Result<net::HttpResponse> call(std::uint16_t port, net::HttpRequest request) {
    asio::io_context io(1);
    const SystemClock clock;
    const auto client = net::make_http_client(io.get_executor(), {}, std::nullopt);
    net::Endpoint endpoint{"http", "127.0.0.1", port, request.target};
    return run(io, send_and_close(client.get(), std::move(endpoint), std::move(request),
                                  Deadline::after(clock, std::chrono::seconds{50})));
}

net::HttpRequest post_soap(std::string path, std::string body) {
    net::HttpRequest request;
    request.method = "POST";
    request.target = std::move(path);
    request.headers.set("Content-Type", "text/xml; charset=utf-8");
    request.headers.set("SOAPAction", "\"\"");
    request.body = std::move(body);
    return request;
}

net::HttpResponse fetch(std::uint16_t port, const std::string& target) {
    net::HttpRequest request;
    request.target = target;
    auto response = call(port, std::move(request));
    EXPECT_TRUE(response);
    return response ? std::move(*response) : net::HttpResponse{};
}

namespace {

// A connection over which all octets have gone, as far as the server took them.
int connect_and_send(std::uint16_t port, const std::string& octets) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval silence{1, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &silence, sizeof silence);
    EXPECT_EQ(connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    for (std::size_t sent = 0; sent < octets.size();) {
        const auto count = send(fd, octets.data() + sent, octets.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) {
            break;  // the server closed already: what it said can still be read
        }
        sent += static_cast<std::size_t>(count);
    }
    return fd;
}

}  // namespace

std::string exchange_raw(std::uint16_t port, const std::string& octets) {
    const int fd = connect_and_send(port, octets);
    std::string answer;
    char buffer[4096];
    for (auto count = recv(fd, buffer, sizeof buffer, 0); count > 0; count = recv(fd, buffer, sizeof buffer, 0)) {
        answer.append(buffer, static_cast<std::size_t>(count));
    }
    close(fd);
    return answer;
}

void send_and_leave(std::uint16_t port, const std::string& octets) { close(connect_and_send(port, octets)); }

}  // namespace otkel::test
