#include "gateway/mapping/check/views.hpp"

#include <algorithm>
#include <utility>

namespace otkel::mapping::check {
namespace {

constexpr std::string_view xml_space = "http://www.w3.org/XML/1998/namespace";

bool repeats(const std::vector<xsd::Child>& places) {
    for (std::size_t one = 0; one < places.size(); ++one) {
        if (places[one].occurs.most > 1) {
            return true;
        }
        for (std::size_t other = one + 1; other < places.size(); ++other) {
            if (!xsd::exclude_each_other(places[one], places[other])) {
                return true;
            }
        }
    }
    return false;
}

const JsonType* items_of(const JsonType* type) { return type == nullptr ? nullptr : type->items; }

std::string joined(const std::string& base, const std::vector<std::string>& path) {
    auto text = base;
    for (const auto& step : path) {
        text += (text.empty() ? "" : ".") + step;
    }
    return text;
}

}  // namespace

Content content_of(const xsd::Element& element) {
    if (element.complex != nullptr) {
        return content_of(*element.complex);
    }
    return {nullptr, element.simple, element.simple != nullptr};
}

Content content_of(const xsd::ComplexType& type) { return {&type, type.text, true}; }

bool same(const XmlName& name, const xsd::Name& other) {
    return name.local == other.local && name.space == other.space;
}

const xsd::SimpleType* xml_type(const Rule& rule, const RuleView& at) {
    const bool value = rule.shape == Shape::value || (rule.shape == Shape::list && !rule.scope);
    if (!value || rule.element_name || at.element == nullptr || at.element->missing) {
        return nullptr;
    }
    if (rule.attribute) {
        return at.attribute == nullptr ? nullptr : at.attribute->type;
    }
    return at.element->content.simple;
}

const JsonType* json_type(const Rule& rule, const RuleView& at) {
    const auto* type = at.member == nullptr ? nullptr : at.member->type;
    if (rule.shape == Shape::list && !rule.scope) {
        return items_of(type);
    }
    return rule.shape == Shape::value ? type : nullptr;
}

std::string ElementView::path() const {
    if (parent == nullptr) {
        return {};
    }
    const auto before = parent->path();
    return before + (before.empty() ? "" : "/") + node->name.to_string();
}

Views::Views(const MessagePlan& plan, const Schemas& schemas) : plan_(plan), schemas_(schemas) {
    ScopePlace place;
    place.name = plan.root.to_string();
    if (schemas.xml != nullptr) {
        if (const auto* root = schemas.xml->global_element(plan.root.space, plan.root.local); root != nullptr) {
            place.content = content_of(*root);
        }
    }
    place.json = schemas.json == nullptr ? nullptr : &schemas.json->root();
    scope(plan.scope, std::move(place));
}

const std::vector<xsd::Child>& Views::children(const xsd::ComplexType& type) const {
    const auto [entry, fresh] = children_.try_emplace(&type);
    if (fresh) {
        entry->second = xsd::children_of(type);
    }
    return entry->second;
}

std::string Views::written(const xsd::Name& name) const {
    if (name.space.empty()) {
        return name.local;
    }
    if (name.space == xml_space) {
        return "xml:" + name.local;
    }
    for (const auto& [prefix, space] : plan_.namespaces) {
        if (space == name.space) {
            return prefix + ":" + name.local;
        }
    }
    return "{" + name.space + "}" + name.local;
}

ScopeView& Views::scope(const Scope& scope, ScopePlace place, const XmlName* element) {
    auto& view = scopes_.emplace_back(ScopeView{std::move(place), &scope, {}, {}, {}, {}});
    view.rules.resize(scope.rules.size());
    elements(view, scope.element, nullptr);
    members(view, scope.object, nullptr);
    inner_scopes(view);
    branch_scopes(view, element);
    return view;
}

void Views::elements(ScopeView& view, const ElementNode& node, const ElementView* parent) {
    auto& made = view.elements.emplace_back();
    made.node = &node;
    made.parent = parent;
    if (parent == nullptr) {
        made.content = view.content;
        made.always = true;
    } else {
        look_up(made);
    }
    const auto note = [&](RuleNumber number) { view.rules[number].element = &made; };
    std::for_each(node.text.begin(), node.text.end(), note);
    std::for_each(node.names.begin(), node.names.end(), note);
    if (node.part) {
        note(*node.part);
    }
    if (node.bag) {
        note(*node.bag);
    }
    attributes(view, made);
    for (const auto& child : node.children) {
        if (!child.choice) {
            elements(view, child, &made);
        }
    }
}

void Views::look_up(ElementView& view) const {
    const auto& around = view.parent->content;
    if (!around.known || view.parent->missing) {
        return;
    }
    if (around.complex == nullptr) {
        view.missing = true;
        return;
    }
    for (const auto& child : children(*around.complex)) {
        if (same(view.node->name, child.element->name)) {
            view.places.push_back(child);
        }
    }
    if (view.places.empty()) {
        view.missing = !xsd::allows_any(*around.complex);
        return;
    }
    view.element = view.places.front().element;
    view.content = content_of(*view.element);
    view.repeats = repeats(view.places);
    view.expected =
        std::any_of(view.places.begin(), view.places.end(), [](const auto& place) { return place.occurs.least > 0; });
    view.always = view.parent->always && view.expected;
}

void Views::attributes(ScopeView& view, const ElementView& element) {
    for (const auto& attribute : element.node->attributes) {
        const xsd::Attribute* known = nullptr;
        bool missing = element.content.known && attribute.name.space != instance_space;
        if (const auto* type = element.content.complex; type != nullptr && missing) {
            const auto found = std::find_if(type->attributes.begin(), type->attributes.end(),
                                            [&](const auto& one) { return same(attribute.name, one.name); });
            known = found == type->attributes.end() ? nullptr : &*found;
            missing = known == nullptr && !type->any_attribute;
        }
        for (const auto number : attribute.rules) {
            view.rules[number].element = &element;
            view.rules[number].attribute = known;
            view.rules[number].attribute_missing = missing;
        }
    }
}

void Views::members(ScopeView& view, const JsonNode& node, const MemberView* parent) {
    auto& made = view.members.emplace_back();
    made.node = &node;
    made.parent = parent;
    if (parent == nullptr) {
        made.type = view.json;
    } else if (parent->type != nullptr && !parent->missing) {
        made.type = parent->type->member(node.name);
        made.missing = made.type == nullptr && parent->type->closed;
    }
    for (const auto number : node.rules) {
        view.rules[number].member = &made;
    }
    for (const auto& child : node.children) {
        members(view, child, &made);
    }
}

void Views::inner_scopes(ScopeView& view) {
    for (const auto& element : view.elements) {
        if (!element.node->part) {
            continue;
        }
        const auto number = *element.node->part;
        const auto& rule = view.scope->rules[number];
        if (!rule.scope) {
            continue;
        }
        const auto* member = view.rules[number].member;
        const auto* type = member == nullptr ? nullptr : member->type;
        ScopePlace place;
        place.parent = &view;
        place.owner = &rule;
        place.name = element.node->name.to_string();
        place.content = element.content;
        place.json_name = joined(view.json_name, rule.json);
        if (rule.shape == Shape::document) {
            place.name = rule.root->to_string();
            place.content = {};
            place.document = true;
        }
        if (rule.shape == Shape::list) {
            place.json = items_of(type);
            place.json_name += "[]";
        } else if (rule.shape != Shape::entries) {
            place.json = type;
        }
        scope(*rule.scope, std::move(place), rule.any_element ? &element.node->name : nullptr);
    }
}

void Views::branch_scopes(ScopeView& view, const XmlName* element) {
    const auto& choices = view.scope->choices;
    const ScopePlace& here = view;
    for (std::size_t choice = 0; choice < choices.size(); ++choice) {
        const auto& rule = view.scope->rules[choices[choice].rule];
        for (const auto& branch : choices[choice].branches) {
            const bool other =
                rule.element_name && element != nullptr && branch.name && !branch.name->same_as(*element);
            if (other) {
                continue;
            }
            auto place = here;
            place.content = of_branch(view, rule, branch);
            place.outer = &view;
            place.branch = &branch;
            auto& made = scope(*branch.scope, std::move(place));
            view.branches.push_back({choice, &branch, &made});
        }
    }
}

// Behind xsi:type stands another type than the declared one.
Content Views::of_branch(const ScopeView& view, const Rule& rule, const Branch& branch) const {
    const bool typed = rule.type.type == Type::qualified_name && !rule.element_name && rule.xml.starts_with('@');
    if (!typed || !branch.name || schemas_.xml == nullptr) {
        return view.content;
    }
    const auto* type = schemas_.xml->global_type(branch.name->space, branch.name->local);
    return type == nullptr ? Content{} : content_of(*type);
}

}  // namespace otkel::mapping::check
