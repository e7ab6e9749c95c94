#include <algorithm>

#include "gateway/mapping/authoring/schema_difference.hpp"
#include "gateway/mapping/check/check.hpp"
#include "gateway/mapping/check/checks.hpp"
#include "gateway/mapping/file_loader.hpp"
#include "gateway/mapping/mapping_files.hpp"

namespace otkel::mapping::authoring {
namespace {

std::vector<Finding> held_against(const MessagePlan& plan, const std::filesystem::path& root,
                                  const check::Schemas& schemas, check::Sources& sources) {
    const check::Views views(plan, schemas);
    check::Report report(plan, root, sources);
    check::check_xml_paths(views, report);
    check::check_xml_occurrence(views, report);
    check::check_xml_order(views, report);
    check::check_xml_required(views, report);
    check::check_xml_values(views, report);
    check::check_choices(views, report);
    check::check_nil(views, report);
    check::check_codes(views, report);
    check::check_json_required(views, report);
    return report.take();
}

bool same(const Finding& one, const Finding& other) {
    return one.place.file == other.place.file && one.place.line == other.place.line &&
           one.place.column == other.place.column && one.detail == other.detail;
}

}  // namespace

std::vector<Finding> broken_rules(const std::filesystem::path& mapping, std::shared_ptr<const CodeTables> codes,
                                  std::shared_ptr<const xsd::SchemaModel> old,
                                  std::shared_ptr<const xsd::SchemaModel> renewed) {
    settings::Complaints complaints;
    const auto plan = load_plan(mapping, std::move(codes), complaints);
    if (!complaints.empty()) {
        return complaints.findings();
    }
    const auto root = check::mappings_folder(mapping, plan);
    check::SchemaCache cache;
    const auto json =
        plan.json_schema.empty() ? nullptr : cache.json(root / (plan.json_schema + ".schema.json")).value_or(nullptr);
    check::Sources sources;
    const auto before = held_against(plan, root, {std::move(old), json}, sources);
    auto after = held_against(plan, root, {std::move(renewed), json}, sources);
    std::erase_if(after, [&](const Finding& finding) {
        return std::any_of(before.begin(), before.end(), [&](const Finding& other) { return same(finding, other); });
    });
    return after;
}

std::vector<std::filesystem::path> mappings_of_schema(const std::filesystem::path& folder,
                                                      const std::filesystem::path& schema,
                                                      std::shared_ptr<const CodeTables> codes) {
    auto files = mapping_files(folder);
    std::erase_if(files, [&](const std::filesystem::path& file) {
        settings::Complaints complaints;
        return load_plan(file, codes, complaints).schema_file.filename() != schema.filename();
    });
    return files;
}

}  // namespace otkel::mapping::authoring
