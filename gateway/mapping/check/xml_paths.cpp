#include <algorithm>

#include "gateway/mapping/check/checks.hpp"
#include "gateway/mapping/words.hpp"
#include "gateway/settings/nearest.hpp"

// Every element and attribute that rules name exists in the XML Schema.

namespace otkel::mapping::check {
namespace {

constexpr std::size_t names_shown = 12;
constexpr int levels_below = 2;  // how deep a name is looked for that stands elsewhere

class XmlPaths {
public:
    XmlPaths(const Views& views, Report& report) : views_(views), report_(report) {}

    void run() {
        if (views_.schemas().xml == nullptr) {
            return;
        }
        root();
        for (const auto& view : views_.all()) {
            for (const auto& element : view.elements) {
                this->element(view, element);
            }
            for (std::size_t number = 0; number < view.rules.size(); ++number) {
                rule(view, view.scope->rules[number], view.rules[number]);
            }
        }
    }

private:
    void root() {
        const auto& root = views_.plan().root;
        const auto& schema = *views_.schemas().xml;
        const auto* known = schema.global_element(root.space, root.local);
        if (known != nullptr) {
            if (known->abstract) {
                report_.error("xml-path", {views_.plan().root_mark, 0, {}},
                              "the element '" + root.to_string() + "' is abstract: no message can have it as its root");
            }
            return;
        }
        std::vector<std::string> names;
        std::string detail = "the schema has no global element '" + root.to_string() + "'";
        for (const auto* element : schema.global_elements()) {
            names.push_back(views_.written(element->name));
            if (element->name.local == root.local) {
                detail += element->name.space.empty() ? "; there it is in no namespace"
                                                      : "; there it is in the namespace " + element->name.space;
                names = {names.back()};
                break;
            }
        }
        complain({views_.plan().root_mark, 0, root.to_string()}, detail, root.to_string(), names, {});
    }

    // The nearest of `known`, or `otherwise`, or the list of them.
    void complain(const Spot& spot, const std::string& detail, const std::string& name,
                  const std::vector<std::string>& known, const std::string& otherwise) {
        auto hint = otherwise.empty() ? suggestion(name, known) : otherwise;
        if (hint.empty() && known.size() == 1) {
            hint = "; did you mean '" + known.front() + "'?";
        }
        report_.error("xml-path", spot, detail + hint, hint.empty() ? listed(known, names_shown) : "");
    }

    void element(const ScopeView& view, const ElementView& element) {
        if (!element.missing) {
            return;
        }
        const auto& rule = view.scope->rules[element.node->first_rule];
        const auto name = element.node->name.to_string();
        const auto parent = name_of(view, *element.parent);
        const auto spot = rule.any_element ? branch_spot(rule, element.node->name) : xml_spot(rule, name);
        const auto& content = element.parent->content;
        if (const auto* attribute = attribute_called(content, element.node->name.local); attribute != nullptr) {
            report_.error("xml-path", spot,
                          "'" + name + "' is an attribute of " + parent + ", not an element; did you mean '@" +
                              views_.written(attribute->name) + "'?");
            return;
        }
        if (content.complex == nullptr || views_.children(*content.complex).empty()) {
            report_.error("xml-path", spot,
                          parent + " has no elements in the schema; '" + name + "' cannot stand in it");
            return;
        }
        if (other_namespace(element, spot, parent)) {
            return;
        }
        complain(spot, parent + " has no element '" + name + "'", name, names(*content.complex),
                 elsewhere(view, element));
    }

    // Where the choice names one of several elements.
    static Spot branch_spot(const Rule& rule, const XmlName& name) {
        for (const auto& branch : rule.scope->choices.front().branches) {
            if (branch.name && branch.name->same_as(name)) {
                return {branch.mark, rule.use, {}};
            }
        }
        return xml_spot(rule);
    }

    // The same name, but in another namespace.
    bool other_namespace(const ElementView& element, const Spot& spot, const std::string& parent) {
        const auto& name = element.node->name;
        for (const auto& child : views_.children(*element.parent->content.complex)) {
            if (child.element->name.local != name.local) {
                continue;
            }
            const auto& space = child.element->name.space;
            const auto written = views_.written(child.element->name);
            const bool bound = !written.starts_with('{');
            report_.error("xml-path", spot,
                          "'" + name.local + "' in " + parent + " is in " +
                              (space.empty() ? "no namespace" : "the namespace " + space) +
                              (bound ? "; did you mean '" + written + "'?"
                                     : "; give it a prefix in 'namespaces' and write that before the name"));
            return true;
        }
        return false;
    }

    // A name that would be right in another element: one below, or the one around.
    std::string elsewhere(const ScopeView& view, const ElementView& element) {
        const auto& name = element.node->name;
        const auto below = path_below(*element.parent->content.complex, name.local, levels_below);
        if (!below.empty()) {
            return "; did you mean '" + below + "'?";
        }
        if (element.parent->parent != nullptr) {
            return {};
        }
        const auto own = view.name.substr(view.name.find(':') + 1);
        if (own == name.local) {
            return "; paths begin inside " + view.name + " here: leave out '" + name.to_string() + "/'";
        }
        const auto* outside = view.parent;
        if (outside != nullptr && outside->content.complex != nullptr && has_child(*outside->content.complex, name)) {
            return "; it stands in " + outside->name + ", outside of " + view.name +
                   ": put the rule there, or leave it out of 'fields'";
        }
        return {};
    }

    bool has_child(const xsd::ComplexType& type, const XmlName& name) {
        const auto& children = views_.children(type);
        return std::any_of(children.begin(), children.end(),
                           [&](const auto& child) { return same(name, child.element->name); });
    }

