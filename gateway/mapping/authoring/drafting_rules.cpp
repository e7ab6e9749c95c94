#include <algorithm>

#include "gateway/mapping/authoring/drafting.hpp"
#include "gateway/mapping/authoring/names.hpp"
#include "gateway/mapping/check/fitting.hpp"

// One element of the schema to one rule.

namespace otkel::mapping::authoring {
namespace {

constexpr int levels_in_place = 4;  // of elements that paths lead through before objects are made

bool is_empty(const xsd::ComplexType& type) {
    return type.text == nullptr && type.attributes.empty() && type.derived.empty() && xsd::children_of(type).empty();
}

bool is_value(const xsd::ComplexType& type) {
    return type.text != nullptr && type.attributes.empty() && type.derived.empty();
}

const xsd::SimpleType* text_of(const xsd::Element& element) {
    return element.simple != nullptr                                  ? element.simple
           : element.complex != nullptr && is_value(*element.complex) ? element.complex->text
                                                                      : nullptr;
}

bool allows_null(const Member& member) {
    return member.type == nullptr || (member.type->kinds & check::json_null) != 0;
}

std::string options(const std::string& as, bool required, bool nil) {
    return (as.empty() ? "" : ", as: " + as) + (required ? ", required: true" : "") + (nil ? ", nil: true" : "");
}

}  // namespace

bool Drafting::child(const Place& place, const std::vector<Place>& all, const At& at) {
    const auto before = snapshot(at);
    if (place.head != nullptr ? group(place, all, at) : element(place, at)) {
        return true;
    }
    roll_back(before, at);
    if (place.required) {
        return false;
    }
    comment(at, at.xml + written(place.element->name) + " is left out: " + obstacle_);
    return true;
}

bool Drafting::element(const Place& place, const At& at) {
    const auto& element = *place.element;
    if (const auto* type = text_of(element); type != nullptr) {
        return value(place, *type, at);
    }
    if (element.complex == nullptr || is_empty(*element.complex)) {
        return opaque(place, at);
    }
    const auto& type = *element.complex;
    if (is_open(type)) {
        obstacle_ = "its type stands around it already, and rules cannot be recursive";
        return false;
    }
    const auto entries = places_of(type);
    const bool list = !place.repeats && type.attributes.empty() && type.derived.empty() && entries.size() == 1 &&
                      entries.front().repeats && entries.front().head == nullptr && !element.nillable &&
                      !xsd::allows_any(type);
    if (list) {
        return list_around(place, entries.front(), at);
    }
    const bool plain = !place.repeats && type.derived.empty() && !element.nillable && open_.size() < 28;
    if (plain && (type.text != nullptr || (place.required && carries(type, levels_in_place)))) {
        return in_place(place, at);
    }
    return structure(place, at);
}

// Something in it is there whenever it is: paths that lead through it keep it.
bool Drafting::carries(const xsd::ComplexType& type, int levels) const {
    if (levels == 0 || is_open(type) || !type.derived.empty()) {
        return false;
    }
    if (std::any_of(type.attributes.begin(), type.attributes.end(), [](const auto& one) { return one.required; })) {
        return true;
    }
    const auto places = places_of(type);
    return std::any_of(places.begin(), places.end(), [&](const Place& place) {
        const bool one = place.required && !place.repeats && place.head == nullptr && !place.element->nillable;
        return one && (text_of(*place.element) != nullptr ||
                       (place.element->complex != nullptr && carries(*place.element->complex, levels - 1)));
    });
}

// Rules whose paths lead through the element.
bool Drafting::in_place(const Place& place, const At& at) {
    const auto& element = *place.element;
    const auto member = at.members->take(at.around, element.name.local, check::json_object);
    auto inner = at;
    inner.xml += written(element.name) + "/";
    inner.always = at.always && place.required;
    JsonMembers members(member ? member->type : nullptr);
    if (member) {
        inner.json += member->path + ".";
        inner.members = &members;
        inner.around.clear();
    } else {
        inner.around += " " + element.name.local;
    }
    return content(*element.complex, inner, nullptr);
}

// An object or a list of objects, with rules of its own.
bool Drafting::structure(const Place& place, const At& at) {
    const auto& element = *place.element;
    const auto xml = at.xml + written(element.name);
    const auto kind = place.repeats ? check::json_array : check::json_object;
    const auto member = at.members->take(at.around, element.name.local, kind);
    if (!member) {
        unmatched(at, xml);
        return true;
    }
    head(at, place.repeats ? "each" : "object", xml, at.json + member->path, place.required && at.always,
         element.nillable && allows_null(*member));
    JsonMembers members(place.repeats && member->type != nullptr ? member->type->items : member->type);
    At inner;
    inner.indent = at.indent + 4;
    inner.depth = at.depth + 1;
    inner.members = &members;
    const auto rules = rules_;
    if (!content(*element.complex, inner, nullptr)) {
        return false;
    }
    if (rules_ == rules) {
        rule(inner, "{attributes: ., json: attributes}", "the schema names nothing that could stand in it");
    }
    return true;
}

// The element around repeated ones is the list.
bool Drafting::list_around(const Place& place, const Place& entry, const At& at) {
    const auto member = at.members->take(at.around, place.element->name.local, check::json_array);
    const auto xml = at.xml + written(place.element->name) + "/" + written(entry.element->name);
    const bool required = place.required && at.always;
    if (!member) {
        unmatched(at, xml);
        return true;
    }
    const auto* items = member->type == nullptr ? nullptr : member->type->items;
    if (const auto* type = text_of(*entry.element); type != nullptr) {
        const auto guess = guess_type(*type, entry.element->name.local, items);
        rule(at,
             "{each: " + as_yaml(xml) + ", json: " + as_yaml(at.json + member->path) +
                 options(guess.as, required, entry.element->nillable) + "}",
             remark_of(*type, entry.element->name.local, guess));
        return true;
    }
    if (entry.element->complex == nullptr || is_open(*entry.element->complex)) {
        obstacle_ = "its type stands around it already, and rules cannot be recursive";
        return false;
    }
    head(at, "each", xml, at.json + member->path, required, entry.element->nillable);
    JsonMembers members(items);
    At inner;
    inner.indent = at.indent + 4;
    inner.depth = at.depth + 1;
    inner.members = &members;
    const auto rules = rules_;
    open_.push_back(place.element->complex);
    const bool whole = content(*entry.element->complex, inner, nullptr);
    open_.pop_back();
    if (whole && rules_ == rules) {
        rule(inner, "{attributes: ., json: attributes}", "the schema names nothing that could stand in it");
    }
    return whole;
}

// One of several elements, told apart by its name.
bool Drafting::group(const Place& place, const std::vector<Place>& all, const At& at) {
    const auto member =
        at.members->take(at.around, place.head->name.local, place.repeats ? check::json_array : check::json_object);
    const auto xml = at.xml + "*";
    if (!member) {
        unmatched(at, xml);
        return true;
    }
    head(at, place.repeats ? "each" : "object", xml, at.json + member->path, place.required && at.always, false);
    JsonMembers members(place.repeats && member->type != nullptr ? member->type->items : member->type);
    At inner;
    inner.indent = at.indent + 4;
    inner.depth = at.depth + 1;
    inner.members = &members;
    const auto kind = members.take({}, "kind", check::json_text);
    rule(inner, "choose: {xml: name(), json: " + (kind ? as_yaml(kind->path) : "kind") + "}", {});
    lines_.push_back(std::string(inner.indent + 2, ' ') + "when:");
    std::set<std::string> words;
    for (const auto& one : all) {
        if (one.head == place.head &&
            !branch(written(one.element->name), unique(camel_case(one.element->name.local), words), inner,
                    one.element->complex, nullptr, one.element->simple)) {
            return false;
        }
    }
    return true;
}

// An element of which the schema does not say what stands in it, or says that nothing does.
bool Drafting::opaque(const Place& place, const At& at) {
    const auto& element = *place.element;
    const auto xml = at.xml + written(element.name);
    if (place.repeats && element.complex != nullptr) {
        return structure(place, at);
    }
    const auto member = at.members->take(at.around, element.name.local,
                                         element.complex != nullptr ? check::json_object : check::json_text);
    const auto required = place.required && at.always;
    if (!member) {
        unmatched(at, xml);
    } else if (element.complex != nullptr) {
        rule(at,
             "{attributes: " + as_yaml(xml) + ", json: " + as_yaml(at.json + member->path) +
                 options({}, required, false) + "}",
             "the schema names nothing that could stand in it");
    } else {
        rule(at,
             std::string(place.repeats ? "{each: " : "{xml: ") + as_yaml(xml) +
                 ", json: " + as_yaml(at.json + member->path) + options({}, required, element.nillable) + "}",
             "the schema allows anything in it; this takes a text");
    }
    return true;
}

void Drafting::attribute(const xsd::Attribute& attribute, const At& at) {
    const auto xml = at.xml + "@" + written(attribute.name);
    const auto member = at.members->take(at.around, attribute.name.local, check::json_any ^ check::json_object);
    if (!member) {
        unmatched(at, xml);
        return;
    }
    const auto guess = guess_type(*attribute.type, attribute.name.local, member->type);
    rule(at,
         "{xml: " + as_yaml(xml) + ", json: " + as_yaml(at.json + member->path) +
             options(guess.as, attribute.required && at.always, false) + "}",
         remark_of(*attribute.type, attribute.name.local, guess));
}

bool Drafting::value(const Place& place, const xsd::SimpleType& type, const At& at) {
    const auto& element = *place.element;
    const auto xml = at.xml + written(element.name);
    const auto kinds = place.repeats
                           ? std::uint8_t{check::json_array}
                           : static_cast<std::uint8_t>(check::json_any ^ check::json_object ^ check::json_array);
    const auto member = at.members->take(at.around, element.name.local, kinds);
    if (!member) {
        unmatched(at, xml);
        return true;
    }
    const auto* json = place.repeats && member->type != nullptr ? member->type->items : member->type;
    const auto guess = guess_type(type, element.name.local, json);
    rule(at,
         std::string(place.repeats ? "{each: " : "{xml: ") + as_yaml(xml) +
             ", json: " + as_yaml(at.json + member->path) +
             options(guess.as, place.required && at.always,
                     element.nillable && (place.repeats || allows_null(*member))) +
             "}",
         remark_of(type, element.name.local, guess));
    return true;
}

// The text of the element that the rules stand in.
void Drafting::text(const xsd::SimpleType& type, const std::string& name, const At& at) {
    const auto xml = at.xml.empty() ? "." : at.xml.substr(0, at.xml.size() - 1);
    const auto member = at.members->take(at.around, name, check::json_any ^ check::json_object ^ check::json_array);
    if (!member) {
        unmatched(at, xml);
        return;
    }
    const auto guess = guess_type(type, name, member->type);
    rule(at,
         "{xml: " + as_yaml(xml) + ", json: " + as_yaml(at.json + member->path) + options(guess.as, at.always, false) +
             "}",
         remark_of(type, name, guess));
}

void Drafting::rule(const At& at, const std::string& flow, const std::string& remark) {
    ++rules_;
    lines_.push_back(std::string(at.indent, ' ') + "- " + flow + (remark.empty() ? "" : "  # " + remark));
}

void Drafting::head(const At& at, const std::string& key, const std::string& xml, const std::string& json,
                    bool required, bool nil) {
    const std::string blanks(at.indent, ' ');
    ++rules_;
    lines_.push_back(blanks + "- " + key + ": " + as_yaml(xml));
    lines_.push_back(blanks + "  json: " + as_yaml(json));
    if (required) {
        lines_.push_back(blanks + "  required: true");
    }
    if (nil) {
        lines_.push_back(blanks + "  nil: true");
    }
    lines_.push_back(blanks + "  fields:");
}

void Drafting::comment(const At& at, const std::string& text) {
    lines_.push_back(std::string(at.indent, ' ') + "# " + text);
}

void Drafting::unmatched(const At& at, const std::string& xml) {
    comment(at, "- {xml: " + as_yaml(xml) + ", json: …}  the JSON Schema has no member of this name");
}

std::string Drafting::remark_of(const xsd::SimpleType& type, const std::string& name, const TypeGuess& guess) {
    const auto values = guess.as.empty() ? check::listed_values(type) : std::nullopt;
    if (!values) {
        return guess.remark;
    }
    const auto table = with_dashes(type.name.local.empty() ? name : type.name.local);
    auto known = std::find_if(tables_.begin(), tables_.end(), [&](const auto& one) { return one.second == *values; });
    if (known == tables_.end()) {
        std::set<std::string> names;
        for (const auto& [one, codes] : tables_) {
            names.insert(one);
        }
        known = tables_.insert(known, {unique(table.empty() ? "codes" : table, names), *values});
    }
    return "codes: " + known->first + "?";
}

}  // namespace otkel::mapping::authoring
