#include "gateway/mapping/authoring/draft_types.hpp"

#include <algorithm>
#include <optional>

#include "gateway/mapping/authoring/names.hpp"
#include "gateway/mapping/check/fitting.hpp"

namespace otkel::mapping::authoring {
namespace {

using xsd::Primitive;

constexpr std::size_t digits_of_64_bits = 18;  // that many surely fit

std::string by_primitive(const xsd::SimpleType& type) {
    const bool whole = type.fraction_digits == std::size_t{0};
    const bool small = !type.total_digits || *type.total_digits <= digits_of_64_bits;
    switch (type.primitive) {
        case Primitive::boolean: return "boolean";
        case Primitive::integer: return small ? "integer" : "";
        case Primitive::decimal: return whole && type.total_digits && small ? "integer" : "decimal";
        case Primitive::date: return "date";
        case Primitive::date_time: return "dateTime";
        case Primitive::duration: return "duration";
        case Primitive::base64: return "base64";
        case Primitive::qname: return "qname";
        default: return "";
    }
}

// A type fits when no value of the schema can be refused.
bool fits(std::string_view word, const xsd::SimpleType& type) {
    const auto known = type_of(word);
    return known && check::fit_of(*known, type).kind == check::Fit::Kind::fits;
}

// The only length that its values have: by facets, or by a pattern like [0-9]{12}.
std::optional<std::size_t> only_length(const xsd::SimpleType& type) {
    if (type.length) {
        return type.length;
    }
    if (type.min_length && type.min_length == type.max_length) {
        return type.min_length;
    }
    for (const auto& pattern : type.patterns) {
        const auto brace = pattern.find('{');
        const auto what = pattern.substr(0, brace);
        const bool one_class = what == "[0-9]" || what == "\\d" || what == "[A-Z]";
        if (brace == std::string::npos || !one_class || pattern.find('}') != pattern.size() - 1) {
            continue;
        }
        const auto digits = pattern.substr(brace + 1, pattern.size() - brace - 2);
        const bool number = !digits.empty() && digits.size() < 4 &&
                            std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (number) {
            return std::stoul(digits);
        }
    }
    return std::nullopt;
}

// "senderBin" ends in "bin"; "countryCode" too, as a code adds nothing.
bool ends_in(std::vector<std::string> words, const std::vector<std::string>& wanted) {
    for (int attempt = 0; attempt < 2; ++attempt) {
        if (words.size() >= wanted.size() && std::equal(wanted.rbegin(), wanted.rend(), words.rbegin())) {
            return true;
        }
        if (words.empty() || words.back() != "code") {
            return false;
        }
        words.pop_back();
    }
    return false;
}

TypeGuess identifier(const xsd::SimpleType& type, std::string_view name) {
    const auto words = words_of(name);
    TypeGuess best;
    std::size_t longest = 0;
    for (const auto& word : type_words()) {
        const auto kind = identifiers::kind_of(word);
        const auto wanted = words_of(word);
        if (!kind || wanted.size() <= longest || !ends_in(words, wanted)) {
            continue;
        }
        const auto known = *type_of(word);
        const auto length = only_length(type);
        // A GTIN has 14 digits in most messages; other lengths are other numbers of the same family.
        const auto right =
            *kind == identifiers::Kind::gtin ? std::optional<std::size_t>{14} : check::fixed_length(known);
        const bool sure = length && right && *length == *right && fits(word, type);
        best = sure ? TypeGuess{word, {}} : TypeGuess{{}, "as: " + word + "?"};
        longest = wanted.size();
        if (check::fit_of(known, type).kind == check::Fit::Kind::never) {
            best = {};
        }
    }
    return best;
}

}  // namespace

TypeGuess guess_type(const xsd::SimpleType& type, std::string_view name, const check::JsonType* json) {
    TypeGuess guess;
    guess.as = type.members.empty() ? by_primitive(type) : by_primitive(*type.members.front());
    if (!guess.as.empty() && !fits(guess.as, type)) {
        guess.as.clear();
    }
    if (guess.as.empty() && type.primitive == Primitive::string && type.enumeration.empty()) {
        guess = identifier(type, name);
    }
    if (type.primitive == Primitive::floating) {
        guess.remark = "a floating number, kept to the letter";
    }
    if (json == nullptr) {
        return guess;
    }
    const auto kind = guess.as.empty() ? check::json_text : check::json_kind(*type_of(guess.as));
    if ((json->kinds & kind) == 0) {
        guess.as.clear();
        for (const std::string_view other : {"integer", "boolean"}) {
            const auto known = *type_of(other);
            if ((json->kinds & check::json_text) == 0 && (json->kinds & check::json_kind(known)) != 0 &&
                check::fit_of(known, type).kind != check::Fit::Kind::never) {
                guess.as = other;
            }
        }
    }
    return guess;
}

}  // namespace otkel::mapping::authoring
