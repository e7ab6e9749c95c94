#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/mapping/scope_builder.hpp"

namespace otkel::mapping {

// What the compilers of one mapping and of the parts that it uses share.
struct Compilation {
    std::filesystem::path mappings;  // the folder that parts are named from
    settings::Complaints& complaints;
    MessagePlan& plan;
    std::vector<std::string> files;           // by the numbers of marks: where complaints are
    std::map<std::string, YAML::Node> parts;  // by name, read once
    std::vector<std::string> open;            // parts inside one another
    std::uint16_t use{0};                     // of the innermost of them, in MessagePlan::uses, from 1
    std::size_t rules{0};
};

// From the entries of 'fields' to rules. Goes on after a mistake, so that all of them are found in one reading.
class RuleCompiler {
public:
    RuleCompiler(const YamlSource& source, Compilation& compilation)
        : source_(source),
          compilation_(compilation),
          paths_(source, compilation.plan.namespaces, compilation.plan.spaces) {}

    [[nodiscard]] Scope fields(const YAML::Node& list, std::size_t depth);

private:
    enum class Direction { both, to_json, to_xml };

    void entries(ScopeBuilder& scope, const YAML::Node& list, std::size_t depth);
    void entry(ScopeBuilder& scope, const YAML::Node& node, std::size_t depth);
    void field(ScopeBuilder& scope, YamlMap& map, Direction direction);
    void one_way(ScopeBuilder& scope, YamlMap& map, const std::string& key, Direction direction);
    void constant(ScopeBuilder& scope, YamlMap& map, Direction direction, const std::string& text);
    void expression(ScopeBuilder& scope, YamlMap& map, Direction direction);
    void language_text(ScopeBuilder& scope, YamlMap& map, const Rule& common, const YAML::Node& xml);
    void language_elements(ScopeBuilder& scope, const Rule& common, const YAML::Node& xml,
                           const std::vector<std::string>& json);
    void language_attribute(ScopeBuilder& scope, YamlMap& map, Rule rule, const YAML::Node& xml,
                            const std::vector<std::string>& json);
    // What every rule with a structure begins with: its element, under `key`, and its member.
    struct Head {
        Rule rule;
        std::optional<XmlPath> path;
        std::optional<std::vector<std::string>> json;
    };
    [[nodiscard]] Head head(YamlMap& map, const std::string& key, Shape shape);
    void list(ScopeBuilder& scope, YamlMap& map, std::size_t depth);
    void object(ScopeBuilder& scope, YamlMap& map, std::size_t depth);
    void choose(ScopeBuilder& scope, YamlMap& map, std::size_t depth);
    void pairs(ScopeBuilder& scope, YamlMap& map);
    void bag(ScopeBuilder& scope, YamlMap& map);
    void document(ScopeBuilder& scope, YamlMap& map, std::size_t depth);
    void use(ScopeBuilder& scope, YamlMap& map, std::size_t depth);
    struct PartAsked {
        std::string name;
        Mark mark;
        std::map<std::string, std::string> given;
        std::map<std::string, YAML::Node> given_at;
    };
    [[nodiscard]] std::map<std::string, std::string> read_part(const YamlSource& source, YamlMap& part,
                                                               const PartAsked& asked);
    // The scope of 'fields' or 'use'; null when the map has neither.
    [[nodiscard]] std::unique_ptr<Scope> inner(YamlMap& map, std::size_t depth);
    void check_nil(const YamlMap& map, const Rule& rule) const;
    void check_any(YamlMap& map, const XmlPath& path, Rule& rule);
    void branches(ScopeBuilder& scope, const YAML::Node& when, Rule rule, const XmlPath& xml,
                  const std::vector<std::string>& json, std::size_t depth);

    [[nodiscard]] Rule common(YamlMap& map, Direction direction) const;
    [[nodiscard]] ValueType type(YamlMap& map) const;
    void forms(YamlMap& map, ValueType& type) const;
    void written(Rule& rule) const;
    [[nodiscard]] ValueType named_type(const YAML::Node& as) const;
    [[nodiscard]] const CodeTable* table(const YAML::Node& node) const;
    void default_value(YamlMap& map, Rule& rule) const;
    // Says in the rule what it is the path of; "name()" is the path to the element itself.
    [[nodiscard]] std::optional<XmlPath> value_path(const YAML::Node& xml, Rule& rule) const;
    [[nodiscard]] std::optional<std::vector<std::string>> json_path(YamlMap& map) const;

    const YamlSource& source_;
    Compilation& compilation_;
    PathReader paths_;
};

}  // namespace otkel::mapping
