#include "gateway/mapping/scope_builder.hpp"

#include <algorithm>

#include "gateway/mapping/json_sinks.hpp"

namespace otkel::mapping {
namespace {

bool mark_carriers(ElementNode& node, const Scope& scope) {
    const auto carried = [&](RuleNumber number) { return scope.rules[number].to_xml && !scope.rules[number].constant; };
    bool carries = node.part.has_value() || node.bag.has_value() || node.choice.has_value() ||
                   std::any_of(node.text.begin(), node.text.end(), carried);
    for (const auto& attribute : node.attributes) {
        carries = std::any_of(attribute.rules.begin(), attribute.rules.end(), carried) || carries;
    }
    for (auto& child : node.children) {
        carries = mark_carriers(child, scope) || carries;
    }
    return node.carries = carries;
}

bool mark_carriers(JsonNode& node, const Scope& scope) {
    bool carries = std::any_of(node.rules.begin(), node.rules.end(), [&](RuleNumber number) {
        return scope.rules[number].to_json && !scope.rules[number].constant;
    });
    for (auto& child : node.children) {
        carries = mark_carriers(child, scope) || carries;
    }
    return node.carries = carries;
}

std::string joined(const std::vector<std::string>& path) {
    std::string text;
    for (const auto& step : path) {
        text += (text.empty() ? "" : ".") + step;
    }
    return text;
}

// One of the paths is the other one, or stands inside it.
const std::pair<const std::string, int>* clash(const std::map<std::string, int>& taken, const std::string& path) {
    for (const auto& entry : taken) {
        if (entry.first == path || entry.first.starts_with(path + ".") || path.starts_with(entry.first + ".")) {
            return &entry;
        }
    }
    return nullptr;
}

}  // namespace

RuleNumber ScopeBuilder::add(Rule rule, const std::optional<XmlPath>& xml,
                             const std::optional<std::vector<std::string>>& json) {
    const auto number = static_cast<RuleNumber>(scope_.rules.size());
    if (json) {
        rule.json = *json;
    }
    scope_.rules.push_back(std::move(rule));
    if (xml) {
        add_xml(number, *xml);
    }
    if (json) {
        add_json(number, *json);
    }
    return number;
}

ElementNode* ScopeBuilder::descend(RuleNumber number, const XmlPath& path, std::uint16_t& holder) {
    auto* node = &scope_.element;
    for (const auto& step : path.elements) {
        if (node->part) {
            source_.complain(scope_.rules[number].mark, "'" + node->name.to_string() +
                                                            "' belongs to the rule on line " + line_of(*node->part) +
                                                            "; put this rule into its fields");
            return nullptr;
        }
        holder = node->id;
        const auto found = std::find_if(node->children.begin(), node->children.end(), [&](const ElementNode& child) {
            return !child.choice && child.name.same_as(step);
        });
        if (found != node->children.end()) {
            node = &*found;
            continue;
        }
        ElementNode child;
        child.name = step;
        child.id = scope_.elements++;
        child.first_rule = number;
        node->children.push_back(std::move(child));
        node = &node->children.back();
    }
    return node;
}

std::string ScopeBuilder::line_of(RuleNumber number) const {
    const auto& mark = scope_.rules[number].mark;
    const bool elsewhere = mark.file != source_.number && source_.files != nullptr;
    return std::to_string(mark.line) +
           (elsewhere ? " of " + std::filesystem::path(source_.files->at(mark.file)).filename().string() : "");
}

void ScopeBuilder::add_xml(RuleNumber number, const XmlPath& path) {
    auto& rule = scope_.rules[number];
    if (rule.any_element) {
        add_any(number, path);
        return;
    }
    const auto known = scope_.elements;
    auto* node = descend(number, path, rule.holder);
    if (node == nullptr) {
        return;
    }
    if (rule.element_name) {
        node->names.push_back(number);
        return;
    }
    if (rule.shape == Shape::attributes) {
        rule.holder = node->id;
        node->bag = number;
        return;
    }
    if (rule.shape != Shape::value) {
        rule.names = {node->name};
        add_part(number, *node, scope_.elements > known);
        return;
    }
    if (node->part) {
        source_.complain(rule.mark, "'" + node->name.to_string() + "' belongs to the rule on line " +
                                        line_of(*node->part) + "; put this rule into its fields");
        return;
    }
    if (!path.attribute) {
        add_reader(number, node->text);
        return;
    }
    rule.holder = node->id;
    for (auto& attribute : node->attributes) {
        if (attribute.name.same_as(*path.attribute)) {
            add_reader(number, attribute.rules);
            return;
        }
    }
    node->attributes.push_back({*path.attribute, {number}});
}

// One element for each name that the choice knows; the first of them writes.
void ScopeBuilder::add_any(RuleNumber number, const XmlPath& path) {
    if (!scope_.rules[number].scope) {
        return;  // nothing says which elements are meant: complained about already
    }
    auto one = path;
    bool first = true;
    const auto& choice = scope_.rules[number].scope->choices.front();
    for (const auto& branch : choice.branches) {
        if (!branch.name) {
            continue;
        }
        one.elements.back() = *branch.name;
        const auto known = scope_.elements;
        auto* node = descend(number, one, scope_.rules[number].holder);
        if (node == nullptr) {
            return;
        }
        add_part(number, *node, scope_.elements > known);
        node->alias = !first;
        first = false;
        scope_.rules[number].names.push_back(*branch.name);
    }
}

void ScopeBuilder::add_part(RuleNumber number, ElementNode& node, bool fresh) {
    if (!fresh) {
        source_.complain(scope_.rules[number].mark, "'" + node.name.to_string() + "' is used by the rule on line " +
                                                        line_of(node.first_rule) +
                                                        " already; a list or object has its element for itself");
        return;
    }
    node.part = number;
}

void ScopeBuilder::add_reader(RuleNumber number, std::vector<RuleNumber>& rules) {
    for (const auto other : rules) {
        if (scope_.rules[number].to_xml && scope_.rules[other].to_xml) {
            source_.complain(scope_.rules[number].mark, "'" + scope_.rules[number].xml +
                                                            "' is written by the rule on line " + line_of(other) +
                                                            " already; make one of them a 'to-json' rule");
        }
    }
    rules.push_back(number);
}

void ScopeBuilder::add_json(RuleNumber number, const std::vector<std::string>& path) {
    auto* node = &scope_.object;
    for (std::size_t step = 0; step < path.size(); ++step) {
        if (!node->rules.empty()) {
            source_.complain(scope_.rules[number].mark,
                             "'" + joined(node->path) + "' is the value of the rule on line " +
                                 line_of(node->rules.front()) + " and cannot have members here");
            return;
        }
        auto found = std::find_if(node->children.begin(), node->children.end(),
                                  [&](const JsonNode& child) { return child.name == path[step]; });
        if (found == node->children.end()) {
            JsonNode child;
            child.name = path[step];
            append_json_string(child.key, child.name);
            child.key += ':';
            child.path.assign(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(step) + 1);
            child.first_rule = number;
            found = node->children.insert(found, std::move(child));
        }
        node = &*found;
    }
    if (!node->children.empty()) {
        source_.complain(scope_.rules[number].mark, "'" + joined(path) + "' has members by the rule on line " +
                                                        line_of(node->first_rule) + " and cannot be a value here");
        return;
    }
    for (const auto other : node->rules) {
        if (scope_.rules[number].to_json && scope_.rules[other].to_json) {
            source_.complain(scope_.rules[number].mark, "'" + joined(path) + "' is given by the rule on line " +
                                                            line_of(other) +
                                                            " already; make one of them a 'to-xml' rule");
        }
    }
    node->rules.push_back(number);
}

void ScopeBuilder::add_choice(Choice choice) {
    ElementNode place;
    place.choice = scope_.choices.size();
    place.first_rule = choice.rule;
    scope_.element.children.push_back(std::move(place));
    scope_.choices.push_back(std::move(choice));
}

Scope ScopeBuilder::finish() {
    mark_carriers(scope_.element, scope_);
    mark_carriers(scope_.object, scope_);
    check_branches();
    finish_bags(scope_.element);
    finish_rules();
    return std::move(scope_);
}

void ScopeBuilder::finish_bags(ElementNode& node) {
    if (node.bag) {
        for (const auto& attribute : node.attributes) {
            scope_.rules[*node.bag].known.push_back(attribute.name);
        }
    }
    for (auto& child : node.children) {
        finish_bags(child);
    }
}

void ScopeBuilder::finish_rules() {
    for (std::size_t i = 0; i < scope_.rules.size(); ++i) {
        const auto& rule = scope_.rules[i];
        const bool lists = rule.shape == Shape::list || rule.shape == Shape::entries;
        if (rule.to_json &&
            (rule.constant || rule.xpath || rule.required || lists || rule.default_value.kind != Value::Kind::absent)) {
            scope_.unasked.push_back(static_cast<RuleNumber>(i));
        }
    }
}

// A branch writes at the place of its choice: an element or member that others write too would come out twice.
void ScopeBuilder::check_branches() {
    auto choices = std::move(scope_.choices);
    scope_.choices.clear();
    auto taken = writes_of(scope_);
    for (const auto& choice : choices) {
        Writes added;
        for (const auto& branch : choice.branches) {
            const auto writes = writes_of(*branch.scope);
            for (const auto& [path, line] : writes.xml) {
                if (const auto other = taken.xml.find(path); other != taken.xml.end()) {
                    source_.complain(Mark{line, 1}, "'" + path +
                                                        "' is written outside of the choice too, by the rule on line " +
                                                        std::to_string(other->second));
                }
            }
            for (const auto& [path, line] : writes.json) {
                if (const auto* other = clash(taken.json, path)) {
                    source_.complain(Mark{line, 1}, "'" + path +
                                                        "' is given outside of the choice too, by the rule on line " +
                                                        std::to_string(other->second));
                }
            }
            added.xml.insert(writes.xml.begin(), writes.xml.end());
            added.json.insert(writes.json.begin(), writes.json.end());
        }
        taken.xml.merge(added.xml);
        taken.json.merge(added.json);
    }
    scope_.choices = std::move(choices);
}

Writes writes_of(const Scope& scope) {
    Writes writes;
    const auto note = [&](const std::string& name, RuleNumber number) {
        writes.xml.emplace(name, scope.rules[number].mark.line);
    };
    for (const auto& attribute : scope.element.attributes) {
        note("@" + attribute.name.to_string(), attribute.rules.front());
    }
    if (!scope.element.text.empty()) {
        note(".", scope.element.text.front());
    }
    for (const auto& child : scope.element.children) {
        if (!child.choice) {
            note(child.name.to_string(), child.first_rule);
        }
    }
    for (const auto& rule : scope.rules) {
        if (rule.to_json && !rule.json.empty()) {
            writes.json.emplace(joined(rule.json), rule.mark.line);
        }
    }
    for (const auto& choice : scope.choices) {
        for (const auto& branch : choice.branches) {
            auto inner = writes_of(*branch.scope);
            writes.xml.merge(inner.xml);
            writes.json.merge(inner.json);
        }
    }
    return writes;
}

}  // namespace otkel::mapping
