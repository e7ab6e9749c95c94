#include "gateway/identifiers/element_string.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "gateway/identifiers/application_identifiers.hpp"
#include "gateway/identifiers/checks.hpp"

namespace otkel::identifiers {
namespace {

constexpr std::array first_fnc1_stand_ins = {
    std::string_view("]d2"), std::string_view("]C1"),  std::string_view("]Q3"),      std::string_view("]e0"),
    std::string_view("]J1"), std::string_view("\xe8"), std::string_view("\xc3\xa8"), std::string_view("\x1d"),
};

constexpr bool of_set_82(char c) {
    return (c >= '%' && c <= '?') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '!' ||
           c == '"';
}

constexpr auto set_82 = [] {
    std::array<bool, 256> table{};
    for (std::size_t octet = 0; octet < table.size(); ++octet) {
        table[octet] = of_set_82(static_cast<char>(octet));
    }
    return table;
}();

std::string place_of(std::size_t from) { return " at character " + std::to_string(from + 1); }

bool fits(std::string_view value, const ApplicationIdentifier& rule) {
    return rule.characters == Characters::digits ? all_digits(value)
                                                 : std::all_of(value.begin(), value.end(), in_character_set_82);
}

Result<std::vector<ElementString>> split_raw(std::string_view text) {
    std::vector<ElementString> elements;
    for (std::size_t at = 0; at < text.size();) {
        const auto element = element_at(text, at);
        if (!element) {
            return fail(element.error());
        }
        elements.push_back({std::string(element->ai), std::string(element->value)});
        at = element->next;
    }
    return elements;
}

// "(01)…(21)…": brackets are characters of set 82 too, so one counts as an AI only with a known AI inside.
std::size_t next_bracket(std::string_view text, std::size_t from) {
    for (auto open = text.find('(', from); open != std::string_view::npos; open = text.find('(', open + 1)) {
        const auto inside = text.substr(open + 1);
        const auto* rule = application_identifier(inside);
        if (rule != nullptr && inside.size() > rule->ai_length && inside[rule->ai_length] == ')') {
            return open;
        }
    }
    return text.size();
}

Result<std::vector<ElementString>> split_brackets(std::string_view text) {
    std::vector<ElementString> elements;
    for (std::size_t at = 0; at < text.size();) {
        if (next_bracket(text, at) != at) {
            return fail(Errc::malformed, "no known application identifier" + place_of(at));
        }
        const auto ai = text.substr(at + 1, text.find(')', at) - at - 1);
        const auto begin = at + ai.size() + 2;
        at = next_bracket(text, begin);
        const auto whole = std::string(ai) + std::string(text.substr(begin, at - begin));
        const auto element = element_at(whole, 0);
        if (!element || element->next != whole.size()) {
            return fail(Errc::malformed, "the value of (" + std::string(ai) + ") breaks its length or character set");
        }
        elements.push_back({std::string(element->ai), std::string(element->value)});
    }
    return elements;
}

}  // namespace

bool in_character_set_82(char c) { return set_82[static_cast<unsigned char>(c)]; }

std::string_view without_first_fnc1(std::string_view text) {
    for (const auto stand_in : first_fnc1_stand_ins) {
        if (text.starts_with(stand_in)) {
            return text.substr(stand_in.size());
        }
    }
    return text;
}

Result<ElementView> element_at(std::string_view text, std::size_t from) {
    const auto rest = text.substr(from);
    const auto* rule = application_identifier(rest);
    if (rule == nullptr || rest.size() < rule->ai_length || !all_digits(rest.substr(0, rule->ai_length))) {
        return fail(Errc::malformed, "no known application identifier" + place_of(from));
    }
    const auto ai = rest.substr(0, rule->ai_length);
    const auto after = rest.substr(rule->ai_length);
    const auto separator = after.find(group_separator);
    const auto value = rule->predefined_length ? after.substr(0, rule->longest) : after.substr(0, separator);
    if (value.size() < rule->shortest || value.size() > rule->longest || !fits(value, *rule)) {
        return fail(Errc::malformed,
                    "the value of AI " + std::string(ai) + place_of(from) + " has " + std::to_string(rule->shortest) +
                        " to " + std::to_string(rule->longest) +
                        (rule->characters == Characters::digits ? " digits" : " characters of GS1 set 82"));
    }
    // A separator after a value of predefined length is superfluous and allowed (section 7.8.6).
    const bool separated = value.size() < after.size() && after[value.size()] == group_separator;
    return ElementView{ai, value, from + ai.size() + value.size() + (separated ? 1 : 0)};
}

Result<std::vector<ElementString>> parse_element_string(std::string_view text) {
    const auto body = without_first_fnc1(text);
    if (body.empty()) {
        return fail(Errc::malformed, "an element string begins with an application identifier; found nothing");
    }
    return body.front() == '(' ? split_brackets(body) : split_raw(body);
}

}  // namespace otkel::identifiers
