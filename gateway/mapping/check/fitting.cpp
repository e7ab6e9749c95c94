#include "gateway/mapping/check/fitting.hpp"

#include <algorithm>

#include "gateway/mapping/check/sources.hpp"
#include "gateway/mapping/words.hpp"

namespace otkel::mapping::check {
namespace {

using xsd::Primitive;

constexpr std::string_view schema_space = "http://www.w3.org/2001/XMLSchema";

std::string_view word_of(Primitive primitive) {
    switch (primitive) {
        case Primitive::string: return "xs:string";
        case Primitive::boolean: return "xs:boolean";
        case Primitive::decimal: return "xs:decimal";
        case Primitive::integer: return "xs:integer";
        case Primitive::floating: return "xs:double";
        case Primitive::date: return "xs:date";
        case Primitive::date_time: return "xs:dateTime";
        case Primitive::time: return "xs:time";
        case Primitive::duration: return "xs:duration";
        case Primitive::partial_date: return "a part of a date";
        case Primitive::base64: return "xs:base64Binary";
        case Primitive::hex: return "xs:hexBinary";
        case Primitive::any_uri: return "xs:anyURI";
        case Primitive::qname: return "xs:QName";
        default: return "any text";
    }
}

// The `as` that a value of this type is most likely meant to have.
std::string better_for(const xsd::SimpleType& schema) {
    switch (schema.primitive) {
        case Primitive::boolean: return "as: boolean";
        case Primitive::decimal: return "as: decimal";
        case Primitive::integer: return "as: integer";
        case Primitive::date: return "as: date";
        case Primitive::date_time: return "as: dateTime";
        case Primitive::duration: return "as: duration";
        case Primitive::base64: return "as: base64";
        case Primitive::qname: return "as: qname";
        default: return "as: string";
    }
}

bool is_text(const xsd::SimpleType& schema) {
    return schema.primitive == Primitive::string || schema.primitive == Primitive::any_simple ||
           schema.primitive == Primitive::any_uri;
}

Fit never(const xsd::SimpleType& schema) { return {Fit::Kind::never, "", better_for(schema)}; }

// Texts that the schema lists must be of the type.
Fit of_texts(const ValueType& type, const xsd::SimpleType& schema) {
    for (const auto& text : schema.enumeration) {
        Mismatch why;
        if (!given_of(type, text, why)) {
            return {Fit::Kind::never, "allows '" + text + "'", "as: string"};
        }
    }
    return {};
}

Fit fit_of_number(Type type, const xsd::SimpleType& schema) {
    switch (schema.primitive) {
        case Primitive::integer:
            return type == Type::integer
                       ? Fit{}
                       : Fit{Fit::Kind::sometimes, "has no place for the point that JSON may bring", "as: integer"};
        case Primitive::decimal:
            return type == Type::decimal || schema.fraction_digits == std::size_t{0}
                       ? Fit{}
                       : Fit{Fit::Kind::sometimes, "can hold 1.5, which is refused here", "as: decimal"};
        case Primitive::floating:
            return {Fit::Kind::sometimes, "can hold 1E5, INF and NaN, which are refused here", "as: string"};
        default: return never(schema);
    }
}

Fit fit_of_date(const ValueType& type, const xsd::SimpleType& schema) {
    const auto own = type.type == Type::date ? Primitive::date : Primitive::date_time;
    if (schema.primitive != own) {
        return never(schema);
    }
    return type.forms.empty() ? Fit{} : Fit{Fit::Kind::never, "is always written like 2026-07-12", better_for(schema)};
}

Fit fit_of_identifier(const ValueType& type, const xsd::SimpleType& schema) {
    const auto length = fixed_length(type);
    if (schema.primitive == Primitive::integer || schema.primitive == Primitive::decimal) {
        return {Fit::Kind::sometimes, "a number does not keep the zeros in front of an identifier", ""};
    }
    if (!is_text(schema)) {
        return never(schema);
    }
    const auto most = schema.length ? schema.length : schema.max_length;
    const auto least = schema.length ? schema.length : schema.min_length;
    if (length && most && *length > *most) {
        return {Fit::Kind::never,
                "has room for " + std::to_string(*most) + " characters, of which this has " + std::to_string(*length),
                ""};
    }
    if (length && least && *length < *least) {
        return {Fit::Kind::never,
                "wants at least " + std::to_string(*least) + " characters, and this has " + std::to_string(*length),
                ""};
    }
    return of_texts(type, schema);
}

Fit fit_of_one(const ValueType& type, const xsd::SimpleType& schema) {
    if (schema.item != nullptr) {
        return type.type == Type::string ? Fit{} : Fit{Fit::Kind::never, "", "as: string"};
    }
    if (type.type == Type::string) {
        return {};
    }
    if (type.type == Type::identifier) {
        return fit_of_identifier(type, schema);
    }
    if (is_text(schema)) {
        return of_texts(type, schema);
    }
    switch (type.type) {
        case Type::integer:
        case Type::decimal: return fit_of_number(type.type, schema);
        case Type::boolean: return schema.primitive == Primitive::boolean ? Fit{} : never(schema);
        case Type::date:
        case Type::date_time: return fit_of_date(type, schema);
        case Type::duration: return schema.primitive == Primitive::duration ? Fit{} : never(schema);
        case Type::base64: return schema.primitive == Primitive::base64 ? Fit{} : never(schema);
        case Type::qualified_name: return schema.primitive == Primitive::qname ? Fit{} : never(schema);
        default: return {};
    }
}

std::optional<std::string_view> type_word(Primitive primitive) {
    switch (primitive) {
        case Primitive::boolean: return "boolean";
        case Primitive::decimal: return "decimal";
        case Primitive::integer: return "integer";
        case Primitive::date: return "date";
        case Primitive::date_time: return "dateTime";
        case Primitive::duration: return "duration";
        case Primitive::base64: return "base64";
        default: return std::nullopt;
    }
}

std::size_t length_of(identifiers::Kind kind) {
    switch (kind) {
        case identifiers::Kind::iin:
        case identifiers::Kind::bin: return 12;
        case identifiers::Kind::sscc: return 18;
        case identifiers::Kind::country: return 2;
        case identifiers::Kind::currency: return 3;
        case identifiers::Kind::uuid: return 36;
        case identifiers::Kind::tnved_line: return 10;
        default: return 0;
    }
}

}  // namespace

Fit fit_of(const ValueType& type, const xsd::SimpleType& schema) {
    if (schema.members.empty()) {
        return fit_of_one(type, schema);
    }
    Fit best{Fit::Kind::never, "", ""};
    for (const auto* member : schema.members) {
        if (auto fit = fit_of(type, *member); fit.kind < best.kind || best.better.empty()) {
            best = std::move(fit);
        }
    }
    return best;
}

std::string in_words(const xsd::SimpleType& type) {
    if (type.item != nullptr) {
        return "a list of " + in_words(*type.item) + " with blanks between";
    }
    std::string primitive(word_of(type.primitive));
    if (type.name.local.empty()) {
        return primitive;
    }
    return type.name.space == schema_space ? "xs:" + type.name.local : type.name.local + " (" + primitive + ")";
}

std::string in_words(const ValueType& type) {
    switch (type.type) {
        case Type::integer: return "a whole number";
        case Type::decimal: return "a decimal number";
        case Type::boolean: return "true or false";
        case Type::date: return "a date";
        case Type::date_time: return "a date with time";
        case Type::duration: return "a duration";
        case Type::base64: return "base64";
        case Type::qualified_name: return "a name with a prefix";
        case Type::identifier: break;
        default: return "a text";
    }
    std::vector<std::string> names;
    names.reserve(type.kinds.size());
    for (const auto kind : type.kinds) {
        names.emplace_back(identifiers::name(kind));
    }
    return listed(names);
}

std::optional<std::vector<std::string>> listed_values(const xsd::SimpleType& type) {
    if (!type.enumeration.empty()) {
        return type.enumeration;
    }
    std::vector<std::string> all;
    for (const auto* member : type.members) {
        const auto values = listed_values(*member);
        if (!values) {
            return std::nullopt;
        }
        all.insert(all.end(), values->begin(), values->end());
    }
    return all.empty() ? std::nullopt : std::optional{all};
}

std::string obstacle(const xsd::SimpleType& type, const std::string& text) {
    if (!type.members.empty()) {
        std::string why;
        for (const auto* member : type.members) {
            why = obstacle(*member, text);
            if (why.empty()) {
                return {};
            }
        }
        return why;
    }
    const auto& values = type.enumeration;
    if (!values.empty() && std::find(values.begin(), values.end(), text) == values.end()) {
        const auto hint = suggestion(text, values);
        return "it allows only " + listed(values) + hint;
    }
    const auto length = characters(text);
    if ((type.length && length != *type.length) || (type.max_length && length > *type.max_length) ||
        (type.min_length && length < *type.min_length)) {
        return "it wants " +
               (type.length                                    ? std::to_string(*type.length)
                : type.max_length && length > *type.max_length ? "at most " + std::to_string(*type.max_length)
                                                               : "at least " + std::to_string(*type.min_length)) +
               " characters, and this has " + std::to_string(length);
    }
    if (const auto word = type_word(type.primitive)) {
        Mismatch why;
        if (!given_of(*type_of(*word), text, why)) {
            return why.detail;
        }
    }
    return {};
}

JsonKind json_kind(const ValueType& type) {
    if (type.codes != nullptr) {
        return json_text;
    }
    return type.type == Type::integer ? json_integer : type.type == Type::boolean ? json_boolean : json_text;
}

std::optional<std::size_t> fixed_length(const ValueType& type) {
    std::optional<std::size_t> length;
    for (const auto kind : type.kinds) {
        const auto one = length_of(kind);
        if (one == 0 || (length && *length != one)) {
            return std::nullopt;
        }
        length = one;
    }
    return length;
}

}  // namespace otkel::mapping::check
