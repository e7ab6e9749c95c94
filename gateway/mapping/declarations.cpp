#include "gateway/mapping/declarations.hpp"

#include <algorithm>
#include <set>

namespace otkel::mapping {
namespace {

// Stands among the prefixes in use where a message decides which ones are: names as values, attributes nobody knows.
const std::string any_prefix = "*";

class Declarations {
public:
    explicit Declarations(MessagePlan& plan) : plan_(plan) {}

    void run() {
        std::set<std::string> outside{plan_.root.prefix};
        scope(plan_.scope, outside);
        for (const auto& [prefix, space] : plan_.namespaces) {
            if (outside.contains(prefix) || outside.contains(any_prefix) || !inside_.contains(prefix)) {
                plan_.declared.emplace_back(prefix, space);
            }
        }
        add_instance(outside, plan_.declared);
    }

private:
    void scope(Scope& scope, std::set<std::string>& used) {
        element(scope.element, used);
        for (auto& rule : scope.rules) {
            this->rule(rule, used);
        }
        for (auto& choice : scope.choices) {
            for (auto& branch : choice.branches) {
                if (branch.name) {
                    used.insert(branch.name->prefix);
                }
                this->scope(*branch.scope, used);
            }
        }
    }

    void element(const ElementNode& node, std::set<std::string>& used) {
        used.insert(node.name.prefix);
        for (const auto& attribute : node.attributes) {
            used.insert(attribute.name.prefix);
        }
        for (const auto& child : node.children) {
            element(child, used);
        }
    }

    void rule(Rule& rule, std::set<std::string>& used) {
        if (rule.nil) {
            used.insert("xsi");
        }
        if (rule.language) {
            used.insert(rule.language->prefix);
        }
        if (rule.type.type == Type::qualified_name || rule.shape == Shape::attributes) {
            used.insert(any_prefix);
        }
        if (!rule.scope) {
            return;
        }
        if (rule.shape != Shape::document) {
            scope(*rule.scope, used);
            return;
        }
        std::set<std::string> within{rule.root->prefix};
        scope(*rule.scope, within);
        for (const auto& [prefix, space] : plan_.namespaces) {
            if (within.contains(prefix) || within.contains(any_prefix)) {
                rule.declared.emplace_back(prefix, space);
                inside_.insert(prefix);
            }
        }
        add_instance(within, rule.declared);
    }

    void add_instance(const std::set<std::string>& used, Namespaces& declared) {
        const bool known = std::any_of(plan_.namespaces.begin(), plan_.namespaces.end(),
                                       [](const auto& one) { return one.first == "xsi"; });
        if (used.contains("xsi") && !known) {
            declared.emplace_back("xsi", instance_space);
        }
    }

    MessagePlan& plan_;
    std::set<std::string> inside_;
};

}  // namespace

void declare_namespaces(MessagePlan& plan) { Declarations(plan).run(); }

}  // namespace otkel::mapping
