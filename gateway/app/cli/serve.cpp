#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <exception>
#include <iostream>

#include "gateway/app/cli/command.hpp"
#include "gateway/app/gateway.hpp"
#include "gateway/xml/document.hpp"

namespace otkel::app::cli {
namespace {

namespace asio = boost::asio;

// Serves until SIGTERM or SIGINT; SIGHUP reloads.
asio::awaitable<int> serve_until_stopped(Gateway* gateway, asio::io_context* io) {
    asio::signal_set signals(*io, SIGTERM, SIGINT, SIGHUP);
    const auto ports = co_await gateway->start();
    if (!ports) {
        const auto code = complain(ports.error());
        co_await gateway->stop();
        co_return code;
    }
    log::info("ready", {{"external_port", static_cast<std::int64_t>(ports->external)},
                        {"core_port", static_cast<std::int64_t>(ports->core_api)},
                        {"operators_port", static_cast<std::int64_t>(ports->operators)}});
    while (true) {
        boost::system::error_code error;
        const int signal = co_await signals.async_wait(asio::redirect_error(asio::use_awaitable, error));
        if (error || signal != SIGHUP) {
            break;
        }
        co_await gateway->reload();
    }
    co_await gateway->stop();
    co_return done;
}

int serve(const std::string& file) {
    const xml::LibraryScope library;
    settings::Complaints complaints;
    auto configuration = load_configuration(file, complaints);
    if (const auto outcome = complaints.outcome(); !outcome) {
        complain(outcome.error());
        return usage_error;
    }
    asio::io_context io(1);
    auto gateway = Gateway::open(std::move(configuration), io);
    if (!gateway) {
        complain(gateway.error());
        return usage_error;
    }
    int code = not_valid;
    auto finished = [&code](const std::exception_ptr& exception, int result) {
        if (exception) {
            std::rethrow_exception(exception);
        }
        code = result;
    };
    asio::co_spawn(io, serve_until_stopped(gateway->get(), &io), finished);
    io.run();
    return code;
}

}  // namespace

void add_serve(CLI::App& program, Action& chosen) {
    auto* command = program.add_subcommand("serve", "Run the gateway; SIGTERM drains and stops, SIGHUP reloads.");
    static std::string file = default_configuration;
    command->add_option("--config", file, "configuration file")->capture_default_str();
    command->callback([&chosen] { chosen = [] { return serve(file); }; });
}

}  // namespace otkel::app::cli
