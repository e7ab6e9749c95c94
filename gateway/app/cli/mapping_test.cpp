#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <iostream>

#include "gateway/app/cli/mapping.hpp"
#include "gateway/app/finding_json.hpp"
#include "gateway/mapping/samples/samples.hpp"
#include "gateway/signing/verifier.hpp"
#include "gateway/xml/document.hpp"

namespace otkel::app::cli {
namespace {

namespace fs = std::filesystem;
using mapping::samples::Outcome;

struct Options {
    MappingChoice mappings;
    std::string samples = "samples";
    bool json = false;
};

// A fixed day, so that two runs of the same samples give the same.
constexpr WallTime now{std::chrono::sys_days{std::chrono::year{2026} / 7 / 12} + std::chrono::hours{7}};

void print(const Outcome& outcome) {
    if (outcome.samples.empty()) {
        std::cout << outcome.mapping << ": has no samples\n";
    }
    for (const auto& sample : outcome.samples) {
        std::cout << outcome.mapping << ": " << sample.name << ": " << (sample.findings.empty() ? "good" : "FAILED")
                  << '\n';
        for (const auto& finding : sample.findings) {
            std::cout << "  " << finding.to_string() << '\n';
        }
    }
}

boost::json::value described(const std::vector<Finding>& findings) {
    return boost::json::parse(findings_json(findings)).at("findings");
}

boost::json::object described(const Outcome& outcome) {
    boost::json::array samples;
    for (const auto& sample : outcome.samples) {
        samples.push_back(boost::json::object{
            {"sample", sample.name}, {"good", sample.findings.empty()}, {"findings", described(sample.findings)}});
    }
    return {{"mapping", outcome.mapping}, {"samples", std::move(samples)}};
}

boost::json::object described(const fs::path& file, const Error& error) {
    return {{"file", file.generic_string()}, {"error", error.detail}, {"findings", described(error.findings)}};
}

int test(const Options& options) {
    const xml::LibraryScope library;
    const auto codes = mapping::load_code_tables(options.mappings.codes_folder());
    const auto files = options.mappings.files();
    if (!codes || !files) {
        complain(codes ? files.error() : codes.error());
        return usage_error;
    }
    const SystemClock clock;
    const signing::Verifier verifier(clock, std::make_shared<trust::CertificateCache>());
    const mapping::samples::Surroundings around{
        options.mappings.folder, options.samples, now, [&](const std::string& octets) {
            return verifier.accept_unsigned(octets, {}, "a sample, tried out on the command line");
        }};
    int code = done;
    boost::json::array report;
    for (const auto& file : *files) {
        auto outcome = mapping::samples::run_samples(file, *codes, around);
        if (!outcome) {
            code = std::max(code, complain(outcome.error()));
            report.push_back(described(file, outcome.error()));
            continue;
        }
        code = std::max(code, outcome->good() ? done : not_valid);
        report.push_back(described(*outcome));
        if (!options.json) {
            print(*outcome);
        }
    }
    if (options.json) {
        std::cout << boost::json::serialize(report) << '\n';
    }
    return code;
}

}  // namespace

void add_mapping_test(CLI::App& group, Action& chosen) {
    auto* command = group.add_subcommand(
        "test", "Run the samples of mappings both ways: each side must become the other, and nothing may be lost.");
    static Options options;
    add_mapping_choice(*command, options.mappings);
    command->add_option("--samples", options.samples, "folder of samples: <system>/<case>/<message>.xml and .json")
        ->capture_default_str();
    command->add_flag("--json", options.json, "the outcome as JSON");
    command->callback([&chosen] { chosen = [] { return test(options); }; });
}

}  // namespace otkel::app::cli
