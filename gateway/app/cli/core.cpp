#include <iostream>

#include "gateway/app/cli/command.hpp"
#include "gateway/app/configuration.hpp"
#include "gateway/core/embedded/sample_data.hpp"

namespace otkel::app::cli {
namespace {

struct Options {
    std::string file = default_configuration;
    core::sample::SampleSize size;
};

int load_samples(const Options& options) {
    settings::Complaints complaints;
    const auto configuration = load_configuration(options.file, complaints);
    if (const auto outcome = complaints.outcome(); !outcome) {
        complain(outcome.error());
        return usage_error;
    }
    if (!configuration.embedded_core) {
        return complain(Error{Errc::invalid_argument, "the configuration uses a remote core", {}, {}});
    }
    const auto loaded = core::sample::load_sample_data(configuration.embedded_core->file, options.size);
    if (!loaded) {
        return complain(loaded.error());
    }
    std::cerr << "loaded " << options.size.cards << " cards and " << options.size.codes << " marking codes\n";
    return done;
}

}  // namespace

void add_core(CLI::App& program, Action& chosen) {
    auto* command = program.add_subcommand("core", "The embedded core's data.");
    command->require_subcommand(1);
    static Options options;
    auto* samples = command->add_subcommand(
        "load-samples",
        "Fill the embedded core with synthetic cards, codes and participants (again: changes nothing).");
    samples->add_option("--config", options.file, "configuration file")->capture_default_str();
    samples->add_option("--cards", options.size.cards, "number of product cards")->capture_default_str();
    samples->add_option("--codes", options.size.codes, "number of marking codes")->capture_default_str();
    samples->callback([&chosen] { chosen = [] { return load_samples(options); }; });
}

}  // namespace otkel::app::cli
