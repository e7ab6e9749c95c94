#include <algorithm>

#include "gateway/mapping/check/checks.hpp"

// How often an element may stand, and which kind of rule takes that.

namespace otkel::mapping::check {
namespace {

class Occurrence {
public:
    Occurrence(const Views& views, Report& report) : views_(views), report_(report) {}

    void run() {
        for (const auto& view : views_.all()) {
            for (const auto& element : view.elements) {
                this->element(view, element);
                exclusive(view, element);
            }
            for (std::size_t number = 0; number < view.rules.size(); ++number) {
                stricter(view.scope->rules[number], view.rules[number]);
            }
        }
    }

private:
    void element(const ScopeView& view, const ElementView& element) {
        const auto& node = *element.node;
        if (element.element == nullptr) {
            return;
        }
        if (node.part) {
            part(view, element, view.scope->rules[*node.part]);
        } else if (element.repeats) {
            plain(view.scope->rules[node.first_rule], element);
        }
    }

    void part(const ScopeView& view, const ElementView& element, const Rule& rule) {
        const auto name = element.node->name.to_string();
        const auto spot = xml_spot(rule, rule.any_element ? std::string{} : name);
        const bool takes_many = rule.shape != Shape::object && rule.shape != Shape::document;
        if (element.repeats && !takes_many) {
            report_.error("xml-occurrence", spot,
                          "'" + name + "' may stand several times" + in(view, element) +
                              ", and this rule takes one; did you mean 'each: " + rule.xml + "'?");
        } else if (!element.repeats && takes_many && rule.shape == Shape::languages) {
            report_.warning("xml-occurrence", spot,
                            "'" + name + "' stands at most once" + in(view, element) +
                                ", so that only one language can be written");
        } else if (!element.repeats && takes_many && !rule.any_element) {
            report_.note("xml-occurrence", spot,
                         "'" + name + "' stands at most once" + in(view, element) +
                             "; a list of it has never more than one entry");
        }
    }

    // An element whose values or children rules read, each once.
    void plain(const Rule& rule, const ElementView& element) {
        const auto name = element.node->name.to_string();
        const bool passed = rule.xml != element.path();  // on the way to something inside it
        report_.error("xml-occurrence", xml_spot(rule, name),
                      "'" + name + "' may stand several times, and a message that has two of them is refused; " +
                          (passed ? "put the rules of what is in it into 'each: " + element.path() + "'"
                                  : "did you mean 'each: " + element.path() + "'?"));
    }

    // Elements of which the schema lets one stand, and that are both written in any case.
    void exclusive(const ScopeView& view, const ElementView& element) {
        const auto* rule = required_rule(view, element);
        if (rule == nullptr || element.places.empty()) {
            return;
        }
        for (const auto& other : view.elements) {
            const auto* first = required_rule(view, other);
            if (&other == &element) {
                return;  // the ones below are told when it is their turn
            }
            if (other.parent == element.parent && first != nullptr && !other.places.empty() &&
                never_together(other, element)) {
                report_.error("xml-occurrence", xml_spot(*rule, element.node->name.to_string()),
                              "the XML Schema lets only one of '" + other.node->name.to_string() + "' and '" +
                                  element.node->name.to_string() + "' stand" + in(view, element) +
                                  ", and both rules say 'required: true' (" + report_.line_of(*first, *rule) +
                                  "); leave that out, or decide with 'choose'");
            }
        }
    }

    static const Rule* required_rule(const ScopeView& view, const ElementView& element) {
        for (std::size_t number = 0; number < view.rules.size(); ++number) {
            const auto& rule = view.scope->rules[number];
            if (view.rules[number].element == &element && rule.required && rule.to_xml && !rule.attribute) {
                return &rule;
            }
        }
        return nullptr;
    }

    static bool never_together(const ElementView& one, const ElementView& other) {
        return std::all_of(one.places.begin(), one.places.end(), [&](const auto& mine) {
            return std::all_of(other.places.begin(), other.places.end(),
                               [&](const auto& theirs) { return xsd::exclude_each_other(mine, theirs); });
        });
    }

    // XML may come without what the rule requires.
    void stricter(const Rule& rule, const RuleView& at) {
        if (!rule.required || !rule.to_json || at.element == nullptr) {
            return;
        }
        // Of a list, the element around its entries is what is required.
        const bool around =
            rule.shape == Shape::list && at.element->parent != nullptr && at.element->parent->parent != nullptr;
        const auto* asked = around ? at.element->parent : at.element;
        const bool element = !rule.attribute && asked->element != nullptr && !asked->expected;
        const bool attribute = at.attribute != nullptr && !at.attribute->required;
        if (element || attribute) {
            const auto name = attribute ? rule.xml.substr(rule.xml.rfind('@')) : asked->node->name.to_string();
            report_.note(
                "xml-occurrence", xml_spot(rule, name),
                "'" + name + "' may be missing in the XML Schema; a message without it is refused by 'required: true'");
        }
    }

    static std::string in(const ScopeView& view, const ElementView& element) {
        return " in " + (element.parent->parent == nullptr ? view.name : element.parent->node->name.to_string());
    }

    const Views& views_;
    Report& report_;
};

}  // namespace

void check_xml_occurrence(const Views& views, Report& report) { Occurrence(views, report).run(); }

}  // namespace otkel::mapping::check
