#include <algorithm>
#include <set>

#include "gateway/mapping/check/checks.hpp"
#include "gateway/mapping/check/presence.hpp"
#include "gateway/mapping/words.hpp"
#include "gateway/settings/nearest.hpp"

// What the XML Schema requires, rules write.

namespace otkel::mapping::check {
namespace {

// What is missing in an element: one thing, or one of several.
using Missing = std::vector<std::vector<std::string>>;

class XmlRequired {
public:
    XmlRequired(const Views& views, Report& report) : views_(views), report_(report) {}

    void run() {
        for (const auto& view : views_.all()) {
            if (view.outer == nullptr) {
                scope(view);
            }
            for (const auto& element : view.elements) {
                if (element.parent != nullptr && !element.node->part && element.content.known &&
                    writes(*element.node, *view.scope)) {
                    this->element(view, element);
                }
            }
            fed(view);
        }
    }

private:
    struct Has {
        std::set<xsd::Name> elements, attributes;
        std::set<std::string, std::less<>> unknown;  // local names that the schema does not have: told already
        bool bag{false};
        bool text{false};
    };

    static void add(const ScopeView& view, const ElementView& element, Has& has) {
        const auto& node = *element.node;
        const auto& scope = *view.scope;
        for (const auto& child : node.children) {
            if (!child.choice && writes(child, scope)) {
                has.elements.insert({child.name.space, child.name.local});
            }
        }
        for (const auto& attribute : node.attributes) {
            if (writes(attribute, scope)) {
                has.attributes.insert({attribute.name.space, attribute.name.local});
            }
        }
        for (const auto& other : view.elements) {
            if (other.parent == &element && other.missing) {
                has.unknown.insert(other.node->name.local);
            }
        }
        for (std::size_t number = 0; number < view.rules.size(); ++number) {
            if (view.rules[number].element == &element && view.rules[number].attribute_missing) {
                const auto& path = scope.rules[number].xml;
                has.unknown.insert(path.substr(path.rfind('@') + 1));
            }
        }
        has.bag = has.bag || node.bag.has_value();
        has.text = has.text || std::any_of(node.text.begin(), node.text.end(),
                                           [&](RuleNumber number) { return scope.rules[number].to_xml; });
    }

    // The element that rules share, with the branches of their choices.
    void scope(const ScopeView& view) {
        if (!view.content.known || (view.owner != nullptr && takes_itself(*view.owner))) {
            return;
        }
        std::set<std::vector<std::string>> in_all;
        for (const auto& variant : variants_of(view)) {
            Has has;
            for (const auto* one : variant.scopes) {
                add(*one, one->elements.front(), has);
            }
            if (view.owner != nullptr && view.owner->language) {
                has.attributes.insert({view.owner->language->space, view.owner->language->local});
            }
            if (!variant.content.known) {
                continue;
            }
            for (const auto& missing : missing_in(variant.content, has)) {
                if (variant.branch == nullptr ? in_all.insert(missing).second : !in_all.contains(missing)) {
                    complain(spot_of(view, variant.branch), view.name, missing,
                             variant.branch == nullptr ? "" : " when it is '" + variant.branch->word + "' in JSON");
                }
            }
        }
    }

    static bool takes_itself(const Rule& rule) { return rule.shape == Shape::entries; }

    Spot spot_of(const ScopeView& view, const Branch* branch) const {
        if (branch != nullptr) {
            return {branch->mark, view.owner == nullptr ? std::uint16_t{0} : view.owner->use, {}};
        }
        return view.owner == nullptr ? Spot{views_.plan().root_mark, 0, {}} : xml_spot(*view.owner);
    }

    // An element on the way to others.
    void element(const ScopeView& view, const ElementView& element) {
        Has has;
        add(view, element, has);
        const auto& rule = view.scope->rules[element.node->first_rule];
        for (const auto& missing : missing_in(element.content, has)) {
            const auto name = element.node->name.to_string();
            complain(xml_spot(rule, name), name, missing, {});
        }
    }

    Missing missing_in(const Content& content, const Has& has) {
        Missing missing;
        if (content.complex != nullptr && !has.bag) {
            for (const auto& attribute : content.complex->attributes) {
                if (attribute.required && !has.attributes.contains(attribute.name) && !told(attribute.name, has)) {
                    missing.push_back({"@" + views_.written(attribute.name)});
                }
            }
        }
        if (content.complex != nullptr && content.complex->content) {
            particle(*content.complex->content, has, missing);
        }
        if (content.simple != nullptr && !has.text && !may_be_empty(*content.simple)) {
            missing.push_back({"."});
        }
        return missing;
    }

    static bool may_be_empty(const xsd::SimpleType& type) {
        const bool text = type.primitive == xsd::Primitive::string || type.primitive == xsd::Primitive::any_simple ||
                          type.primitive == xsd::Primitive::any_uri;
        return text && type.enumeration.empty() && !type.length && type.min_length.value_or(0) == 0;
    }

    // A rule that means it has its name misspelt.
    static bool told(const xsd::Name& name, const Has& has) {
        return !settings::nearest(name.local, has.unknown).empty();
    }

    static bool written(const xsd::Element& element, const Has& has) {
        return has.elements.contains(element.name) ||
               std::any_of(element.substitutes.begin(), element.substitutes.end(),
                           [&](const auto* one) { return has.elements.contains(one->name); });
    }

