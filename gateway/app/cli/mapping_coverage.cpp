#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <iostream>

#include "gateway/app/cli/mapping.hpp"
#include "gateway/mapping/check/coverage.hpp"

namespace otkel::app::cli {
namespace {

namespace checks = mapping::check;

struct Options {
    MappingChoice mappings;
    bool json = false;
};

boost::json::value as_json(const checks::SideCoverage& side) {
    if (!side.known) {
        return nullptr;
    }
    boost::json::array uncarried;
    for (const auto& one : side.uncarried) {
        uncarried.push_back(
            boost::json::object{{"path", one.path}, {"required", one.required}, {"values", one.values}});
    }
    return boost::json::object{{"values", side.values},
                               {"carried", side.carried},
                               {"requiredMissing", side.required_missing},
                               {"uncarried", std::move(uncarried)}};
}

int coverage(const Options& options) {
    const auto codes = mapping::load_code_tables(options.mappings.codes_folder());
    const auto files = options.mappings.files();
    if (!codes || !files) {
        complain(codes ? files.error() : codes.error());
        return usage_error;
    }
    checks::SchemaCache schemas;
    boost::json::array all;
    int code = done;
    for (const auto& file : *files) {
        const auto coverage = checks::coverage_of(file, *codes, schemas);
        if (!coverage) {
            complain(coverage.error());
            code = usage_error;
        } else if (options.json) {
            all.push_back(boost::json::object{
                {"mapping", coverage->name}, {"xml", as_json(coverage->xml)}, {"json", as_json(coverage->json)}});
        } else {
            std::cout << checks::in_lines(*coverage);
        }
    }
    if (options.json) {
        std::cout << boost::json::serialize(boost::json::object{{"mappings", std::move(all)}}) << '\n';
    }
    return code;
}

}  // namespace

void add_mapping_coverage(CLI::App& group, Action& chosen) {
    auto* command = group.add_subcommand("coverage", "What of their schemas mapping files do not carry.");
    static Options options;
    add_mapping_choice(*command, options.mappings);
    command->add_flag("--json", options.json, "the same as JSON");
    command->callback([&chosen] { chosen = [] { return coverage(options); }; });
}

}  // namespace otkel::app::cli