    std::string path_below(const xsd::ComplexType& type, const std::string& local, int levels) {
        for (const auto& child : views_.children(type)) {
            const auto* inside = child.element->complex;
            if (inside == nullptr) {
                continue;
            }
            for (const auto& one : views_.children(*inside)) {
                if (one.element->name.local == local) {
                    return views_.written(child.element->name) + "/" + views_.written(one.element->name);
                }
            }
            if (levels > 1) {
                if (const auto deeper = path_below(*inside, local, levels - 1); !deeper.empty()) {
                    return views_.written(child.element->name) + "/" + deeper;
                }
            }
        }
        return {};
    }

    std::vector<std::string> names(const xsd::ComplexType& type) {
        std::vector<std::string> names;
        for (const auto& child : views_.children(type)) {
            auto name = views_.written(child.element->name);
            if (std::find(names.begin(), names.end(), name) == names.end()) {
                names.push_back(std::move(name));
            }
        }
        return names;
    }

    static std::string name_of(const ScopeView& view, const ElementView& element) {
        return element.parent == nullptr ? view.name : element.node->name.to_string();
    }

    const xsd::Attribute* attribute_called(const Content& content, const std::string& local) {
        if (content.complex == nullptr) {
            return nullptr;
        }
        const auto& attributes = content.complex->attributes;
        const auto found = std::find_if(attributes.begin(), attributes.end(),
                                        [&](const auto& one) { return one.name.local == local; });
        return found == attributes.end() ? nullptr : &*found;
    }

    const xsd::Element* element_called(const Content& content, const std::string& local) {
        if (content.complex != nullptr) {
            for (const auto& child : views_.children(*content.complex)) {
                if (child.element->name.local == local) {
                    return child.element;
                }
            }
        }
        return nullptr;
    }

    std::vector<std::string> attribute_names(const Content& content) {
        std::vector<std::string> names;
        if (content.complex != nullptr) {
            names.reserve(content.complex->attributes.size());
            for (const auto& one : content.complex->attributes) {
                names.push_back("@" + views_.written(one.name));
            }
        }
        return names;
    }

    void rule(const ScopeView& view, const Rule& rule, const RuleView& at) {
        if (at.element == nullptr || at.element->missing || !at.element->content.known) {
            return;
        }
        const auto& content = at.element->content;
        const auto owner = name_of(view, *at.element);
        if (at.attribute_missing) {
            attribute(rule, content, owner);
        } else if (rule.shape == Shape::attributes) {
            if (content.complex == nullptr ||
                (!content.complex->any_attribute && content.complex->attributes.empty())) {
                report_.warning("xml-path", xml_spot(rule), owner + " has no attributes in the schema");
            }
        } else if (rule.language) {
            language(rule, content, owner);
        } else if (reads_text(rule) && content.simple == nullptr && !content.complex->mixed) {
            report_.error("xml-path", xml_spot(rule),
                          owner + " holds elements, not a text; name one of them, or use 'object: " + rule.xml + "'",
                          listed(names(*content.complex), names_shown));
        } else if (rule.scope && rule.shape != Shape::document && !rule.any_element && content.complex == nullptr) {
            report_.error("xml-path", xml_spot(rule),
                          owner + " holds a text and no elements; it is a value, not 'fields'");
        }
    }

    static bool reads_text(const Rule& rule) {
        const bool value =
            rule.shape == Shape::value || (rule.shape == Shape::list && !rule.scope) || rule.shape == Shape::document;
        return value && !rule.attribute && !rule.element_name;
    }

    void attribute(const Rule& rule, const Content& content, const std::string& owner) {
        const auto at = rule.xml.rfind('@');
        const auto name = rule.xml.substr(at + 1);
        const auto local = name.substr(name.find(':') + 1);
        const auto spot = xml_spot(rule, rule.xml.substr(at));
        if (const auto* element = element_called(content, local); element != nullptr) {
            report_.error("xml-path", spot,
                          "'" + local + "' is an element of " + owner + ", not an attribute; did you mean '" +
                              views_.written(element->name) + "'?");
            return;
        }
        if (const auto* other = attribute_called(content, local); other != nullptr) {
            report_.error("xml-path", spot,
                          "the attribute '" + local + "' of " + owner + " is in " +
                              (other->name.space.empty() ? "no namespace" : "the namespace " + other->name.space) +
                              "; did you mean '@" + views_.written(other->name) + "'?");
            return;
        }
        const auto known = attribute_names(content);
        complain(spot, owner + " has no attribute '" + name + "'" + (known.empty() ? ", nor any other" : ""),
                 "@" + name, known, {});
    }

    void language(const Rule& rule, const Content& content, const std::string& owner) {
        if (content.complex == nullptr) {
            report_.error(
                "xml-path", xml_spot(rule),
                owner + " has no attribute '" + rule.language->to_string() + "' that could name the language");
            return;
        }
        const auto& attributes = content.complex->attributes;
        if (!content.complex->any_attribute && std::none_of(attributes.begin(), attributes.end(), [&](const auto& one) {
                return same(*rule.language, one.name);
            })) {
            attribute_of_language(rule, content, owner);
        }
    }

    void attribute_of_language(const Rule& rule, const Content& content, const std::string& owner) {
        const auto known = attribute_names(content);
        const auto name = "@" + rule.language->to_string();
        complain(type_spot(rule),
                 owner + " has no attribute '" + rule.language->to_string() + "' that could name the language", name,
                 known, {});
    }

    const Views& views_;
    Report& report_;
};

}  // namespace

void check_xml_paths(const Views& views, Report& report) { XmlPaths(views, report).run(); }

}  // namespace otkel::mapping::check