    static bool any_written(const xsd::Particle& particle, const Has& has) {
        return particle.kind == xsd::Particle::Kind::element
                   ? written(*particle.element, has)
                   : std::any_of(particle.parts.begin(), particle.parts.end(),
                                 [&](const auto& part) { return any_written(part, has); });
    }

    // What of a piece of a content model must be there and is not.
    void particle(const xsd::Particle& particle, const Has& has, Missing& missing) {
        using Kind = xsd::Particle::Kind;
        if (particle.occurs.most == 0 || particle.kind == Kind::any) {
            return;
        }
        if (particle.kind == Kind::element) {
            if (particle.occurs.least > 0 && !written(*particle.element, has) && !told(particle.element->name, has)) {
                missing.push_back({views_.written(particle.element->name)});
            }
            return;
        }
        if (particle.occurs.least == 0 && !any_written(particle, has)) {
            return;
        }
        if (particle.kind != Kind::choice) {
            for (const auto& part : particle.parts) {
                this->particle(part, has, missing);
            }
            return;
        }
        choice(particle, has, missing);
    }

    // Every branch that rules write must be whole; with none, one must be.
    void choice(const xsd::Particle& choice, const Has& has, Missing& missing) {
        std::vector<std::string> firsts;
        for (const auto& part : choice.parts) {
            Missing inside;
            particle(part, has, inside);
            if (any_written(part, has)) {
                missing.insert(missing.end(), inside.begin(), inside.end());
            } else if (inside.empty()) {
                firsts.clear();  // an empty branch is a right one
                return;
            } else {
                firsts.push_back(inside.front().front());
            }
        }
        if (!any_written(choice, has) && !firsts.empty()) {
            missing.push_back(std::move(firsts));
        }
    }

    void complain(const Spot& spot, const std::string& owner, const std::vector<std::string>& missing,
                  const std::string& when) {
        if (missing.front() == ".") {
            report_.error("xml-required", spot,
                          owner + " has a value in the XML Schema, and no rule writes it" + when + "; add a rule for " +
                              owner + " itself");
            return;
        }
        const auto name = in_quotes(missing.front());
        report_.error(
            "xml-required", spot,
            owner + " must have " + (missing.size() == 1 ? name : "one of " + listed(missing)) +
                " in the XML Schema, and no rule writes it" + when + "; add a rule, or a constant: to-xml: {xml: " +
                (missing.front().starts_with('@') ? '"' + missing.front() + '"' : missing.front()) + ", value: …}");
    }

    // Required in XML, but JSON may come without everything that brings it into being.
    void fed(const ScopeView& view) {
        std::set<const ElementView*> told;
        for (const auto& element : view.elements) {
            const bool asked = element.parent != nullptr && element.element != nullptr && element.always;
            if (told.contains(element.parent)) {
                told.insert(&element);
            } else if (asked && writes(*element.node, *view.scope)) {
                if (const auto* rule = only_sometimes(view, element); rule != nullptr) {
                    told.insert(&element);
                    sometimes(*rule, element.node->name.to_string(), rule->xml != element.path());
                }
            }
        }
        for (std::size_t number = 0; number < view.rules.size(); ++number) {
            const auto& rule = view.scope->rules[number];
            const auto& at = view.rules[number];
            const bool asked = at.attribute != nullptr && at.attribute->required && at.element->always && rule.to_xml;
            if (asked && at.member != nullptr && !told.contains(at.element) && !json_has_always(rule, at)) {
                sometimes(rule, rule.xml.substr(rule.xml.rfind('@')), false);
            }
        }
    }

    // The first rule that writes into the element, when none of them does so for every message. Constants alone do not
    // make an element that carries something of the message.
    static const Rule* only_sometimes(const ScopeView& view, const ElementView& element) {
        const Rule* first = nullptr;
        for (std::size_t number = 0; number < view.rules.size(); ++number) {
            const auto& rule = view.scope->rules[number];
            const auto& at = view.rules[number];
            const bool counts = !rule.constant || !element.node->carries;
            if (!rule.to_xml || !counts || !stands_in(at.element, element)) {
                continue;
            }
            if (json_has_always(rule, at)) {
                return nullptr;
            }
            first = first == nullptr ? &rule : first;
        }
        return first;
    }

    static bool stands_in(const ElementView* one, const ElementView& around) {
        for (; one != nullptr; one = one->parent) {
            if (one == &around) {
                return true;
            }
        }
        return false;
    }

    void sometimes(const Rule& rule, const std::string& name, bool around) {
        const auto path = json_path(rule.json);
        report_.warning("xml-required", around ? xml_spot(rule, name) : json_spot(rule),
                        "'" + name + "' must be there in XML, and JSON may come without " +
                            (around ? "all that goes into it; write 'required: true' in one of its rules"
                                    : "'" + path + "'; write 'required: true'") +
                            (views_.schemas().json == nullptr
                                 ? ""
                                 : ", or make " + (around ? std::string("a value of it") : "'" + path + "'") +
                                       " required in the JSON Schema"));
    }

    const Views& views_;
    Report& report_;
};

}  // namespace

void check_xml_required(const Views& views, Report& report) { XmlRequired(views, report).run(); }

}  // namespace otkel::mapping::check
