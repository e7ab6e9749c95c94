#include "gateway/mapping/authoring/schema_difference.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "gateway/mapping/authoring/type_difference.hpp"
#include "gateway/settings/nearest.hpp"

namespace otkel::mapping::authoring {
namespace {

// A child of a type, wherever and however often the content model names it.
struct Place {
    const xsd::Element* element{nullptr};
    bool required{false};
    bool repeats{false};
    std::size_t order{0};
};

std::vector<Place> places_of(const xsd::ComplexType& type) {
    std::vector<Place> places;
    for (const auto& child : xsd::children_of(type)) {
        const auto known = std::find_if(places.begin(), places.end(),
                                        [&](const Place& place) { return place.element->name == child.element->name; });
        if (known == places.end()) {
            places.push_back({child.element, child.occurs.least > 0, child.occurs.most > 1, child.order});
        } else {
            known->required = known->required || child.occurs.least > 0;
            known->repeats = true;
        }
    }
    return places;
}

const xsd::SimpleType* text_of(const xsd::Element& element) {
    return element.simple != nullptr ? element.simple : element.complex != nullptr ? element.complex->text : nullptr;
}

bool same_kind(const xsd::Element& one, const xsd::Element& other) {
    const auto* text = text_of(one);
    const auto* others = text_of(other);
    return text != nullptr && others != nullptr ? text->primitive == others->primitive
                                                : (text == nullptr) == (others == nullptr);
}

std::string in_words(const xsd::Name& name) {
    return name.space.empty() ? "no namespace" : "the namespace " + name.space;
}

// Positions of the longest run that keeps its order.
std::set<std::size_t> kept_in_order(const std::vector<std::size_t>& orders) {
    std::vector<std::size_t> length(orders.size(), 1);
    std::vector<std::size_t> before(orders.size(), orders.size());
    std::size_t best = orders.size();
    for (std::size_t at = 0; at < orders.size(); ++at) {
        for (std::size_t other = 0; other < at; ++other) {
            if (orders[other] <= orders[at] && length[other] + 1 > length[at]) {
                length[at] = length[other] + 1;
                before[at] = other;
            }
        }
        best = best == orders.size() || length[at] > length[best] ? at : best;
    }
    std::set<std::size_t> kept;
    for (auto at = best; at < orders.size(); at = before[at]) {
        kept.insert(at);
    }
    return kept;
}

class Comparison {
public:
    std::vector<Finding> run(const xsd::SchemaModel& old, const xsd::SchemaModel& renewed) {
        for (const auto* element : old.global_elements()) {
            const auto* other = renewed.global_element(element->name.space, element->name.local);
            if (other == nullptr) {
                other = elsewhere(renewed, *element);
            }
            if (other == nullptr) {
                add(Severity::error, "element-removed", "/" + element->name.local, "the element is gone");
            } else {
                this->element(*element, *other, "/" + element->name.local);
            }
        }
        for (const auto* element : renewed.global_elements()) {
            const bool known = old.global_element(element->name.space, element->name.local) != nullptr ||
                               elsewhere(old, *element) != nullptr;
            if (!known) {
                add(Severity::note, "element-added", "/" + element->name.local, "the element is new");
            }
        }
        std::vector<Finding> sorted;
        for (const auto severity : {Severity::error, Severity::warning, Severity::note}) {
            std::copy_if(findings_.begin(), findings_.end(), std::back_inserter(sorted),
                         [&](const Finding& finding) { return finding.severity == severity; });
        }
        return sorted;
    }

private:
    void add(Severity severity, const std::string& code, const std::string& path, std::string detail) {
        findings_.push_back({code, severity, otkel::Place{{}, 0, 0, path}, {}, {}, std::move(detail)});
    }

    static const xsd::Element* elsewhere(const xsd::SchemaModel& schema, const xsd::Element& element) {
        for (const auto* other : schema.global_elements()) {
            if (other->name.local == element.name.local) {
                return other;
            }
        }
        return nullptr;
    }

