#include "tests/unit/mapping/samples/facets.hpp"

#include <algorithm>

#include "gateway/base/bytes.hpp"
#include "gateway/mapping/code_tables.hpp"
#include "gateway/mapping/lexical.hpp"
#include "tests/unit/mapping/samples/values.hpp"

namespace otkel::mapping::samples {
namespace {

using xsd::Primitive;
using xsd::SimpleType;

struct Number {
    bool negative{false};
    std::string whole, fraction;  // without leading and trailing zeros
};

Number number_of(std::string_view text) {
    Number number{text.starts_with('-'), {}, {}};
    text.remove_prefix(text.starts_with('-') || text.starts_with('+') ? 1 : 0);
    const auto point = std::min(text.find('.'), text.size());
    number.whole = text.substr(0, point);
    number.whole.erase(0, std::min(number.whole.find_first_not_of('0'), number.whole.size()));
    number.fraction = text.substr(std::min(point + 1, text.size()));
    number.fraction.erase(number.fraction.find_last_not_of('0') + 1);
    number.negative = number.negative && !(number.whole.empty() && number.fraction.empty());
    return number;
}

// -1, 0 or 1
int compare(std::string_view one, std::string_view other) {
    const auto a = number_of(one);
    const auto b = number_of(other);
    if (a.negative != b.negative) {
        return a.negative ? -1 : 1;
    }
    int order =
        a.whole.size() != b.whole.size() ? (a.whole.size() < b.whole.size() ? -1 : 1) : a.whole.compare(b.whole);
    order = order == 0 ? a.fraction.compare(b.fraction) : order;
    return (a.negative ? -1 : 1) * (order < 0 ? -1 : order > 0 ? 1 : 0);
}

bool is_number(const SimpleType& type) {
    return type.primitive == Primitive::decimal || type.primitive == Primitive::integer ||
           type.primitive == Primitive::floating;
}

bool in_bounds(const SimpleType& type, std::string_view text) {
    return (type.min_inclusive.empty() || compare(text, type.min_inclusive) >= 0) &&
           (type.max_inclusive.empty() || compare(text, type.max_inclusive) <= 0) &&
           (type.min_exclusive.empty() || compare(text, type.min_exclusive) > 0) &&
           (type.max_exclusive.empty() || compare(text, type.max_exclusive) < 0);
}

bool fits_number(const SimpleType& type, std::string_view text) {
    if (!is_decimal(text) || (type.primitive == Primitive::integer && text.find('.') != std::string_view::npos)) {
        return false;
    }
    // The validator of messages (libxml2) takes no decimals of more digits, zeros at their end included.
    constexpr std::ptrdiff_t written_max = 24;
    if (std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) > written_max) {
        return false;
    }
    const auto number = number_of(text);
    const auto digits = number.whole.size() + number.fraction.size();
    return (!type.total_digits || digits <= *type.total_digits) &&
           (!type.fraction_digits || number.fraction.size() <= *type.fraction_digits) && in_bounds(type, text);
}

bool collapsed(std::string_view text) {
    return trim(text) == text && text.find_first_of("\r\n\t") == std::string_view::npos &&
           text.find("  ") == std::string_view::npos;
}

bool fits_lengths(const SimpleType& type, std::string_view text) {
    const auto count = type.primitive == Primitive::base64 ? from_base64(text).value_or("").size()
                       : type.primitive == Primitive::hex  ? text.size() / 2
                                                           : characters_of(text).size();
    return (!type.length || count == *type.length) && (!type.min_length || count >= *type.min_length) &&
           (!type.max_length || count <= *type.max_length);
}

bool fits_primitive(const SimpleType& type, std::string_view text) {
    ValueType plain;
    switch (type.primitive) {
        case Primitive::boolean: plain.type = Type::boolean; break;
        case Primitive::decimal:
        case Primitive::integer:
        case Primitive::floating: return fits_number(type, text);
        case Primitive::date: plain.type = Type::date; break;
        case Primitive::date_time: plain.type = Type::date_time; break;
        case Primitive::duration: plain.type = Type::duration; break;
        case Primitive::base64: plain.type = Type::base64; break;
        case Primitive::string: {
            // What is derived from string may collapse white space before anything is counted; plain strings do not.
            const bool plain_string = type.name.local == "string" || type.name.local == "normalizedString";
            const bool free = type.patterns.empty() && !type.length && !type.min_length;
            return plain_string || free || collapsed(text);
        }
        case Primitive::any_uri: return text.find_first_of(" <>\"%[]#&") == std::string_view::npos && collapsed(text);
        case Primitive::hex:
            return text.size() % 2 == 0 && text.find_first_not_of("0123456789ABCDEF") == std::string_view::npos;
        case Primitive::time:
        case Primitive::partial_date:
        case Primitive::qname:
        case Primitive::any_simple: return true;
    }
    Storage storage;
    Value value;
    Mismatch why;
    return value_of(plain, text, {}, storage, value, why);
}

}  // namespace

