#include "gateway/identifiers/checks.hpp"

#include <algorithm>
#include <chrono>

namespace otkel::identifiers {

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int number(std::string_view digits) {
    int value = 0;
    for (const char digit : digits) {
        value = value * 10 + (digit - '0');
    }
    return value;
}

bool is_date(int year, int month, int day) {
    return std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                       std::chrono::day(static_cast<unsigned>(day)))
        .ok();
}

char upper(char letter) { return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter; }

bool is_letter(char c) { return upper(c) >= 'A' && upper(c) <= 'Z'; }

Error wrong_digits(std::string_view text, std::string_view what, std::string_view lengths) {
    Error error{Errc::malformed, std::string(what) + " has " + std::string(lengths) + " digits; found ", {}, {}};
    if (!all_digits(text)) {
        error.detail += "a character that is not a digit";
    } else {
        error.detail += std::to_string(text.size()) + " digits";
    }
    return error;
}

}  // namespace otkel::identifiers
