#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <iostream>

#include "gateway/app/cli/command.hpp"
#include "gateway/identifiers/identifier.hpp"

namespace otkel::app::cli {
namespace {

namespace json = boost::json;

struct Options {
    std::vector<std::string> values;
    bool json = false;
};

json::object as_json(const std::string& value, const std::vector<identifiers::Candidate>& candidates) {
    json::array all;
    for (const auto& candidate : candidates) {
        all.push_back(json::object{{"kind", identifiers::name(candidate.kind)},
                                   {"valid", candidate.valid},
                                   {"canonical", candidate.canonical},
                                   {"remark", candidate.remark}});
    }
    return {{"value", value}, {"candidates", std::move(all)}};
}

void print(const std::string& value, const std::vector<identifiers::Candidate>& candidates) {
    std::cout << value << '\n';
    if (candidates.empty()) {
        std::cout << "  no identifier that this gateway knows\n";
    }
    for (const auto& candidate : candidates) {
        std::cout << "  " << (candidate.valid ? "valid    " : "not valid") << "  " << identifiers::name(candidate.kind);
        if (candidate.valid && candidate.canonical != value) {
            std::cout << "  written " << candidate.canonical;
        }
        if (!candidate.remark.empty()) {
            std::cout << "  (" << candidate.remark << ")";
        }
        std::cout << '\n';
    }
}

int identify(const Options& options) {
    bool all_known = true;
    json::array report;
    for (const auto& value : options.values) {
        const auto candidates = identifiers::identify(value);
        all_known = all_known && !candidates.empty() && candidates.front().valid;
        if (options.json) {
            report.push_back(as_json(value, candidates));
        } else {
            print(value, candidates);
        }
    }
    if (options.json) {
        std::cout << json::serialize(report) << '\n';
    }
    return all_known ? done : not_valid;
}

}  // namespace

void add_identify(CLI::App& program, Action& chosen) {
    auto* command = program.add_subcommand("identify", "Say which identifier a value is, and whether it checks.");
    static Options options;
    command
        ->add_option("value", options.values, "GTIN, NTIN, IIN, BIN, SSCC, marking code, TN VED, declaration number …")
        ->required();
    command->add_flag("--json", options.json, "machine output");
    command->callback([&chosen] { chosen = [] { return identify(options); }; });
}

}  // namespace otkel::app::cli
