#include <array>
#include <cstddef>

#include "gateway/base/assert.hpp"
#include "gateway/identifiers/checks.hpp"

namespace otkel::identifiers {
namespace {

constexpr std::size_t length = 12;

// Position and remainder of the check digit (seen: validators of several Kazakh systems): the sum of digit times weight
// modulo 11; where that is 10, once more with the weights turned by two.
using Weights = std::array<int, length - 1>;
constexpr Weights first_pass{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
constexpr Weights second_pass{3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2};
constexpr int no_digit = 10;

int remainder(std::string_view digits, const Weights& weights) {
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        sum += (digits[i] - '0') * weights[i];
    }
    return sum % 11;
}

// The rules that both registers share. True: the check digit came from the second pass.
Result<bool> check_digits(std::string_view text, std::string_view what) {
    if (text.size() != length || !all_digits(text)) {
        return fail(wrong_digits(text, what, "12"));
    }
    // Banks write twelve zeros for foreigners without a number (seen): a placeholder, nobody's identifier.
    if (text.find_first_not_of('0') == std::string_view::npos) {
        return fail(Errc::malformed, "twelve zeros stand for a foreigner without a number; they identify nobody");
    }
    const auto expected = iin_check_digit(text.substr(0, length - 1));
    if (!expected) {
        return fail(Errc::malformed, std::string(what) + " with these 11 digits is never issued: both passes give 10");
    }
    if (text.back() != *expected) {
        return fail(Errc::malformed, std::string("check digit is ") + text.back() + ", expected " + *expected);
    }
    return remainder(text, first_pass) == no_digit;
}

}  // namespace

std::optional<char> iin_check_digit(std::string_view eleven_digits) {
    OTKEL_ASSERT(eleven_digits.size() == length - 1 && all_digits(eleven_digits));
    int digit = remainder(eleven_digits, first_pass);
    if (digit == no_digit) {
        digit = remainder(eleven_digits, second_pass);
    }
    return digit == no_digit ? std::nullopt : std::optional(static_cast<char>('0' + digit));
}

Result<IinFacts> read_iin(std::string_view text) {
    const auto second = check_digits(text, "an IIN");
    if (!second) {
        return fail(second.error());
    }
    // Digit 7 is century and sex: 1 and 2 the 19th, 3 and 4 the 20th, 5 and 6 the 21st; odd is male.
    const int century_digit = text[6] - '0';
    if (century_digit < 1 || century_digit > 6) {
        return fail(Errc::malformed, std::string("digit 7 of an IIN is the century, 1 to 6; found ") + text[6]);
    }
    const int year = 1700 + 100 * ((century_digit + 1) / 2) + number(text.substr(0, 2));
    const IinFacts facts{year, number(text.substr(2, 2)), number(text.substr(4, 2)), century_digit % 2 == 1, *second};
    if (!is_date(facts.year, facts.month, facts.day)) {
        return fail(Errc::malformed, "the first 6 digits of an IIN are a date of birth (YYMMDD); there is no such day");
    }
    return facts;
}

Result<BinFacts> read_bin(std::string_view text) {
    const auto second = check_digits(text, "a BIN");
    if (!second) {
        return fail(second.error());
    }
    const BinFacts facts{number(text.substr(0, 2)), number(text.substr(2, 2)), text[4], text[5], *second};
    if (facts.month < 1 || facts.month > 12) {
        return fail(Errc::malformed, "digits 3 and 4 of a BIN are the month of registration; there is no such month");
    }
    // Digit 5 tells a BIN from an IIN, where it is the tens of a day (inferred). Digit 6 is not checked: its list is
    // not published in full.
    if (facts.owner < '4' || facts.owner > '6') {
        return fail(Errc::malformed, std::string("digit 5 of a BIN is 4, 5 or 6; found ") + facts.owner);
    }
    return facts;
}

Result<std::string> check_iin(std::string_view text) {
    const auto facts = read_iin(text);
    return facts ? Result<std::string>(text) : Result<std::string>(fail(facts.error()));
}

Result<std::string> check_bin(std::string_view text) {
    const auto facts = read_bin(text);
    return facts ? Result<std::string>(text) : Result<std::string>(fail(facts.error()));
}

}  // namespace otkel::identifiers
