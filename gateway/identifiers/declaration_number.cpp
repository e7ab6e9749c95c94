#include <cstddef>

#include "gateway/identifiers/checks.hpp"

// Customs office, day of registration, serial: "55301/120726/0001234". The office has 5 digits in Kazakhstan, 2 or 8 in
// other states of the union; the serial has 1 to 7 digits or letters, Cyrillic ones too (seen: types of the
// declaration's schema; "5 in Kazakhstan" is inferred).

namespace otkel::identifiers {
namespace {

constexpr std::size_t longest_serial = 7;
// Electronic declarations of this form are younger than the century, so two digits are enough for the year.
constexpr int century = 2000;

// Octets of the letter or digit at the start of `text`: 1 in ASCII, 2 for the UTF-8 of U+0410 to U+044F, 0 for anything
// else.
std::size_t letter_or_digit(std::string_view text) {
    const char first = text.front();
    if (is_letter(first) || (first >= '0' && first <= '9')) {
        return 1;
    }
    if (text.size() < 2) {
        return 0;
    }
    const auto second = static_cast<unsigned char>(text[1]);
    const bool upper_block = first == '\xd0' && second >= 0x90 && second <= 0xbf;
    const bool lower_block = first == '\xd1' && second >= 0x80 && second <= 0x8f;
    return upper_block || lower_block ? 2 : 0;
}

bool is_serial(std::string_view text) {
    std::size_t characters = 0;
    for (std::size_t at = 0; at < text.size(); ++characters) {
        const auto octets = letter_or_digit(text.substr(at));
        if (octets == 0 || characters == longest_serial) {
            return false;
        }
        at += octets;
    }
    return characters > 0;
}

}  // namespace

Result<DeclarationNumber> parse_declaration_number(std::string_view text) {
    const auto first = text.find('/');
    const auto second = first == std::string_view::npos ? first : text.find('/', first + 1);
    if (second == std::string_view::npos) {
        return fail(Errc::malformed, "a declaration number is office/ddmmyy/serial; found less than two slashes");
    }
    const auto office = text.substr(0, first);
    const auto date = text.substr(first + 1, second - first - 1);
    const auto serial = text.substr(second + 1);
    if ((office.size() != 2 && office.size() != 5 && office.size() != 8) || !all_digits(office)) {
        return fail(wrong_digits(office, "the customs office of a declaration number", "2, 5 or 8"));
    }
    if (date.size() != 6 || !all_digits(date)) {
        return fail(wrong_digits(date, "the date (ddmmyy) of a declaration number", "6"));
    }
    const int day = number(date.substr(0, 2));
    const int month = number(date.substr(2, 2));
    const int year = century + number(date.substr(4, 2));
    if (!is_date(year, month, day)) {
        return fail(Errc::malformed,
                    "the date (ddmmyy) of a declaration number is no day of the calendar: " + std::string(date));
    }
    if (!is_serial(serial)) {
        return fail(Errc::malformed,
                    "the serial of a declaration number has 1 to 7 digits or letters, Latin or Cyrillic");
    }
    return DeclarationNumber{std::string(office), year, month, day, std::string(serial)};
}

Result<std::string> check_declaration_number(std::string_view text) {
    const auto parsed = parse_declaration_number(text);
    return parsed ? Result<std::string>(text) : Result<std::string>(fail(parsed.error()));
}

}  // namespace otkel::identifiers
