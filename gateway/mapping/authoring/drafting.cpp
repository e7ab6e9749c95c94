#include "gateway/mapping/authoring/drafting.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "gateway/mapping/authoring/names.hpp"
#include "gateway/mapping/plan.hpp"

namespace otkel::mapping::authoring {
namespace {

constexpr std::string_view xml_space = "http://www.w3.org/XML/1998/namespace";
constexpr std::size_t rules_of_a_draft = rules_max - 1'000;

struct Head {
    const xsd::Element* element{nullptr};
    bool required{false};
};
using Heads = std::map<const xsd::Element*, Head>;

// The members of substitution groups that have several, by the element: their heads.
void collect_heads(const xsd::Particle& particle, bool required, Heads& heads) {
    const bool here = required && particle.occurs.least > 0;
    for (const auto& part : particle.parts) {
        collect_heads(part, here && (particle.kind != xsd::Particle::Kind::choice || particle.parts.size() == 1),
                      heads);
    }
    if (particle.kind != xsd::Particle::Kind::element) {
        return;
    }
    const auto& head = *particle.element;
    const auto members = head.substitutes.size() + (head.abstract ? 0U : 1U);
    if (members > 1) {
        heads.emplace(&head, Head{&head, here});
        for (const auto* substitute : head.substitutes) {
            heads.emplace(substitute, Head{&head, here});
        }
    }
}

}  // namespace

bool Drafting::run(const xsd::Element& root, const check::JsonType* json) {
    JsonMembers members(json);
    At at;
    at.members = &members;
    static_cast<void>(written(root.name));
    if (root.complex != nullptr) {
        return content(*root.complex, at, nullptr);
    }
    if (root.simple != nullptr) {
        text(*root.simple, root.name.local, at);
        return true;
    }
    comment(at, "the schema allows anything in " + root.name.local + ": there are no names to begin with");
    return false;
}

std::string Drafting::written(const xsd::Name& name) {
    if (name.space.empty()) {
        return name.local;
    }
    if (name.space == xml_space) {
        return "xml:" + name.local;
    }
    auto known =
        std::find_if(namespaces_.begin(), namespaces_.end(), [&](const auto& one) { return one.second == name.space; });
    if (known == namespaces_.end()) {
        const auto prefix = prefix_for(name.space, prefixes_);
        prefixes_.insert(prefix);
        known = namespaces_.insert(known, {prefix, name.space});
    }
    return known->first + ":" + name.local;
}

bool Drafting::is_open(const xsd::ComplexType& type) const {
    return std::find(open_.begin(), open_.end(), &type) != open_.end();
}

void Drafting::roll_back(const Snapshot& to, const At& at) {
    lines_.resize(to.lines);
    rules_ = to.rules;
    *at.members = to.members;
}

// What a type holds. `base`: without what that type holds already.
bool Drafting::content(const xsd::ComplexType& type, const At& at, const xsd::ComplexType* base) {
    if (is_open(type)) {
        obstacle_ = "its type stands around it already, and rules cannot be recursive";
        return false;
    }
    if (at.depth >= nesting_max || rules_ > rules_of_a_draft) {
        obstacle_ = at.depth >= nesting_max ? "it is nested too deep" : "the mapping would have too many rules";
        return false;
    }
    open_.push_back(&type);
    const bool whole = inside(type, at, base);
    open_.pop_back();
    return whole;
}

bool Drafting::inside(const xsd::ComplexType& type, const At& at, const xsd::ComplexType* base) {
    if (type.text != nullptr && base == nullptr) {
        text(*type.text, "value", at);
    }
    for (const auto& attribute : type.attributes) {
        const auto same = [&](const xsd::Attribute& other) { return other.name == attribute.name; };
        if (base == nullptr || std::none_of(base->attributes.begin(), base->attributes.end(), same)) {
            this->attribute(attribute, at);
        }
    }
    if (type.mixed && base == nullptr) {
        comment(at, "the text between the elements is left out");
    }
    if (type.any_attribute && base == nullptr) {
        comment(at, "any other attributes may stand here: - {attributes: " +
                        (at.xml.empty() ? "." : at.xml.substr(0, at.xml.size() - 1)) + ", json: …}");
    }
    if (!children(type, at, base)) {
        return false;
    }
    if (xsd::allows_any(type) && base == nullptr) {
        comment(at, "elements that the schema does not name may stand here (xs:any); they are left out");
    }
    return base != nullptr || type.derived.empty() || types(type, at);
}

std::vector<Drafting::Place> Drafting::places_of(const xsd::ComplexType& type) {
    Heads heads;
    if (type.content) {
        collect_heads(*type.content, true, heads);
    }
    std::vector<Place> places;
    std::vector<std::vector<xsd::Child>> met;
    for (const auto& child : xsd::children_of(type)) {
        const auto known = std::find_if(places.begin(), places.end(),
                                        [&](const Place& place) { return place.element->name == child.element->name; });
        if (known != places.end()) {
            auto& earlier = met[static_cast<std::size_t>(known - places.begin())];
            known->repeats = known->repeats || child.occurs.most > 1 ||
                             std::any_of(earlier.begin(), earlier.end(), [&](const xsd::Child& other) {
                                 return !xsd::exclude_each_other(other, child);
                             });
            known->required = known->required || child.occurs.least > 0;
            earlier.push_back(child);
            continue;
        }
        const auto head = heads.find(child.element);
        const bool alone = head == heads.end();
        places.push_back({child.element, alone ? nullptr : head->second.element,
                          alone ? child.occurs.least > 0 : head->second.required, child.occurs.most > 1,
                          alone ? child.choice : -1});
        met.push_back({child});
    }
    return places;
}

bool Drafting::children(const xsd::ComplexType& type, const At& at, const xsd::ComplexType* base) {
    const auto places = places_of(type);
    const auto before = base == nullptr ? std::vector<Place>{} : places_of(*base);
    std::set<const xsd::Element*> groups;
    int choice = -1;
    for (const auto& place : places) {
        const bool known = std::any_of(before.begin(), before.end(),
                                       [&](const Place& other) { return other.element->name == place.element->name; });
        if (known || (place.head != nullptr && !groups.insert(place.head).second)) {
            continue;
        }
        if (place.choice >= 0 && place.choice != choice) {
            std::string names;
            for (const auto& other : places) {
                names += other.choice == place.choice ? (names.empty() ? "" : ", ") + other.element->name.local : "";
            }
            comment(at, "a choice of the schema: " + names);
        }
        choice = place.choice;
        if (!child(place, places, at)) {
            return false;
        }
    }
    return true;
}

// Which of its types an element says that it has (xsi:type) decides what else stands in it.
bool Drafting::types(const xsd::ComplexType& type, const At& at) {
    const auto member = at.members->take({}, "type", check::json_text);
    if (!member) {
        comment(at, "xsi:type may name another type here, and the JSON Schema has no member that could say it");
        return !type.abstract;
    }
    rule(at,
         "choose: {xml: \"@xsi:type\", json: " + as_yaml(at.json + member->path) +
             (type.abstract ? ", required: true}" : "}"),
         {});
    lines_.push_back(std::string(at.indent + 2, ' ') + "when:");
    std::set<std::string> words;
    if (!type.abstract && !type.name.local.empty()) {
        branch(written(type.name), unique(camel_case(type.name.local), words), at, nullptr, nullptr, nullptr);
    }
    for (const auto* derived : type.derived) {
        if (!derived->name.local.empty() &&
            !branch(written(derived->name), unique(camel_case(derived->name.local), words), at, derived, &type,
                    nullptr)) {
            return false;
        }
    }
    return true;
}

// A branch of 'when'; its fields belong to the scope that has the choice.
bool Drafting::branch(const std::string& name, const std::string& word, const At& at, const xsd::ComplexType* type,
                      const xsd::ComplexType* base, const xsd::SimpleType* text) {
    const std::string blanks(at.indent + 4, ' ');
    lines_.push_back(blanks + name + ":");
    lines_.push_back(blanks + "  json: " + as_yaml(word));
    lines_.push_back(blanks + "  fields:");
    const auto line = lines_.size();
    const auto rules = rules_;
    JsonMembers members = *at.members;
    auto inner = at;
    inner.indent = at.indent + 8;
    ++inner.depth;
    inner.members = &members;
    if (type != nullptr && !content(*type, inner, base)) {
        return false;
    }
    if (text != nullptr) {
        this->text(*text, "value", inner);
    }
    if (rules_ == rules) {
        lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(line) - 1);
    }
    return true;
}

}  // namespace otkel::mapping::authoring