bool Facets::allow(const SimpleType& type, std::string_view text) {
    if (!type.members.empty()) {
        return std::any_of(type.members.begin(), type.members.end(),
                           [&](const SimpleType* member) { return allow(*member, text); });
    }
    if (!type.enumeration.empty() &&
        std::find(type.enumeration.begin(), type.enumeration.end(), text) == type.enumeration.end()) {
        return false;
    }
    if (type.item != nullptr) {
        return !text.empty() && text.find_first_of(" \t\r\n") == std::string_view::npos && allow(*type.item, text);
    }
    return fits_primitive(type, text) && fits_lengths(type, text) &&
           std::all_of(type.patterns.begin(), type.patterns.end(), [&](const std::string& one) {
               const auto* known = pattern(one);
               return known == nullptr || known->matches(text);
           });
}

const Pattern* Facets::pattern(const std::string& text) {
    auto known = patterns_.find(text);
    if (known == patterns_.end()) {
        known = patterns_.emplace(text, Pattern::parse(text)).first;
    }
    return known->second ? &*known->second : nullptr;
}

std::string Facets::by_schema(Random& random, const SimpleType& type) {
    if (!type.members.empty()) {
        return by_schema(random, *random.one_of(type.members));
    }
    if (type.item != nullptr) {
        return by_schema(random, *type.item);
    }
    if (!type.enumeration.empty()) {
        return random.one_of(type.enumeration);
    }
    if (!type.patterns.empty()) {
        if (const auto* known = pattern(random.one_of(type.patterns))) {
            return known->make(random);
        }
    }
    if (is_number(type)) {
        const auto total = type.total_digits.value_or(30);
        const auto fraction = type.primitive == Primitive::integer ? 0 : type.fraction_digits.value_or(6);
        const auto behind = random.chance(0.5) ? random.between(0, std::min(fraction, total)) : 0;
        const auto before = random.between(total > behind ? 1 : 0, std::max<std::size_t>(total - behind, 1));
        auto text = random.digits(random.chance(0.5) ? before : std::min<std::size_t>(before, 2));
        if (behind > 0) {
            text += "." + random.digits(behind);
        }
        return random.chance(0.1) ? "-" + text : text;
    }
    ValueType plain;
    switch (type.primitive) {
        case Primitive::boolean: plain.type = Type::boolean; break;
        case Primitive::date: plain.type = Type::date; break;
        case Primitive::date_time: plain.type = Type::date_time; break;
        case Primitive::duration: plain.type = Type::duration; break;
        case Primitive::base64: plain.type = Type::base64; break;
        case Primitive::any_uri: return "urn:otkel:" + random.digits(3);
        default: {
            const auto least = type.length.value_or(type.min_length.value_or(0));
            const auto most = type.length.value_or(type.max_length.value_or(least + 30));
            return plain_text(
                random, random.between(least, std::max(least, random.chance(0.1) ? std::min<std::size_t>(most, 1000)
                                                                                 : std::min(most, least + 12))));
        }
    }
    return text_of_type(random, plain);
}

Facets::Proposal Facets::proposal(Random& random, const ValueType& type, const SimpleType* schema_type,
                                  std::string_view date) {
    if (type.codes != nullptr) {
        const auto words = type.codes->all_words();
        const auto code = type.codes->code_of(random.one_of(words), date);
        return {code.kind == CodeAnswer::Kind::found ? std::string(code.text) : std::string{}};
    }
    const bool free = type.type == Type::string || type.type == Type::decimal || type.type == Type::integer;
    if (schema_type != nullptr && random.chance(free ? 0.8 : 0.3)) {
        return {by_schema(random, *schema_type)};
    }
    return {text_of_type(random, type), true};
}

std::optional<std::string> Facets::value(Random& random, const ValueType& type, const SimpleType* schema_type,
                                         std::string_view date) {
    constexpr int attempts = 400;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const auto [text, sure] = proposal(random, type, schema_type, date);
        if (schema_type != nullptr && !allow(*schema_type, text)) {
            continue;
        }
        if (sure) {
            return text;
        }
        Storage storage;
        Value value;
        Mismatch why;
        if (!value_of(type, text, date, storage, value, why)) {
            continue;
        }
        // In the spelling that the mapping writes: another one is the same value and would not come back.
        boost::json::value json;
        switch (value.kind) {
            case Value::Kind::number: json = value.number; break;
            case Value::Kind::flag: json = value.flag; break;
            default: json = value.text;
        }
        std::string buffer;
        if (text_of(type, json, date, buffer, why) == text) {
            return text;
        }
    }
    return std::nullopt;
}

}  // namespace otkel::mapping::samples
