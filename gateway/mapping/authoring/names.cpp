#include "gateway/mapping/authoring/names.hpp"

#include <algorithm>

#include "gateway/base/ascii.hpp"

namespace otkel::mapping::authoring {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80U; }
using ascii::is_digit;
using ascii::lower;
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// "fooBar" between o and B, "IINNumber" between the last N and "Nu".
bool begins_word(std::string_view name, std::size_t at) {
    return is_upper(name[at]) && at > 0 &&
           (is_lower(name[at - 1]) || is_digit(name[at - 1]) ||
            (is_upper(name[at - 1]) && at + 1 < name.size() && is_lower(name[at + 1])));
}

// "v1", "v1.0", "2020", "schema"…: says nothing about what the namespace is.
bool is_version(const std::string& step) {
    return step.empty() || std::all_of(step.begin() + 1, step.end(), [](char c) { return is_digit(c) || c == '.'; });
}

std::vector<std::string> steps_of(std::string_view space) {
    std::vector<std::string> steps{""};
    for (const char c : space) {
        if (c == ':' || c == '/' || c == '#') {
            steps.emplace_back();
        } else {
            steps.back() += c;
        }
    }
    return steps;
}

}  // namespace

std::vector<std::string> words_of(std::string_view name) {
    std::vector<std::string> words;
    bool inside = false;
    for (std::size_t at = 0; at < name.size(); ++at) {
        const char c = name[at];
        if (!is_upper(c) && !is_lower(c) && !is_digit(c)) {
            inside = false;
            continue;
        }
        if (!inside || begins_word(name, at)) {
            words.emplace_back();
        }
        words.back() += lower(c);
        inside = true;
    }
    return words;
}

std::string camel_case(std::string_view name) {
    std::string text;
    for (const auto& word : words_of(name)) {
        const bool first = text.empty();
        text += word;
        if (!first) {
            auto& c = text[text.size() - word.size()];
            c = upper(c);
        }
    }
    return text.empty() ? "value" : text;
}

std::string with_dashes(std::string_view name) {
    std::string text;
    for (const auto& word : words_of(name)) {
        text += (text.empty() ? "" : "-") + word;
    }
    return text;
}

std::string prefix_for(std::string_view space, const std::set<std::string>& taken) {
    std::string prefix;
    const auto steps = steps_of(space);
    for (auto step = steps.rbegin(); step != steps.rend() && prefix.empty(); ++step) {
        if (is_version(*step)) {
            continue;
        }
        for (const auto& word : words_of(*step)) {
            if (word.front() >= 'a' && word.front() <= 'z' && prefix.size() < 4) {
                prefix += word.front();
            }
        }
    }
    if (prefix.empty() || prefix.starts_with("xml") || prefix == "xsi") {
        prefix = "n";
    }
    auto known = taken;
    return unique(prefix, known);
}

std::string unique(const std::string& name, std::set<std::string>& taken) {
    auto one = name;
    for (int number = 2; !taken.insert(one).second; ++number) {
        one = name + std::to_string(number);
    }
    return one;
}

std::string as_yaml(std::string_view text) {
    constexpr std::string_view plain = "_-./:()";
    const bool harmless = std::all_of(text.begin(), text.end(), [&](char c) {
        return is_upper(c) || is_lower(c) || is_digit(c) || plain.find(c) != std::string_view::npos;
    });
    const bool begins = !text.empty() && (is_upper(text.front()) || is_lower(text.front()) || text == ".");
    const bool special = text == "null" || text == "Null" || text == "NULL" || text.ends_with(':');
    if (harmless && begins && !special) {
        return std::string(text);
    }
    std::string quoted = "\"";
    for (const char c : text) {
        switch (c) {
            case '"': quoted += "\\\""; break;
            case '\\': quoted += "\\\\"; break;
            case '\n': quoted += "\\n"; break;
            case '\r': quoted += "\\r"; break;
            case '\t': quoted += "\\t"; break;
            default: quoted += c;
        }
    }
    return quoted + "\"";
}

}  // namespace otkel::mapping::authoring
