#include "gateway/mapping/mapping.hpp"

#include <algorithm>
#include <limits>
#include <span>

#include "gateway/base/assert.hpp"
#include "gateway/mapping/file_loader.hpp"
#include "gateway/mapping/json_sinks.hpp"
#include "gateway/mapping/paths.hpp"
#include "gateway/mapping/reader.hpp"
#include "gateway/mapping/writer.hpp"

namespace otkel::mapping {
namespace {

void add_lists_at(std::span<const std::string> path, const Scope& scope, ListRules& found) {
    for (const auto& rule : scope.rules) {
        const auto& own = rule.json;
        if (!rule.to_json || own.size() > path.size() || !std::equal(own.begin(), own.end(), path.begin())) {
            continue;
        }
        const auto rest = path.subspan(own.size());
        if (rest.empty() && rule.shape == Shape::list) {
            found.push_back(&rule);
        } else if (!rest.empty() && (rule.shape == Shape::object || rule.shape == Shape::document)) {
            add_lists_at(rest, *rule.scope, found);
        }
    }
    for (const auto& choice : scope.choices) {
        for (const auto& branch : choice.branches) {
            add_lists_at(path, *branch.scope, found);
        }
    }
}

}  // namespace

struct Mapping::Plan : MessagePlan {};

Mapping::Mapping(std::unique_ptr<const Plan> plan) : plan_(std::move(plan)) {}
Mapping::~Mapping() = default;

Result<std::shared_ptr<const Mapping>> Mapping::load(const std::filesystem::path& file,
                                                     std::shared_ptr<const CodeTables> codes) {
    OTKEL_ASSERT(codes != nullptr);
    settings::Complaints complaints;
    auto plan = std::make_unique<Plan>(Plan{load_plan(file, std::move(codes), complaints)});
    if (auto outcome = complaints.outcome(); !outcome) {
        return fail(std::move(outcome.error()));
    }
    return std::shared_ptr<const Mapping>(new Mapping(std::move(plan)));
}

const std::string& Mapping::name() const { return plan_->name; }
int Mapping::version() const { return plan_->version; }
const std::filesystem::path& Mapping::schema_file() const { return plan_->schema_file; }
const std::string& Mapping::json_schema() const { return plan_->json_schema; }
std::string_view Mapping::root_space() const { return plan_->root.space; }
std::string_view Mapping::root_local() const { return plan_->root.local; }

Result<JsonOutcome> Mapping::to_json(const xml::Element& root, const ReadOptions& options) const {
    JsonTree sink;
    auto keys = Reader(*plan_, options).read(root, sink);
    if (!keys) {
        return fail(std::move(keys.error()));
    }
    return JsonOutcome{sink.release(), std::move(*keys)};
}

Result<JsonTextOutcome> Mapping::to_json_text(const xml::Element& root, const ReadOptions& options) const {
    JsonTextOutcome outcome;
    JsonText sink(outcome.text);
    auto keys = Reader(*plan_, options).read(root, sink);
    if (!keys) {
        return fail(std::move(keys.error()));
    }
    outcome.keys = std::move(*keys);
    return outcome;
}

ListRules Mapping::list_at(std::string_view path) const {
    ListRules found;
    add_lists_at(steps_of(path, '.'), plan_->scope, found);
    return found;
}

Result<Survey> Mapping::survey(const xml::Element& root, const ListRules& list, const ReadOptions& options) const {
    const ListPart whole{list, 0, std::numeric_limits<std::size_t>::max()};
    auto reading = options;
    reading.part = &whole;
    Reader reader(*plan_, reading);
    NoJson nowhere;
    auto keys = reader.read(root, nowhere);
    if (!keys) {
        return fail(std::move(keys.error()));
    }
    return Survey{std::move(*keys), reader.entries()};
}

Result<XmlOutcome> Mapping::to_xml(const boost::json::value& json, WallTime now,
                                   std::vector<Derivation>* explain) const {
    return Writer(*plan_, now, explain).write(json);
}

}  // namespace otkel::mapping
