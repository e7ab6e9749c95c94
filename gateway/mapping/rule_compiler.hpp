#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gateway/mapping/scope_builder.hpp"

namespace otkel::mapping {

// From the entries of 'fields' to rules. Goes on after a mistake, so that all of them are found in one reading.
class RuleCompiler {
public:
    RuleCompiler(const YamlSource& source, const CodeTables& codes, const Namespaces& namespaces,
                 std::vector<std::unique_ptr<const CodeTable>>& own_tables)
        : source_(source), codes_(codes), paths_(source, namespaces), own_tables_(own_tables) {}

    [[nodiscard]] Scope fields(const YAML::Node& list, std::size_t depth);

private:
    enum class Direction { both, to_json, to_xml };

    void entry(ScopeBuilder& scope, const YAML::Node& node, std::size_t depth);
    void field(ScopeBuilder& scope, YamlMap& map, Direction direction);
    void one_way(ScopeBuilder& scope, YamlMap& map, const std::string& key, Direction direction);
    void constant(ScopeBuilder& scope, YamlMap& map, Direction direction, const std::string& text);
    void language_text(ScopeBuilder& scope, YamlMap& map, const Rule& common, const YAML::Node& xml);
    void language_elements(ScopeBuilder& scope, const Rule& common, const YAML::Node& xml,
                           const std::vector<std::string>& json);
    void language_attribute(ScopeBuilder& scope, YamlMap& map, Rule rule, const YAML::Node& xml,
                            const std::vector<std::string>& json);
    void list(ScopeBuilder& scope, YamlMap& map, std::size_t depth);
    void object(ScopeBuilder& scope, YamlMap& map, std::size_t depth);
    void choose(ScopeBuilder& scope, YamlMap& map, std::size_t depth);
    void branches(ScopeBuilder& scope, const YAML::Node& when, Rule rule, const XmlPath& xml,
                  const std::vector<std::string>& json, std::size_t depth);

    [[nodiscard]] Rule common(YamlMap& map, Direction direction) const;
    [[nodiscard]] ValueType type(YamlMap& map) const;
    [[nodiscard]] ValueType named_type(const YAML::Node& as) const;
    [[nodiscard]] const CodeTable* table(const YAML::Node& node) const;
    void default_value(YamlMap& map, Rule& rule) const;
    [[nodiscard]] std::optional<std::vector<std::string>> json_path(YamlMap& map) const;

    const YamlSource& source_;
    const CodeTables& codes_;
    PathReader paths_;
    std::vector<std::unique_ptr<const CodeTable>>& own_tables_;
    std::size_t rules_{0};
};

}  // namespace otkel::mapping
