#include "gateway/mapping/check/check.hpp"

#include <algorithm>

#include "gateway/mapping/check/checks.hpp"
#include "gateway/mapping/file_loader.hpp"
#include "gateway/mapping/mapping_files.hpp"

namespace otkel::mapping::check {
namespace {

template <class T, class Load>
Result<T> once(std::map<std::filesystem::path, Result<T>>& known, const std::filesystem::path& file, Load load) {
    const auto key = file.lexically_normal();
    auto found = known.find(key);
    if (found == known.end()) {
        found = known.emplace(key, load(key)).first;
    }
    return found->second;
}

// Why a schema cannot be read, each reason at its own place.
void add_schema_error(const Error& error, std::vector<Finding>& findings) {
    if (error.findings.empty()) {
        findings.push_back({"schema-invalid", Severity::error, error.place, {}, {}, error.detail});
        return;
    }
    for (auto finding : error.findings) {
        if (finding.code.empty()) {
            finding.code = "schema-invalid";
        }
        findings.push_back(std::move(finding));
    }
}

}  // namespace

Result<std::shared_ptr<const xsd::SchemaModel>> SchemaCache::xml(const std::filesystem::path& file) {
    return once(xml_, file, [](const auto& path) { return xsd::SchemaModel::load(path); });
}

Result<std::shared_ptr<const JsonSchema>> SchemaCache::json(const std::filesystem::path& file) {
    return once(json_, file, [](const auto& path) { return JsonSchema::load(path); });
}

Schemas load_schemas(const MessagePlan& plan, const std::filesystem::path& root, SchemaCache& cache,
                     std::vector<Finding>& findings) {
    Schemas schemas;
    if (!plan.schema_file.empty()) {
        if (auto model = cache.xml(plan.schema_file); model) {
            schemas.xml = *model;
        } else {
            add_schema_error(model.error(), findings);
        }
    }
    if (!plan.json_schema.empty()) {
        if (auto schema = cache.json(root / (plan.json_schema + ".schema.json")); schema) {
            schemas.json = *schema;
        } else {
            add_schema_error(schema.error(), findings);
        }
    }
    return schemas;
}

std::vector<Finding> check_mapping(const std::filesystem::path& file, std::shared_ptr<const CodeTables> codes,
                                   SchemaCache& cache, std::set<std::string>* tables) {
    if (const auto kind = kind_of(file); kind != FileKind::mapping) {
        const auto* what = kind == FileKind::part ? "this is a part, which is checked with the mappings that use it"
                                                  : "this is a table of codes, which is checked with all mappings";
        return {{"not-a-mapping", Severity::error, {file.string(), 0, 0, {}}, "a mapping", "", what}};
    }
    Sources sources;
    settings::Complaints complaints;
    const auto plan = load_plan(file, std::move(codes), complaints);
    std::vector<Finding> findings;
    for (auto finding : complaints.findings()) {
        finding.place.file = std::filesystem::path(finding.place.file).lexically_normal().string();
        findings.push_back(in_characters(std::move(finding), sources));
    }
    if (tables != nullptr) {
        note_tables(plan, *tables);
    }
    if (!findings.empty()) {
        return findings;
    }
    const auto root = mappings_folder(file, plan);
    const auto schemas = load_schemas(plan, root, cache, findings);
    const Views views(plan, schemas);
    Report report(plan, root, sources);
    check_xml_paths(views, report);
    check_xml_occurrence(views, report);
    check_xml_order(views, report);
    check_xml_required(views, report);
    check_xml_values(views, report);
    check_choices(views, report);
    check_nil(views, report);
    check_codes(views, report);
    check_json_paths(views, report);
    check_json_required(views, report);
    check_json_values(views, report);
    auto found = report.take();
    findings.insert(findings.end(), found.begin(), found.end());
    return findings;
}

std::filesystem::path mappings_folder(const std::filesystem::path& file, const MessagePlan& plan) {
    auto root = file;
    for (const auto& step : std::filesystem::path(plan.name)) {
        static_cast<void>(step);
        root = root.parent_path();
    }
    return root;
}

bool has_error(const std::vector<Finding>& findings) {
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding& finding) { return finding.severity == Severity::error; });
}

}  // namespace otkel::mapping::check
