#include "gateway/mapping/check/coverage.hpp"

#include <algorithm>

#include "gateway/mapping/file_loader.hpp"

namespace otkel::mapping::check {
namespace {

std::string head(const SideCoverage& side, const std::string& what) {
    if (!side.known) {
        return "no schema for the " + what;
    }
    return "carried " + std::to_string(side.carried) + " of " + std::to_string(side.values) + " " + what +
           (side.required_missing == 0 ? "" : " (" + std::to_string(side.required_missing) + " required missing)");
}

void add_lines(const SideCoverage& side, const std::string& what, std::string& text) {
    for (const auto& one : side.uncarried) {
        text += "  " + what + (one.required ? "  required  " : "            ") + one.path +
                (one.values > 1 ? " (" + std::to_string(one.values) + " values)" : "") + "\n";
    }
}

}  // namespace

void finish(SideCoverage& side) {
    std::vector<Uncarried> ordered;
    for (const bool required : {true, false}) {
        std::copy_if(side.uncarried.begin(), side.uncarried.end(), std::back_inserter(ordered),
                     [&](const auto& one) { return one.required == required; });
    }
    side.uncarried = std::move(ordered);
}

Result<Coverage> coverage_of(const std::filesystem::path& file, std::shared_ptr<const CodeTables> codes,
                             SchemaCache& cache) {
    settings::Complaints complaints;
    const auto plan = load_plan(file, std::move(codes), complaints);
    if (auto outcome = complaints.outcome(); !outcome) {
        return fail(std::move(outcome.error()));
    }
    std::vector<Finding> findings;
    const auto schemas = load_schemas(plan, mappings_folder(file, plan), cache, findings);
    if (!findings.empty()) {
        return fail(
            {Errc::invalid_configuration, "a schema cannot be read", {file.string(), 0, 0, {}}, std::move(findings)});
    }
    const Views views(plan, schemas);
    return Coverage{plan.name, xml_coverage(views), json_coverage(views)};
}

std::string in_lines(const Coverage& coverage) {
    auto text =
        coverage.name + ": " + head(coverage.xml, "XML values") + ", " + head(coverage.json, "JSON values") + "\n";
    add_lines(coverage.xml, "XML ", text);
    add_lines(coverage.json, "JSON", text);
    return text;
}

}  // namespace otkel::mapping::check
