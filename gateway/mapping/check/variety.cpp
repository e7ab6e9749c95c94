#include <algorithm>

#include "gateway/mapping/check/checks.hpp"
#include "gateway/mapping/words.hpp"
#include "gateway/settings/nearest.hpp"

// Elements that may be of several types, have several names, or have no value at all.

namespace otkel::mapping::check {
namespace {

bool is_or_derives(const xsd::ComplexType& base, const xsd::ComplexType& type) {
    for (const auto* at = &type; at != nullptr; at = at->base == at ? nullptr : at->base) {
        if (at == &base) {
            return true;
        }
    }
    return false;
}

class Choices {
public:
    Choices(const Views& views, Report& report) : views_(views), report_(report) {}

    void run() {
        for (const auto& view : views_.all()) {
            for (const auto& choice : view.scope->choices) {
                const auto& rule = view.scope->rules[choice.rule];
                if (rule.type.type == Type::qualified_name && !rule.element_name && rule.xml.starts_with('@')) {
                    types(view, choice, rule);
                }
            }
            for (const auto& element : view.elements) {
                if (element.node->part && !element.node->alias && view.scope->rules[*element.node->part].any_element) {
                    names(view, element, view.scope->rules[*element.node->part]);
                }
            }
        }
    }

private:
    // xsi:type names types that are derived from the declared one (XML Schema Part 1, 2.6.1).
    void types(const ScopeView& view, const Choice& choice, const Rule& rule) {
        const auto* declared = view.content.complex;
        if (declared == nullptr || views_.schemas().xml == nullptr) {
            return;
        }
        std::vector<std::string> known;
        if (!declared->abstract) {
            known.push_back(views_.written(declared->name));
        }
        for (const auto* type : declared->derived) {
            known.push_back(views_.written(type->name));
        }
        std::vector<std::string> left = known;
        for (const auto& branch : choice.branches) {
            if (!branch.name) {
                continue;
            }
            const auto name = branch.name->to_string();
            std::erase(left, name);
            if (views_.schemas().xml->global_type(branch.name->space, branch.name->local) == nullptr) {
                std::erase(left, settings::nearest(name, {left.begin(), left.end()}));
            }
            type(view, rule, branch, *declared, known);
        }
        if (!declared->abstract) {
            std::erase(left, views_.written(declared->name));  // the type that an element has without xsi:type
        }
        if (!left.empty()) {
            report_.error("codes", xml_spot(rule),
                          "'when' has no branch for " + listed(left) + ", which the XML Schema allows as the type of " +
                              view.name + ": such a message is refused; add a branch");
        }
    }

    void type(const ScopeView& view, const Rule& rule, const Branch& branch, const xsd::ComplexType& declared,
              const std::vector<std::string>& known) {
        const auto* type = views_.schemas().xml->global_type(branch.name->space, branch.name->local);
        const auto name = branch.name->to_string();
        const Spot spot{branch.mark, rule.use, {}};
        const auto hint = suggestion(name, known);
        if (type == nullptr) {
            report_.error("xml-path", spot, "the XML Schema has no type '" + name + "'" + hint,
                          hint.empty() ? listed(known) : "");
        } else if (type->abstract) {
            report_.error("xml-path", spot, "the type '" + name + "' is abstract: xsi:type cannot name it" + hint,
                          hint.empty() ? listed(known) : "");
        } else if (!is_or_derives(declared, *type)) {
            report_.error("xml-path", spot,
                          "the type '" + name + "' is not derived from the type of " + view.name + ", " +
                              views_.written(declared.name) + hint,
                          hint.empty() ? listed(known) : "");
        }
    }

    // Elements beside those that the choice names, which the schema lets stand there too.
    void names(const ScopeView& view, const ElementView& element, const Rule& rule) {
        const auto* around = element.parent->content.complex;
        if (around == nullptr || element.places.empty()) {
            return;
        }
        std::vector<std::string> left;
        for (const auto& child : views_.children(*around)) {
            const bool beside = std::any_of(element.places.begin(), element.places.end(), [&](const auto& place) {
                return place.order == child.order || xsd::exclude_each_other(place, child);
            });
            const bool known = std::any_of(view.elements.begin(), view.elements.end(), [&](const auto& other) {
                return other.parent == element.parent && same(other.node->name, child.element->name);
            });
            if (beside && !known) {
                left.push_back(views_.written(child.element->name));
            }
        }
        for (const auto& other : view.elements) {
            if (other.parent == element.parent && other.missing) {
                std::erase(left, settings::nearest(other.node->name.to_string(), {left.begin(), left.end()}));
            }
        }
        if (!left.empty()) {
            report_.warning("codes", xml_spot(rule),
                            "'when' has no branch for " + listed(left) +
                                ", which the XML Schema allows here too: it is left out of JSON; add a branch");
        }
    }

    const Views& views_;
    Report& report_;
};

}  // namespace

void check_choices(const Views& views, Report& report) { Choices(views, report).run(); }

void check_nil(const Views& views, Report& report) {
    for (const auto& view : views.all()) {
        for (std::size_t number = 0; number < view.rules.size(); ++number) {
            const auto& rule = view.scope->rules[number];
            const auto* at = view.rules[number].element;
            const bool whole = at != nullptr && !rule.attribute && !rule.element_name && !rule.constant &&
                               rule.shape != Shape::attributes && at->element != nullptr;
            if (!whole) {
                continue;
            }
            const auto name = at->node->name.to_string();
            if (rule.nil && !at->element->nillable) {
                report.error(
                    "nil", rule_spot(rule),
                    "'" + name +
                        "' is not nillable in the XML Schema: xsi:nil is not allowed in it; leave out 'nil: true'");
            } else if (!rule.nil && at->element->nillable && rule.to_json) {
                report.note("nil", xml_spot(rule, name),
                            "'" + name +
                                "' is nillable in the XML Schema, and a message with xsi:nil is refused here; write "
                                "'nil: true' to make it null");
            }
        }
    }
}

}  // namespace otkel::mapping::check
