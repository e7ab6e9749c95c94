#include <algorithm>
#include <array>

#include "adapters/rex/sheet.hpp"
#include "gateway/base/letter_case.hpp"

namespace otkel::adapters::rex {
namespace {

// Quotes, dashes and spaces of every kind become one space; punctuation goes.
std::string without_marks(std::string text, bool punctuation_too) {
    for (const std::string_view mark : {"«", "»", "“", "”", "„", "\"", "'", "’", "\xC2\xA0", "\t", "\n"}) {
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
            text.replace(at, mark.size(), " ");
        }
    }
    std::string out;
    for (const char c : text) {
        const bool gone = punctuation_too && std::string_view(".,;:()-/№").find(c) != std::string_view::npos;
        const char now = gone ? ' ' : c;
        if (now != ' ' || (!out.empty() && out.back() != ' ')) {
            out += now;
        }
    }
    while (!out.empty() && out.back() == ' ') {
        out.pop_back();
    }
    return out;
}

// Forms of legal persons as papers of Kazakhstan write them, in three languages.
std::string without_legal_form(std::string_view name) {
    constexpr std::array forms{std::string_view("тоо"), std::string_view("жшс"), std::string_view("llp"),
                               std::string_view("too"), std::string_view("ао"),  std::string_view("ақ"),
                               std::string_view("jsc"), std::string_view("ип"),  std::string_view("жк"),
                               std::string_view("ltd")};
    std::string out;
    for (std::size_t at = 0; at < name.size();) {
        const auto end = std::min(name.find(' ', at), name.size());
        const auto word = name.substr(at, end - at);
        if (std::find(forms.begin(), forms.end(), word) == forms.end()) {
            out += (out.empty() ? "" : " ") + std::string(word);
        }
        at = end + 1;
    }
    return out;
}

struct Amount {
    std::string_view whole;
    std::string fraction;
};
Amount amount_of(std::string_view text) {
    const auto point = text.find('.');
    auto whole = text.substr(0, point);
    whole.remove_prefix(std::min(whole.find_first_not_of('0'), whole.size()));
    std::string fraction(point == std::string_view::npos ? "" : text.substr(point + 1));
    while (!fraction.empty() && fraction.back() == '0') {
        fraction.pop_back();
    }
    return {whole, std::move(fraction)};
}

}  // namespace

std::string_view compare_names(std::string_view one, std::string_view other) {
    const auto a = in_small_letters(one);
    const auto b = in_small_letters(other);
    if (without_marks(a, false) == without_marks(b, false)) {
        return "agrees";
    }
    const auto bare_a = without_legal_form(without_marks(a, true));
    const auto bare_b = without_legal_form(without_marks(b, true));
    return bare_a == bare_b && !bare_a.empty() ? "look" : "differs";
}

int compare_amounts(std::string_view one, std::string_view other) {
    const auto a = amount_of(one);
    const auto b = amount_of(other);
    if (a.whole.size() != b.whole.size()) {
        return a.whole.size() < b.whole.size() ? -1 : 1;
    }
    if (const auto by_whole = a.whole.compare(b.whole); by_whole != 0) {
        return by_whole < 0 ? -1 : 1;
    }
    const auto by_fraction = a.fraction.compare(b.fraction);
    return by_fraction == 0 ? 0 : by_fraction < 0 ? -1 : 1;
}

}  // namespace otkel::adapters::rex