    void element(const xsd::Element& old, const xsd::Element& renewed, const std::string& path) {
        if (old.name.space != renewed.name.space) {
            add(Severity::error, "namespace-changed", path,
                "it was in " + in_words(old.name) + " and is in " + in_words(renewed.name));
        }
        if (old.nillable != renewed.nillable) {
            add(renewed.nillable ? Severity::warning : Severity::error, "nillable-changed", path,
                renewed.nillable ? "xsi:nil is allowed now" : "xsi:nil is no longer allowed");
        }
        fixed(old.fixed_value, renewed.fixed_value, path);
        const auto* text = text_of(old);
        const auto* other = text_of(renewed);
        if ((text == nullptr) != (other == nullptr)) {
            add(Severity::error, "type-changed", path,
                text == nullptr ? "it held elements and holds a text" : "it held a text and no longer does");
        } else if (text != nullptr) {
            types(*text, *other, path);
        }
        if (old.complex != nullptr && renewed.complex != nullptr) {
            complex(*old.complex, *renewed.complex, path);
        } else if (old.complex != nullptr || renewed.complex != nullptr) {
            half(old.complex, renewed.complex, path);
        }
    }

    // Attributes come or go with the complex type.
    void half(const xsd::ComplexType* old, const xsd::ComplexType* renewed, const std::string& path) {
        static const xsd::ComplexType none;
        attributes(old == nullptr ? none : *old, renewed == nullptr ? none : *renewed, path);
    }

    void fixed(const std::string& old, const std::string& renewed, const std::string& path) {
        if (old != renewed) {
            add(renewed.empty() ? Severity::note : Severity::error, "fixed-changed", path,
                renewed.empty() ? "its value is no longer fixed" : "its value is fixed: '" + renewed + "'");
        }
    }

    void types(const xsd::SimpleType& old, const xsd::SimpleType& renewed, const std::string& path) {
        for (auto& change : compare(old, renewed)) {
            add(change.severity, change.code, path, std::move(change.detail));
        }
    }

    // A type that stands at several places is told about once, at the first.
    void complex(const xsd::ComplexType& old, const xsd::ComplexType& renewed, const std::string& path) {
        if (!met_.insert({&old, &renewed}).second) {
            return;
        }
        attributes(old, renewed, path);
        const auto before = places_of(old);
        const auto after = places_of(renewed);
        children(before, after, path);
        order(before, after, path);
        if (xsd::allows_any(old) != xsd::allows_any(renewed)) {
            add(xsd::allows_any(old) ? Severity::error : Severity::note, "any-changed", path,
                xsd::allows_any(old) ? "elements that the schema does not name are no longer allowed"
                                     : "elements that the schema does not name are allowed");
        }
        derived(old, renewed, path);
    }

    void attributes(const xsd::ComplexType& old, const xsd::ComplexType& renewed, const std::string& path) {
        const auto find = [](const xsd::ComplexType& type, const std::string& local) -> const xsd::Attribute* {
            const auto found = std::find_if(type.attributes.begin(), type.attributes.end(),
                                            [&](const auto& one) { return one.name.local == local; });
            return found == type.attributes.end() ? nullptr : &*found;
        };
        for (const auto& attribute : old.attributes) {
            const auto where = path + "/@" + attribute.name.local;
            const auto* other = find(renewed, attribute.name.local);
            if (other == nullptr) {
                add(Severity::error, "attribute-removed", where, "the attribute is gone");
                continue;
            }
            if (attribute.name.space != other->name.space) {
                add(Severity::error, "namespace-changed", where,
                    "it was in " + in_words(attribute.name) + " and is in " + in_words(other->name));
            }
            presence(attribute.required, other->required, where);
            fixed(attribute.fixed_value, other->fixed_value, where);
            if (attribute.type != nullptr && other->type != nullptr) {
                types(*attribute.type, *other->type, where);
            }
        }
        for (const auto& attribute : renewed.attributes) {
            if (find(old, attribute.name.local) == nullptr) {
                add(attribute.required ? Severity::error : Severity::note, "attribute-added",
                    path + "/@" + attribute.name.local,
                    attribute.required ? "the attribute is new and required" : "the attribute is new");
            }
        }
    }

    void presence(bool before, bool after, const std::string& path) {
        if (before != after) {
            add(after ? Severity::error : Severity::warning, after ? "made-required" : "made-optional", path,
                after ? "it is required now" : "it may be missing now");
        }
    }

    static const Place* find(const std::vector<Place>& places, const xsd::Name& name) {
        const Place* by_local = nullptr;
        for (const auto& place : places) {
            if (place.element->name == name) {
                return &place;
            }
            by_local = place.element->name.local == name.local ? &place : by_local;
        }
        return by_local;
    }

