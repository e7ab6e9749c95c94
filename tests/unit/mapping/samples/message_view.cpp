#include "tests/unit/mapping/samples/message_view.hpp"

#include <algorithm>

namespace otkel::mapping::samples {
namespace {

bool repeats(const Rule& rule) { return rule.shape == Shape::list || rule.shape == Shape::entries; }

bool is_xsi_type(const Rule& rule) {
    return rule.attribute && rule.type.type == Type::qualified_name && rule.xml == "@xsi:type";
}

// What the schema says about the value that decides, when it stands directly in the element.
struct Asked {
    const xsd::SimpleType* type{nullptr};
    bool required{false};
};

Asked asked(const Rule& rule, const Typed& typed) {
    if (typed.complex == nullptr || rule.xml.find('/') != std::string::npos) {
        return {};
    }
    if (rule.xml == ".") {
        return {typed.text(), true};
    }
    const auto local =
        rule.xml.substr(rule.xml.find_last_of(":@") == std::string::npos ? 0 : rule.xml.find_last_of(":@") + 1);
    if (rule.attribute) {
        for (const auto& attribute : typed.complex->attributes) {
            if (attribute.name.local == local) {
                return {attribute.type, attribute.required};
            }
        }
        return {};
    }
    for (const auto& child : xsd::children_of(*typed.complex)) {
        if (child.element->name.local == local) {
            return {Typed::of(child.element).text(), child.occurs.least > 0};
        }
    }
    return {};
}

}  // namespace

Typed Typed::of(const xsd::Element* element) {
    return element == nullptr ? Typed{} : Typed{element->simple, element->complex, element->nillable};
}

const xsd::Attribute* Typed::attribute(const XmlName& name) const {
    if (complex == nullptr) {
        return nullptr;
    }
    const auto found = std::find_if(complex->attributes.begin(), complex->attributes.end(), [&](const auto& one) {
        return one.name.local == name.local && one.name.space == name.space;
    });
    return found == complex->attributes.end() ? nullptr : &*found;
}

bool both_ways(const Rule& rule) { return rule.to_json && rule.to_xml && !rule.constant; }

const Rule* carrier(const Scope& scope, const std::vector<RuleNumber>& rules) {
    const auto found =
        std::find_if(rules.begin(), rules.end(), [&](RuleNumber number) { return both_ways(scope.rules[number]); });
    return found == rules.end() ? nullptr : &scope.rules[*found];
}

Wish wish_of(const Scope& scope, const ElementNode& node, const Decided& decided) {
    bool carried = node.bag.has_value();
    bool must = node.bag && scope.rules[*node.bag].required;
    const auto value = [&](const std::vector<RuleNumber>& rules) {
        const auto* rule = carrier(scope, rules);
        if (rule == nullptr) {
            return true;
        }
        const auto known = decided.find(rule);
        if (known != decided.end() && !known->second) {
            return false;
        }
        carried = true;
        must = must || rule->required || known != decided.end();
        return true;
    };
    if (!value(node.text)) {
        return Wish::never;
    }
    for (const auto& attribute : node.attributes) {
        static_cast<void>(value(attribute.rules));
    }
    if (node.part) {
        const auto& rule = scope.rules[*node.part];
        carried = both_ways(rule);
        must = rule.required && (!repeats(rule) || rule.holder == 0);
    }
    for (const auto& child : node.children) {
        const auto below = wish_of(scope, child, decided);
        carried = carried || below != Wish::never;
        const auto* rule = child.part ? &scope.rules[*child.part] : nullptr;
        must = must || below == Wish::must || (rule != nullptr && rule->required && repeats(*rule));
    }
    return !carried ? Wish::never : must ? Wish::must : Wish::may;
}

void View::add(const Scope& scope, const ElementNode& node) {
    for (const auto& attribute : node.attributes) {
        attributes.push_back({&scope, &attribute});
    }
    if (const auto* rule = carrier(scope, node.text)) {
        texts.push_back(rule);
    }
    if (node.bag) {
        bag = &scope.rules[*node.bag];
    }
}

const View::Child* View::child(const xsd::Name& name) const {
    const auto found = std::find_if(children.begin(), children.end(), [&](const Child& one) {
        return one.node->name.local == name.local && one.node->name.space == name.space;
    });
    return found == children.end() ? nullptr : &*found;
}

View Choosing::view(const Scope& scope, const XmlName& name, Typed& typed) {
    View view;
    add(view, scope, name, typed);
    return view;
}

void Choosing::add(View& view, const Scope& scope, const XmlName& name, Typed& typed) {
    std::vector<const Branch*> branches;
    for (const auto& choice : scope.choices) {
        branches.push_back(choose(scope, choice, name, typed));
    }
    view.add(scope, scope.element);
    for (const auto& child : scope.element.children) {
        if (child.choice) {
            if (const auto* branch = branches[*child.choice]) {
                add(view, *branch->scope, name, typed);
            }
            continue;
        }
        auto rank = view.children.size();
        for (const auto& other : view.children) {
            if (child.part && other.scope == &scope && other.node->part == child.part) {
                rank = other.rank;
                break;
            }
        }
        view.children.push_back({&scope, &child, rank});
        view.holds_lists = view.holds_lists || (child.part && repeats(scope.rules[*child.part]));
    }
}

const Branch* Choosing::choose(const Scope& scope, const Choice& choice, const XmlName& name, Typed& typed) {
    const auto& rule = scope.rules[choice.rule];
    if (rule.element_name) {
        const auto found = std::find_if(choice.branches.begin(), choice.branches.end(), [&](const Branch& branch) {
            return branch.name && branch.name->same_as(name);
        });
        return found == choice.branches.end() ? nullptr : &*found;
    }
    const auto* branch = is_xsi_type(rule) ? by_type(rule, choice, typed) : by_value(rule, choice, typed);
    decided_[&rule] =
        branch == nullptr ? std::nullopt : std::optional{std::string(rule.type.codes->code_of(branch->word, {}).text)};
    return branch;
}

const Branch* Choosing::by_type(const Rule& rule, const Choice& choice, Typed& typed) {
    std::vector<std::pair<const Branch*, const xsd::ComplexType*>> possible;
    for (const auto& branch : choice.branches) {
        if (typed.complex == nullptr) {
            possible.emplace_back(&branch, nullptr);
            continue;
        }
        auto types = typed.complex->derived;
        types.push_back(typed.complex);
        for (const auto* type : types) {
            if (!type->abstract && branch.name && type->name.local == branch.name->local &&
                type->name.space == branch.name->space) {
                possible.emplace_back(&branch, type);
            }
        }
    }
    const bool needed = rule.required || (typed.complex != nullptr && typed.complex->abstract);
    if (possible.empty() || (!needed && random_.chance(0.1))) {
        return nullptr;
    }
    const auto [branch, type] = random_.one_of(possible);
    typed.complex = type;
    return branch;
}

const Branch* Choosing::by_value(const Rule& rule, const Choice& choice, const Typed& typed) {
    const auto [type, required] = asked(rule, typed);
    std::vector<const Branch*> possible;
    for (const auto& branch : choice.branches) {
        if (type == nullptr || facets_.allow(*type, rule.type.codes->code_of(branch.word, {}).text)) {
            possible.push_back(&branch);
        }
    }
    const bool absent = !rule.required && !required && rule.xml != "." && random_.chance(0.1);
    return possible.empty() || absent ? nullptr : random_.one_of(possible);
}

}  // namespace otkel::mapping::samples
