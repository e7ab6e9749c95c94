#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <iostream>

#include "gateway/app/cli/command.hpp"
#include "gateway/app/configuration.hpp"
#include "gateway/app/run_coroutine.hpp"
#include "gateway/xml/document.hpp"

namespace otkel::app::cli {
namespace {

namespace asio = boost::asio;

struct Options {
    std::vector<std::string> systems;
    std::string file = default_configuration;
    std::string script, play;
    std::vector<std::string> values;  // "name=value"
};

Result<adapter::SampleValues> values_of(const std::vector<std::string>& given) {
    adapter::SampleValues values;
    for (const auto& one : given) {
        const auto at = one.find('=');
        if (at == 0 || at == std::string::npos) {
            return fail(Errc::invalid_argument, "--set '" + one + "': expected name=value");
        }
        values.insert_or_assign(one.substr(0, at), one.substr(at + 1));
    }
    return values;
}

using Twins = std::vector<std::unique_ptr<adapter::Twin>>;

Result<void> start(const Twins& twins) {
    for (const auto& twin : twins) {
        const auto addresses = twin->start();
        if (!addresses) {
            return fail(addresses.error());
        }
        for (const auto& address : *addresses) {
            std::cout << address.what << ": " << address.url << '\n';
        }
    }
    std::cout << std::flush;
    return {};
}

asio::awaitable<void> stop(const Twins* twins, Deadline deadline) {
    for (const auto& twin : *twins) {
        co_await twin->stop(deadline);
    }
}

asio::awaitable<int> play_sample(const Twins* twins, std::string sample, const Clock* clock) {
    constexpr std::chrono::seconds patience{60};
    const auto outcome = co_await twins->front()->play(sample, Deadline::after(*clock, patience));
    co_await stop(twins, Deadline::after(*clock, std::chrono::seconds{1}));
    if (!outcome) {
        co_return complain(outcome.error());
    }
    for (const auto& line : outcome->story) {
        std::cout << line << '\n';
    }
    std::cout << "exchange " << outcome->exchange << '\n';
    co_return outcome->answered && outcome->verified ? done : not_valid;
}

asio::awaitable<int> run_until_stopped(const Twins* twins, asio::io_context* io, const Clock* clock) {
    asio::signal_set signals(*io, SIGTERM, SIGINT);
    if (const auto started = start(*twins); !started) {
        const int code = complain(started.error());
        co_await stop(twins, Deadline::after(*clock, std::chrono::seconds{1}));
        co_return code;
    }
    boost::system::error_code ignored;
    co_await signals.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    co_await stop(twins, Deadline::after(*clock, std::chrono::seconds{5}));
    co_return done;
}

struct World {
    SystemClock clock;
    asio::io_context io{1};  // before the workers, which post to it until they are gone
    signing::Verifier verifier{clock, std::make_shared<trust::CertificateCache>()};
    async::WorkerPool workers{{2, 1024}};
};

Result<Twins> make_twins(const Options& options, const Configuration& configuration, World& world) {
    adapter::AdapterRegistry registry;
    adapter::register_all_adapters(registry);
    static settings::Complaints complaints;  // sections of the twins refer to it
    const auto values = values_of(options.values);
    if (!values) {
        return fail(values.error());
    }
    Twins twins;
    for (const auto& system : options.systems) {
        const auto* registration = registry.find(system);
        if (registration == nullptr || !registration->make_twin) {
            return fail(Errc::invalid_argument, "no external system is named '" + system + "'");
        }
        auto section = settings::Section::load(configuration.folder / "adapters" / (system + ".yaml"), complaints);
        section.set_root(configuration.root);
        auto twin = registration->make_twin({world.io.get_executor(), world.clock, world.verifier, world.workers,
                                             section, options.script, configuration.root / "samples", *values});
        if (!twin) {
            return fail(twin.error());
        }
        twins.push_back(std::move(*twin));
    }
    if (const auto outcome = complaints.outcome(); !outcome) {
        return fail(outcome.error());
    }
    return twins;
}

int simulate(const Options& options) {
    const xml::LibraryScope library;
    settings::Complaints complaints;
    const auto configuration = load_configuration(options.file, complaints);
    if (const auto outcome = complaints.outcome(); !outcome) {
        complain(outcome.error());
        return usage_error;
    }
    World world;
    const auto twins = make_twins(options, configuration, world);
    if (!twins) {
        complain(twins.error());
        return usage_error;
    }
    return options.play.empty() ? run_to_end(world.io, run_until_stopped(&*twins, &world.io, &world.clock))
                                : run_to_end(world.io, play_sample(&*twins, options.play, &world.clock));
}

}  // namespace

void add_simulate(CLI::App& program, Action& chosen) {
    auto* command = program.add_subcommand(
        "simulate", "Run twins of external systems; a script makes them slow, wrong, duplicate or silent.");
    static Options options;
    command->add_option("system", options.systems, "shep …")->required();
    command->add_option("--config", options.file, "configuration of the gateway they talk to")->capture_default_str();
    command->add_option("--script", options.script, "how they misbehave (YAML)")->check(CLI::ExistingFile);
    command
        ->add_option("--play", options.play, "send one sample (a folder) to the gateway, tell what happened, and end")
        ->check(CLI::ExistingDirectory);
    command->add_option("--set", options.values, "name=value for a place $(name) of the sample")->take_all();
    command->callback([&chosen] { chosen = [] { return simulate(options); }; });
}

}  // namespace otkel::app::cli
