#include "gateway/mapping/words.hpp"

#include <chrono>
#include <optional>

#include "gateway/settings/nearest.hpp"

namespace otkel::mapping {
namespace {

// Digits of a fixed width; nullopt for anything else.
std::optional<int> number(std::string_view digits) {
    int value = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        value = value * 10 + (c - '0');
    }
    return value;
}

}  // namespace

std::string suggestion(std::string_view word, const std::vector<std::string>& known) {
    const auto best = settings::nearest(word, {known.begin(), known.end()});
    return best.empty() ? std::string{} : "; did you mean '" + best + "'?";
}

std::string listed(const std::vector<std::string>& words, std::size_t most) {
    std::string text;
    const std::size_t shown = words.size() > most ? most : words.size();
    for (std::size_t i = 0; i < shown; ++i) {
        const bool last = i + 1 == shown && shown == words.size();
        text += (i == 0 ? "" : last ? " or " : ", ") + words[i];
    }
    if (shown < words.size()) {
        text += " or one of " + std::to_string(words.size() - shown) + " others";
    }
    return text;
}

std::string in_quotes(std::string_view value, std::size_t most) {
    if (value.size() <= most) {
        return "'" + std::string(value) + "'";
    }
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xc0U) == 0x80U) {
        --end;
    }
    return "'" + std::string(value.substr(0, end)) + "…'";
}

bool is_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return false;
    }
    const auto year = number(text.substr(0, 4));
    const auto month = number(text.substr(5, 2));
    const auto day = number(text.substr(8, 2));
    return year && month && day &&
           std::chrono::year_month_day{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                       std::chrono::day{static_cast<unsigned>(*day)}}
               .ok();
}

}  // namespace otkel::mapping
