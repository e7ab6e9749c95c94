#include <algorithm>
#include <set>

#include "gateway/mapping/check/coverage.hpp"

namespace otkel::mapping::check {
namespace {

// Where the rules of a mapping meet an element of a message: in the scopes that are at work there.
struct Carrier {
    const ScopeView* scope{nullptr};
    const ElementView* element{nullptr};
};
using Carriers = std::vector<Carrier>;

class XmlCoverage {
public:
    explicit XmlCoverage(const Views& views) : views_(views) {}

    SideCoverage measure() {
        const auto& root = views_.all().front();
        side_.known = root.content.known;
        if (side_.known) {
            Carriers carriers;
            add_scope(root, carriers);
            element(root.content, carriers, {});
        }
        finish(side_);
        return std::move(side_);
    }

private:
    // The element of a scope, with the branches of its choices.
    static void add_scope(const ScopeView& view, Carriers& carriers) {
        carriers.push_back({&view, &view.elements.front()});
        for (const auto& branch : view.branches) {
            add_scope(*branch.scope, carriers);
        }
    }

    Carriers carriers_of(const Carriers& around, const xsd::Name& name) const {
        Carriers found;
        for (const auto& carrier : around) {
            for (const auto& element : carrier.scope->elements) {
                if (element.parent != carrier.element || !same(element.node->name, name)) {
                    continue;
                }
                found.push_back({carrier.scope, &element});
                if (element.node->part) {
                    add_inner(*carrier.scope, carrier.scope->scope->rules[*element.node->part], name, found);
                }
            }
        }
        return found;
    }

    void add_inner(const ScopeView& around, const Rule& rule, const xsd::Name& name, Carriers& found) const {
        for (const auto& view : views_.all()) {
            const bool this_one = !rule.any_element || view.name.substr(view.name.find(':') + 1) == name.local;
            if (view.parent == &around && view.owner == &rule && view.outer == nullptr && !view.document && this_one) {
                add_scope(view, found);
            }
        }
    }

    // What an element may hold: the declared type and those that branches give it.
    std::vector<const xsd::ComplexType*> types_of(const Content& content, const Carriers& carriers) const {
        std::vector<const xsd::ComplexType*> types;
        const auto add = [&](const xsd::ComplexType* type) {
            if (type != nullptr && std::find(types.begin(), types.end(), type) == types.end()) {
                types.push_back(type);
            }
        };
        add(content.complex);
        for (const auto& carrier : carriers) {
            if (carrier.element->parent == nullptr && carrier.scope->content.known) {
                add(carrier.scope->content.complex);
            }
        }
        return types;
    }

    void element(const Content& content, const Carriers& carriers, const std::string& path) {
        if (content.simple != nullptr) {
            count(carries_text(carriers), path.empty() ? "." : path, true);
        }
        const auto before = side_.values;
        std::set<xsd::Name> seen_attributes;
        std::set<xsd::Name> seen_elements;
        for (const auto* type : types_of(content, carriers)) {
            for (const auto& attribute : type->attributes) {
                if (seen_attributes.insert(attribute.name).second) {
                    count(carries_attribute(carriers, attribute.name), step(path, "@" + views_.written(attribute.name)),
                          attribute.required);
                }
            }
            if (std::count(open_.begin(), open_.end(), type) > 1) {
                continue;
            }
            open_.push_back(type);
            for (const auto& child : views_.children(*type)) {
                if (seen_elements.insert(child.element->name).second) {
                    this->child(child, carriers, path);
                }
            }
            open_.pop_back();
        }
        if (content.simple == nullptr && side_.values == before) {
            count(true, path, true);  // that it is there
        }
    }

    void child(const xsd::Child& child, const Carriers& carriers, const std::string& path) {
        if (side_.values > coverage_values_max) {
            return;
        }
        const auto content = content_of(*child.element);
        const auto where = step(path, views_.written(child.element->name));
        const bool required = child.occurs.least > 0;
        const auto inside = carriers_of(carriers, child.element->name);
        if (!inside.empty()) {
            element(content, inside, where);
            return;
        }
        auto all = values_in(content, required);
        if (all.values == 0) {
            all = {1, required ? std::size_t{1} : std::size_t{0}};  // that it is there
        }
        side_.values += all.values;
        side_.required_missing += all.required;
        side_.uncarried.push_back({where, required, all.values});
    }

    struct Amount {
        std::size_t values{0};
        std::size_t required{0};
    };

    Amount values_in(const Content& content, bool required) {
        Amount all;
        const auto add = [&](bool needed) {
            ++all.values;
            all.required += required && needed ? 1 : 0;
        };
        if (content.simple != nullptr || !content.known) {
            add(true);
        }
        if (content.complex == nullptr || std::find(open_.begin(), open_.end(), content.complex) != open_.end()) {
            return all;
        }
        open_.push_back(content.complex);
        for (const auto& attribute : content.complex->attributes) {
            add(attribute.required);
        }
        for (const auto& child : views_.children(*content.complex)) {
            if (side_.values + all.values > coverage_values_max) {
                break;
            }
            const auto inside = values_in(content_of(*child.element), required && child.occurs.least > 0);
            all.values += inside.values;
            all.required += inside.required;
        }
        open_.pop_back();
        return all;
    }

    void count(bool carried, const std::string& path, bool required) {
        ++side_.values;
        if (carried) {
            ++side_.carried;
            return;
        }
        side_.required_missing += required ? 1 : 0;
        side_.uncarried.push_back({path, required, 1});
    }

    static bool carries_text(const Carriers& carriers) {
        return std::any_of(carriers.begin(), carriers.end(), [](const Carrier& carrier) {
            const auto& node = *carrier.element->node;
            return !node.text.empty() || (node.part && !has_fields(carrier.scope->scope->rules[*node.part]));
        });
    }

    // A document is carried by the text that it stands in.
    static bool has_fields(const Rule& rule) { return rule.scope != nullptr && rule.shape != Shape::document; }

    static bool carries_attribute(const Carriers& carriers, const xsd::Name& name) {
        return std::any_of(carriers.begin(), carriers.end(), [&](const Carrier& carrier) {
            const auto& node = *carrier.element->node;
            const auto& rules = carrier.scope->scope->rules;
            const bool language = node.part && rules[*node.part].language && same(*rules[*node.part].language, name);
            return node.bag || language ||
                   std::any_of(node.attributes.begin(), node.attributes.end(),
                               [&](const auto& attribute) { return same(attribute.name, name); });
        });
    }

    static std::string step(const std::string& path, const std::string& name) {
        return path + (path.empty() ? "" : "/") + name;
    }

    const Views& views_;
    SideCoverage side_;
    std::vector<const xsd::ComplexType*> open_;
};

}  // namespace

SideCoverage xml_coverage(const Views& views) { return XmlCoverage(views).measure(); }

}  // namespace otkel::mapping::check
