#include "gateway/mapping/lexical.hpp"

#include <charconv>

namespace otkel::mapping {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t take_digits(std::string_view& text) {
    std::size_t count = 0;
    while (count < text.size() && is_digit(text[count])) {
        ++count;
    }
    text.remove_prefix(count);
    return count;
}

// Takes "12Y3M" style parts whose letters appear in the order of `letters`; false when something else is left.
bool take_parts(std::string_view& text, std::string_view letters, bool& any) {
    while (!text.empty() && text.front() != 'T') {
        if (take_digits(text) == 0) {
            return false;
        }
        const bool fraction = text.starts_with('.');
        if (fraction) {
            text.remove_prefix(1);
            if (take_digits(text) == 0) {
                return false;
            }
        }
        const auto letter = text.empty() ? std::string_view::npos : letters.find(text.front());
        if (letter == std::string_view::npos || (fraction && text.front() != 'S')) {
            return false;
        }
        letters.remove_prefix(letter + 1);
        text.remove_prefix(1);
        any = true;
    }
    return true;
}

}  // namespace

bool all_digits(std::string_view text) { return take_digits(text) > 0 && text.empty(); }

bool is_decimal(std::string_view text) {
    if (text.starts_with('-') || text.starts_with('+')) {
        text.remove_prefix(1);
    }
    std::size_t digits = take_digits(text);
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        digits += take_digits(text);
    }
    return digits > 0 && text.empty();
}

bool is_duration(std::string_view text) {
    if (text.starts_with('-')) {
        text.remove_prefix(1);
    }
    if (!text.starts_with('P')) {
        return false;
    }
    text.remove_prefix(1);
    bool any = false;
    if (!take_parts(text, "YMD", any)) {
        return false;
    }
    if (text.empty()) {
        return any;
    }
    text.remove_prefix(1);
    bool any_time = false;
    return take_parts(text, "HMS", any_time) && text.empty() && any_time;
}

std::optional<std::int64_t> integer_of(std::string_view text) {
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-')) {
            return std::nullopt;
        }
    }
    std::int64_t value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && stop == end ? std::optional{value} : std::nullopt;
}

std::optional<bool> boolean_of(std::string_view text) {
    if (text == "true" || text == "1") {
        return true;
    }
    return text == "false" || text == "0" ? std::optional{false} : std::nullopt;
}

}  // namespace otkel::mapping
