#include "gateway/mapping/check/presence.hpp"

#include <algorithm>

namespace otkel::mapping::check {
namespace {

void add_with_branches(const ScopeView& view, std::vector<const ScopeView*>& scopes) {
    scopes.push_back(&view);
    for (const auto& branch : view.branches) {
        add_with_branches(*branch.scope, scopes);
    }
}

bool stands_always(const ElementView& element, const ElementView& from) {
    const auto* at = &element;
    while (at != &from && at->parent != nullptr && at->expected) {
        at = at->parent;
    }
    return at == &from || at->parent == nullptr;
}

}  // namespace

std::vector<Variant> variants_of(const ScopeView& view) {
    Variant together{{}, nullptr, view.content};
    add_with_branches(view, together.scopes);
    std::vector<Variant> variants{together};
    for (const auto& chosen : view.branches) {
        Variant one{{&view}, chosen.branch, chosen.scope->content};
        for (const auto& other : view.branches) {
            if (other.choice != chosen.choice || other.branch == chosen.branch) {
                add_with_branches(*other.scope, one.scopes);
            }
        }
        variants.push_back(std::move(one));
    }
    return variants;
}

bool writes(const AttributeNode& node, const Scope& scope) {
    return std::any_of(node.rules.begin(), node.rules.end(),
                       [&](RuleNumber number) { return scope.rules[number].to_xml; });
}

bool writes(const ElementNode& node, const Scope& scope) {
    return node.part.has_value() || node.bag.has_value() ||
           std::any_of(node.text.begin(), node.text.end(),
                       [&](RuleNumber number) { return scope.rules[number].to_xml; }) ||
           std::any_of(node.attributes.begin(), node.attributes.end(),
                       [&](const auto& one) { return writes(one, scope); }) ||
           std::any_of(node.children.begin(), node.children.end(),
                       [&](const auto& child) { return child.choice || writes(child, scope); });
}

bool gives(const JsonNode& node, const Scope& scope) {
    return std::any_of(node.rules.begin(), node.rules.end(),
                       [&](RuleNumber number) { return scope.rules[number].to_json; }) ||
           std::any_of(node.children.begin(), node.children.end(),
                       [&](const auto& child) { return gives(child, scope); });
}

bool json_has_always(const Rule& rule, const RuleView& at) {
    if (rule.constant || rule.required) {
        return true;
    }
    for (const auto* member = at.member; member != nullptr && member->parent != nullptr; member = member->parent) {
        const auto* around = member->parent->type;
        if (around == nullptr || !around->requires_member(member->node->name)) {
            return false;
        }
    }
    return at.member != nullptr;
}

bool gives_always(const Rule& rule, const RuleView& at, const ElementView& from) {
    if (rule.constant || rule.required || at.element == nullptr) {
        return true;
    }
    const auto* element = at.element;
    const bool known = element->parent == nullptr ? element->content.known : element->element != nullptr;
    if (!known || rule.shape == Shape::attributes) {
        return true;
    }
    const bool lists = (rule.shape == Shape::list && !rule.empty_is_absent) || rule.shape == Shape::entries;
    const bool has_default = rule.default_value.kind != Value::Kind::absent;
    if (rule.attribute) {
        const bool there = has_default || at.attribute == nullptr || at.attribute->required;
        return there && stands_always(*element, from);
    }
    const bool by_holder = (lists || has_default) && element->parent != nullptr && element != &from;
    return stands_always(by_holder ? *element->parent : *element, from);
}

const ElementView& common_element(const ElementView& one, const ElementView& other) {
    for (const auto* mine = &one;; mine = mine->parent) {
        for (const auto* theirs = &other; theirs != nullptr; theirs = theirs->parent) {
            if (mine == theirs) {
                return *mine;
            }
        }
        if (mine->parent == nullptr) {
            return *mine;
        }
    }
}

std::string json_path(const std::vector<std::string>& steps) {
    std::string text;
    for (const auto& step : steps) {
        text += (text.empty() ? "" : ".") + step;
    }
    return text;
}

std::string json_path(const MemberView& member) { return json_path(member.node->path); }

}  // namespace otkel::mapping::check
