#include "gateway/mapping/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "gateway/base/bytes.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/mapping/code_tables.hpp"
#include "gateway/mapping/lexical.hpp"
#include "gateway/mapping/words.hpp"

namespace otkel::mapping {
namespace {

namespace json = boost::json;
using identifiers::Kind;

struct TypeWord {
    std::string_view word;
    Type type;
    std::string_view expected;
};
constexpr std::array type_table{
    TypeWord{"string", Type::string, "text"},
    TypeWord{"integer", Type::integer, "a whole number of at most 64 bits, for example 12"},
    TypeWord{"decimal", Type::decimal, "digits with at most one point, for example 12.50"},
    TypeWord{"boolean", Type::boolean, "true or false"},
    TypeWord{"date", Type::date, "a day without a time zone, for example 2026-07-12"},
    TypeWord{"dateTime", Type::date_time, "a date and time, for example 2026-07-12T09:30:00+05:00"},
    TypeWord{"duration", Type::duration, "a duration, for example P1DT12H"},
    TypeWord{"base64", Type::base64, "base64"},
    TypeWord{"qname", Type::qualified_name, "a name with a prefix that is declared, for example dc:Item"},
};
// Strings are kept to the letter; of everything else white space around the value is no part of it (XML Schema Part 2,
// whiteSpace collapse).
bool keeps_white_space(const ValueType& type) { return type.type == Type::string && type.codes == nullptr; }

const TypeWord& word_of(Type type) {
    return *std::find_if(type_table.begin(), type_table.end(),
                         [&](const TypeWord& entry) { return entry.type == type; });
}

bool is_secret(const ValueType& type) {
    return std::any_of(type.kinds.begin(), type.kinds.end(),
                       [](Kind kind) { return kind == Kind::iin || kind == Kind::marking_code; });
}

std::vector<std::string> names_of(const std::vector<Kind>& kinds) {
    std::vector<std::string> names;
    names.reserve(kinds.size());
    for (const auto kind : kinds) {
        names.emplace_back(identifiers::name(kind));
    }
    return names;
}

void mismatch(const ValueType& type, Mismatch& why) {
    if (type.type == Type::identifier) {
        why.expected = listed(names_of(type.kinds));
        why.detail = "the value is not of type " + why.expected;
        why.masked = is_secret(type);
        return;
    }
    const auto& word = word_of(type.type);
    why.detail = fmt::format("the value is not of type {}", word.word);
    why.expected = word.expected;
    if (!type.forms.empty()) {
        std::vector<std::string> patterns;
        patterns.reserve(type.forms.size());
        for (const auto& form : type.forms) {
            patterns.push_back(form.pattern());
        }
        why.expected = listed(patterns);
    }
}

std::optional<std::string_view> identifier(const ValueType& type, std::string_view text, std::string& buffer,
                                           Mismatch& why) {
    if (identifiers::is_canonical(type.kinds.front(), text)) {
        return text;
    }
    std::string reasons;
    for (const auto kind : type.kinds) {
        auto checked = identifiers::check(kind, text);
        if (checked) {
            buffer = std::move(*checked);
            // The separator that a marking code gets in front of its proof is no character of XML.
            return unwritable(buffer) && !unwritable(text) ? text : std::string_view(buffer);
        }
        if (reasons.find(checked.error().detail) == std::string::npos) {
            reasons += (reasons.empty() ? "" : "; or: ") + checked.error().detail;
        }
    }
    why.detail = reasons;
    why.expected = listed(names_of(type.kinds));
    why.masked = is_secret(type);
    return std::nullopt;
}

bool is_base64(std::string_view text, std::string& buffer) {
    if (!from_base64(text)) {
        return false;
    }
    buffer.clear();
    std::copy_if(text.begin(), text.end(), std::back_inserter(buffer),
                 [](char c) { return c != ' ' && c != '\t' && c != '\r' && c != '\n'; });
    return true;
}

// A value that is text on both sides: checked, and in its canonical form.
std::optional<std::string_view> checked(const ValueType& type, std::string_view text, std::string& buffer,
                                        Mismatch& why) {
    bool fits = true;
    switch (type.type) {
        case Type::identifier: return identifier(type, text, buffer, why);
        case Type::base64:
            if (is_base64(text, buffer)) {
                return buffer;
            }
            fits = false;
            break;
        case Type::decimal: fits = is_decimal(text); break;
        case Type::date: fits = is_date(text); break;
        case Type::date_time: fits = parse_time(text).has_value(); break;
        case Type::duration: fits = is_duration(text); break;
        case Type::string:
        case Type::integer:
        case Type::boolean:
        case Type::qualified_name: break;
    }
    if (!fits) {
        mismatch(type, why);
        return std::nullopt;
    }
    return text;
}

std::optional<std::string_view> translated(const CodeTable& table, const CodeAnswer& answer, std::string_view given,
                                           std::string_view date, bool to_json, Mismatch& why) {
    if (answer.kind == CodeAnswer::Kind::found) {
        return answer.text;
    }
    if (answer.kind == CodeAnswer::Kind::unknown && table.keeps_unknown()) {
        return given;
    }
    if (answer.kind == CodeAnswer::Kind::not_valid) {
        why.code = "code-not-valid";
        const auto& entry = *answer.nearest;
        why.detail =
            fmt::format("the code is not valid on {}: table '{}' has it{}{}", date, table.name(),
                        entry.from.empty() ? "" : " from " + entry.from, entry.to.empty() ? "" : " until " + entry.to);
        return std::nullopt;
    }
    why.code = "code-unknown";
    why.detail = fmt::format("table '{}' does not have this {}{}", table.name(), to_json ? "code" : "word",
                             to_json ? "" : suggestion(given, table.all_words()));
    why.expected = to_json ? table.codes() : table.words();
    return std::nullopt;
}

std::optional<std::string_view> from_form(const ValueType& type, std::string_view text, std::string& buffer,
                                          Mismatch& why) {
    for (const auto& form : type.forms) {
        if (auto iso = form.to_iso(text)) {
            buffer = std::move(*iso);
            return buffer;
        }
    }
    mismatch(type, why);
    return std::nullopt;
}

std::optional<std::string_view> to_form(const ValueType& type, std::string_view text, std::string& buffer,
                                        Mismatch& why) {
    auto written = type.forms.front().from_iso(text);
    if (!written) {
        mismatch(type, why);
        why.detail += fmt::format(" that can be written as {}", type.forms.front().pattern());
        why.expected = word_of(type.type).expected;
        return std::nullopt;
    }
    buffer = std::move(*written);
    return buffer;
}

bool wrong_kind(const ValueType& type, std::string_view wanted, Mismatch& why) {
    mismatch(type, why);
    why.code = "wrong-type";
    why.expected = fmt::format("{} in JSON: {}", wanted, why.expected);
    return false;
}

}  // namespace

bool value_of(const ValueType& type, std::string_view text, std::string_view date, Storage& storage, Value& out,
              Mismatch& why) {
    const auto given = keeps_white_space(type) ? text : trim(text);
    out.kind = Value::Kind::text;
    if (type.codes != nullptr) {
        const auto word = translated(*type.codes, type.codes->word_of(given, date), given, date, true, why);
        out.text = word.value_or(std::string_view{});
        return word.has_value();
    }
    if (type.type == Type::string || type.type == Type::qualified_name) {
        out.text = given;
        return true;
    }
    if (type.type == Type::integer) {
        const auto number = integer_of(given);
        out.kind = Value::Kind::number;
        out.number = number.value_or(0);
        if (!number) {
            mismatch(type, why);
        }
        return number.has_value();
    }
    if (type.type == Type::boolean) {
        const auto flag = boolean_of(given);
        out.kind = Value::Kind::flag;
        out.flag = flag.value_or(false);
        if (!flag) {
            mismatch(type, why);
        }
        return flag.has_value();
    }
    std::string buffer;
    auto value = type.forms.empty() ? checked(type, given, buffer, why) : from_form(type, given, buffer, why);
    if (!value) {
        return false;
    }
    // Nearly always the canonical form is what stands there.
    out.text = *value == given ? given : std::string_view(storage.emplace_back(*value));
    return true;
}

std::optional<Given> given_of(const ValueType& type, std::string_view text, Mismatch& why) {
    auto plain = type;
    plain.forms.clear();  // a mapping file states values as JSON writes them
    Storage storage;
    Value value;
    if (!value_of(plain, text, {}, storage, value, why)) {
        return std::nullopt;
    }
    return Given{value.kind, value.flag, value.number, std::string(value.text)};
}

std::optional<std::string_view> text_of(const ValueType& type, const json::value& value, std::string_view date,
                                        std::string& buffer, Mismatch& why) {
    if (type.codes == nullptr && type.type == Type::integer) {
        json::error_code too_large;
        const auto number = value.is_double() ? 0 : value.to_number<std::int64_t>(too_large);
        if (value.is_double() || too_large) {
            static_cast<void>(wrong_kind(type, "a number", why));
            return std::nullopt;
        }
        buffer = fmt::to_string(number);
        return buffer;
    }
    if (type.codes == nullptr && type.type == Type::boolean) {
        if (!value.is_bool()) {
            static_cast<void>(wrong_kind(type, "a boolean", why));
            return std::nullopt;
        }
        return value.get_bool() ? "true" : "false";
    }
    if (!value.is_string()) {
        static_cast<void>(wrong_kind(type, "text", why));
        return std::nullopt;
    }
    const std::string_view given{value.get_string().data(), value.get_string().size()};
    const auto text = type.codes != nullptr
                          ? translated(*type.codes, type.codes->code_of(given, date), given, date, false, why)
                      : type.forms.empty() ? checked(type, given, buffer, why)
                                           : to_form(type, given, buffer, why);
    if (!text) {
        return std::nullopt;
    }
    if (const auto obstacle = unwritable(*text)) {
        why.code = "character-forbidden";
        why.detail = *obstacle + " cannot stand in XML";
        why.expected = "characters of XML 1.0";
        return std::nullopt;
    }
    return text;
}

std::optional<std::string> unwritable(std::string_view text) {
    bool ascii = true;
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        if (octet < 0x20U && c != '\t' && c != '\n' && c != '\r') {
            return fmt::format("the character U+{:04X}", octet);
        }
        ascii = ascii && octet < 0x80U;
    }
    if (ascii) {
        return std::nullopt;
    }
    if (!is_valid_utf8(text)) {
        return "an octet that is not UTF-8";
    }
    for (std::size_t at = text.find("\xEF\xBF"); at != std::string_view::npos; at = text.find("\xEF\xBF", at + 2)) {
        const auto last = static_cast<unsigned char>(text[at + 2]);
        if (last >= 0xBEU) {
            return last == 0xBEU ? "the character U+FFFE" : "the character U+FFFF";
        }
    }
    return std::nullopt;
}