    void children(const std::vector<Place>& before, const std::vector<Place>& after, const std::string& path) {
        std::set<const Place*> new_ones;
        for (const auto& place : after) {
            if (find(before, place.element->name) == nullptr) {
                new_ones.insert(&place);
            }
        }
        for (const auto& place : before) {
            const auto where = path + "/" + place.element->name.local;
            const auto* other = find(after, place.element->name);
            if (other == nullptr) {
                other = renamed(place, new_ones);
                add(Severity::error, other == nullptr ? "element-removed" : "element-renamed", where,
                    other == nullptr ? "the element is gone"
                                     : "the element is gone, and '" + other->element->name.local +
                                           "' is new: it is probably renamed");
            }
            if (other != nullptr) {
                new_ones.erase(other);
                presence(place.required, other->required, where);
                if (place.repeats != other->repeats) {
                    add(Severity::error, other->repeats ? "made-repeated" : "made-single", where,
                        other->repeats ? "it may stand several times now" : "it stands at most once now");
                }
                element(*place.element, *other->element, where);
            }
        }
        for (const auto& place : after) {
            if (new_ones.contains(&place)) {
                add(place.required ? Severity::error : Severity::note, "element-added",
                    path + "/" + place.element->name.local,
                    place.required ? "the element is new and required" : "the element is new");
            }
        }
    }

    static const Place* renamed(const Place& gone, const std::set<const Place*>& new_ones) {
        std::set<std::string, std::less<>> names;
        for (const auto* one : new_ones) {
            if (same_kind(*gone.element, *one->element) && one->repeats == gone.repeats) {
                names.insert(one->element->name.local);
            }
        }
        const auto near = settings::nearest(gone.element->name.local, names);
        const auto found = std::find_if(new_ones.begin(), new_ones.end(), [&](const Place* one) {
            const auto& local = one->element->name.local;
            return near.empty() ? names.size() == 1 && names.contains(local) && one->order == gone.order
                                : local == near;
        });
        return found == new_ones.end() ? nullptr : *found;
    }

    void order(const std::vector<Place>& before, const std::vector<Place>& after, const std::string& path) {
        std::vector<const Place*> common;
        std::vector<std::size_t> orders;
        for (const auto& place : before) {
            if (const auto* other = find(after, place.element->name); other != nullptr) {
                common.push_back(other);
                orders.push_back(other->order);
            }
        }
        const auto kept = kept_in_order(orders);
        for (std::size_t at = 0; at < common.size(); ++at) {
            if (kept.contains(at)) {
                continue;
            }
            const Place* behind = nullptr;
            for (const auto& place : after) {
                behind = &place != common[at] && place.order < common[at]->order ? &place : behind;
            }
            add(Severity::error, "element-moved", path + "/" + common[at]->element->name.local,
                behind == nullptr ? "it stands first now"
                                  : "it stands after '" + behind->element->name.local + "' now");
        }
    }

    // Types that xsi:type may name.
    void derived(const xsd::ComplexType& old, const xsd::ComplexType& renewed, const std::string& path) {
        const auto find = [](const xsd::ComplexType& type, const std::string& local) -> const xsd::ComplexType* {
            const auto found = std::find_if(type.derived.begin(), type.derived.end(),
                                            [&](const auto* one) { return one->name.local == local; });
            return found == type.derived.end() ? nullptr : *found;
        };
        for (const auto* type : old.derived) {
            if (const auto* other = find(renewed, type->name.local); other != nullptr) {
                complex(*type, *other, path + "[" + type->name.local + "]");
            } else {
                add(Severity::error, "type-removed", path,
                    "it can no longer be of the type '" + type->name.local + "'");
            }
        }
        for (const auto* type : renewed.derived) {
            if (find(old, type->name.local) == nullptr) {
                add(Severity::warning, "type-added", path, "it can be of the type '" + type->name.local + "' now");
            }
        }
    }

    std::vector<Finding> findings_;
    std::set<std::pair<const xsd::ComplexType*, const xsd::ComplexType*>> met_;
};

}  // namespace

std::vector<Finding> compare(const xsd::SchemaModel& old, const xsd::SchemaModel& renewed) {
    return Comparison().run(old, renewed);
}

}  // namespace otkel::mapping::authoring
