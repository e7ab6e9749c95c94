#include "gateway/app/cli/replay.hpp"

#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <iostream>

#include "gateway/app/cli/admin_call.hpp"
#include "gateway/app/run_coroutine.hpp"
#include "gateway/exchange/replay.hpp"
#include "gateway/operations/operator_api.hpp"

namespace otkel::app::cli {
namespace {

namespace asio = boost::asio;

struct Options {
    std::string file = default_configuration;
    std::string id, reason;
    bool json = false;
};

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string("localhost");
}

asio::awaitable<Result<void>> replay_and_leave(journal::Store* store, ExchangeId id, std::string by, WallTime now) {
    auto replayed = co_await exchange::replay(*store, std::move(id), std::move(by), now);
    const auto left = co_await store->leave();
    co_return replayed && !left ? Result<void>(fail(left.error())) : replayed;
}

// As a node of its own, which SQLite lets be while no other process writes: what is put down is due at once, and
// whoever starts next carries it out.
Result<void> put_down(const Configuration& configuration, const Options& options) {
    asio::io_context io(1);  // before the journal, whose readers post to it until they are gone
    async::WorkerPool readers({1, 16});
    auto store = open_journal(configuration.journal.as_node("replay-" + std::to_string(::getpid())), readers);
    if (!store) {
        return fail(store.error());
    }
    auto by = operations::decided_by(operating_system_user(), host_name(), options.reason);
    return run_to_end(io, replay_and_leave(store->get(), ExchangeId(options.id), std::move(by), SystemClock().wall()));
}

int told(const Options& options, bool gateway_runs) {
    if (options.json) {
        std::cout << boost::json::serialize(boost::json::object{
                         {"exchange", options.id}, {"state", "waiting"}, {"gatewayRuns", gateway_runs}})
                  << '\n';
    } else {
        std::cout << "exchange " << options.id << " goes on"
                  << (gateway_runs ? "" : " when a gateway runs: none answered") << '\n';
    }
    return done;
}

int replay(const Options& options) {
    settings::Complaints complaints;
    const auto configuration = load_configuration(options.file, complaints);
    if (const auto outcome = complaints.outcome(); !outcome) {
        complain(outcome.error());
        return usage_error;
    }
    if (const auto usable = operations::check_reason(options.reason); !usable) {
        std::cerr << "--" << usable.error().detail << '\n';
        return usage_error;
    }
    const auto response = call_gateway(configuration, "POST", "/admin/v1/exchanges/" + options.id + "/replay",
                                       boost::json::serialize(boost::json::object{{"reason", options.reason}}));
    if (response) {
        if (response->status == 202) {
            return told(options, true);
        }
        std::cerr << response->body << '\n';
        return not_valid;
    }
    if (response.error().code != Errc::unavailable) {
        return complain(response.error());
    }
    if (const auto put = put_down(configuration, options); !put) {
        complain(put.error());
        std::cerr << "and no gateway could be asked: " << response.error().detail << '\n';
        return not_valid;
    }
    return told(options, false);
}

}  // namespace

void add_replay(CLI::App& exchanges, Action& chosen) {
    static Options options;
    auto* command = exchanges.add_subcommand(
        "replay", "Let a parked or failed exchange go on: the same one, a new attempt. Who and why is kept.");
    command->add_option("id", options.id, "exchange id")->required();
    command->add_option("--reason", options.reason, "why, in one line")->required();
    command->add_option("--config", options.file, "configuration file")->capture_default_str();
    command->add_flag("--json", options.json, "machine output");
    command->callback([&chosen] { chosen = [] { return replay(options); }; });
}

}  // namespace otkel::app::cli
