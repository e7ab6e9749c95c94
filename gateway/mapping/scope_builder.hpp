#pragma once

#include <map>
#include <string>
#include <vector>

#include "gateway/mapping/paths.hpp"

namespace otkel::mapping {

// Puts rules into the two tries of a scope and refuses those that get into each other's way.
class ScopeBuilder {
public:
    explicit ScopeBuilder(const YamlSource& source) : source_(source) {}

    RuleNumber add(Rule rule, const std::optional<XmlPath>& xml, const std::optional<std::vector<std::string>>& json);
    void add_choice(Choice choice);
    [[nodiscard]] Scope finish();

private:
    void add_xml(RuleNumber number, const XmlPath& path);
    void add_json(RuleNumber number, const std::vector<std::string>& path);
    [[nodiscard]] ElementNode* descend(RuleNumber number, const XmlPath& path, std::uint16_t& holder);
    void add_part(RuleNumber number, ElementNode& node, bool fresh);
    void add_any(RuleNumber number, const XmlPath& path);
    void finish_bags(ElementNode& node);
    void finish_rules();
    void add_reader(RuleNumber number, std::vector<RuleNumber>& rules);
    void check_branches();
    [[nodiscard]] std::string line_of(RuleNumber number) const;

    const YamlSource& source_;
    Scope scope_;
};

// What a scope writes into the element and the object that its branches share, with the line of the rule.
struct Writes {
    std::map<std::string, int> xml;
    std::map<std::string, int> json;
};
[[nodiscard]] Writes writes_of(const Scope& scope);

}  // namespace otkel::mapping
