#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <iostream>

#include "gateway/app/cli/command.hpp"
#include "gateway/app/selftest/campaign.hpp"

namespace otkel::app::cli {
namespace {

constexpr std::size_t nodes_on_postgres = 3;
constexpr std::size_t kills_of_a_quick_run = 30;

struct Options {
    std::string file = default_configuration;
    std::string postgres, spoil;
    std::size_t kills = 200;
    std::size_t questions = 1;
    std::size_t nodes = 0;
    std::uint64_t seed = 1;
    bool quick = false;
    bool keep = false;
};

selftest::Spoiling spoiling_of(const std::string& who) {
    using selftest::Spoiling;
    return who == "peer"       ? Spoiling::doubled_effect
           : who == "core"     ? Spoiling::forgotten_core
           : who == "bus"      ? Spoiling::lying_bus
           : who == "operator" ? Spoiling::careless_operator
                               : Spoiling::none;
}

int selftest(const Options& options) {
    selftest::CampaignPlan plan;
    plan.configuration = options.file;
    std::error_code error;
    plan.program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error) {
        return complain(Error{Errc::unsupported, "the program does not find itself: " + error.message(), {}, {}});
    }
    if (!options.postgres.empty()) {
        plan.postgres = options.postgres;
        plan.nodes = options.nodes == 0 ? nodes_on_postgres : options.nodes;
    }
    plan.kills = options.quick ? std::min(options.kills, kills_of_a_quick_run) : options.kills;
    plan.questions_least = options.questions;
    plan.seed = options.seed;
    plan.keep = options.keep;
    plan.spoiling = spoiling_of(options.spoil);
    boost::asio::io_context io(1);
    const auto report = selftest::run_campaign(plan, io);
    if (!report) {
        return complain(report.error());
    }
    selftest::print(plan, *report, std::cout);
    return report->good() ? done : not_valid;
}

}  // namespace

void add_selftest(CLI::App& program, Action& chosen) {
    auto* command = program.add_subcommand(
        "selftest",
        "Kill gateways under load again and again on this machine, and tell whether anything was lost or doubled.");
    static Options options;
    command->add_option("--config", options.file, "the configuration that ships; a copy of it is changed")
        ->capture_default_str();
    command->add_option("--kills", options.kills, "so many")->capture_default_str();
    command
        ->add_option("--questions", options.questions,
                     "the load goes on until the bus was asked so often what became of a message, a minute at most")
        ->capture_default_str();
    command->add_flag("--quick", options.quick, "a short run");
    command->add_option("--seed", options.seed, "which points, when, and how peers misbehave")->capture_default_str();
    command->add_option(
        "--postgres", options.postgres,
        "an empty database (\"host=… dbname=… user=…\") that the gateways share; else a file of SQLite");
    command->add_option("--nodes", options.nodes, "gateways on the database: 3 when not said")
        ->needs(command->get_option("--postgres"))
        ->check(CLI::Range(1, 16));
    command
        ->add_option("--spoil", options.spoil,
                     "let the peer do everything twice, the core nothing, the bus know of no message, or the operator "
                     "replay without finding out: the verdict must be bad")
        ->check(CLI::IsMember({"peer", "core", "bus", "operator"}));
    command->add_flag("--keep", options.keep, "the folder with journal and logs stays");
    command->callback([&chosen] { chosen = [] { return selftest(options); }; });
}

}  // namespace otkel::app::cli