std::string described(const json::value& value, bool masked_value) {
    if (masked_value && value.is_number()) {
        return "a number";
    }
    switch (value.kind()) {
        case json::kind::null: return "null";
        case json::kind::bool_: return value.get_bool() ? "true" : "false";
        case json::kind::int64: return fmt::format("the number {}", value.get_int64());
        case json::kind::uint64: return fmt::format("the number {}", value.get_uint64());
        case json::kind::double_: return fmt::format("the number {}", value.get_double());
        case json::kind::string: {
            const std::string_view text{value.get_string().data(), value.get_string().size()};
            return masked_value ? masked(text) : in_quotes(text);
        }
        case json::kind::array: return "a list";
        case json::kind::object: return "an object";
    }
    return {};
}

std::vector<std::string> type_words() {
    std::vector<std::string> words{"text"};
    for (const auto& entry : type_table) {
        words.emplace_back(entry.word);
    }
    for (unsigned kind = 0; kind <= static_cast<unsigned>(Kind::uuid); ++kind) {
        words.emplace_back(identifiers::name(static_cast<Kind>(kind)));
    }
    return words;
}

std::optional<ValueType> type_of(std::string_view word) {
    for (const auto& entry : type_table) {
        if (entry.word == word) {
            return ValueType{entry.type, {}, {}, nullptr};
        }
    }
    if (const auto kind = identifiers::kind_of(word)) {
        return ValueType{Type::identifier, {*kind}, {}, nullptr};
    }
    return std::nullopt;
}

}  // namespace otkel::mapping
