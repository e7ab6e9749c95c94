#include <boost/asio/io_context.hpp>
#include <iostream>

#include "gateway/app/cli/command.hpp"
#include "gateway/app/configuration.hpp"
#include "gateway/app/run_coroutine.hpp"

namespace otkel::app::cli {
namespace {

namespace asio = boost::asio;

struct Options {
    std::string route;
    std::string input = "-";
    std::string file = default_configuration;
    std::string idempotency_key;
    int time_out_seconds = 60;
};

asio::awaitable<Result<net::HttpResponse>> post(net::HttpClient* client, net::Endpoint endpoint,
                                                net::HttpRequest request, Deadline deadline) {
    auto response = co_await client->send(std::move(endpoint), std::move(request), deadline);
    co_await client->close(deadline);
    co_return response;
}

int send(const Options& options) {
    settings::Complaints complaints;
    const auto configuration = load_configuration(options.file, complaints);
    if (const auto outcome = complaints.outcome(); !outcome) {
        complain(outcome.error());
        return usage_error;
    }
    auto input = read_input(options.input, input_octets_max);
    if (!input) {
        complain(input.error());
        return usage_error;
    }
    const auto& listener = configuration.core_api;
    net::Endpoint endpoint{listener.tls ? "https" : "http", listener.address, listener.port,
                           "/api/v1/exchanges/" + options.route};
    net::HttpRequest request;
    request.method = "POST";
    request.target = endpoint.path;
    request.headers.set("Content-Type", "application/json");
    if (!options.idempotency_key.empty()) {
        request.headers.set("Idempotency-Key", options.idempotency_key);
    }
    request.body = std::move(*input);
    asio::io_context io(1);
    const SystemClock clock;
    const auto client = net::make_http_client(io.get_executor(), configuration.client, configuration.client_tls);
    const auto deadline = Deadline::after(clock, std::chrono::seconds{options.time_out_seconds});
    const auto response = run_to_end(io, post(client.get(), std::move(endpoint), std::move(request), deadline));
    if (!response) {
        return complain(response.error());
    }
    std::cout << response->body << '\n';
    std::cerr << "exchange " << response->headers.get("otkel-exchange") << '\n';
    return response->status < 300 ? done : not_valid;
}

}  // namespace

void add_send(CLI::App& program, Action& chosen) {
    auto* command =
        program.add_subcommand("send", "Hand a JSON request for an outbound route to the running gateway and wait.");
    static Options options;
    command->add_option("route", options.route, "name of an outbound route")->required();
    command->add_option("input", options.input, "JSON; - is stdin")->capture_default_str();
    command->add_option("--config", options.file, "configuration of the running gateway")->capture_default_str();
    command->add_option("--idempotency-key", options.idempotency_key, "the same key is never sent twice");
    command->add_option("--time-out", options.time_out_seconds, "seconds")->capture_default_str();
    command->callback([&chosen] { chosen = [] { return send(options); }; });
}

}  // namespace otkel::app::cli
