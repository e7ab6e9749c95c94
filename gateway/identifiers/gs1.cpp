#include "gateway/base/assert.hpp"
#include "gateway/identifiers/checks.hpp"

namespace otkel::identifiers {
namespace {

Result<std::string> with_check_digit(std::string_view digits) {
    const char expected = gs1_check_digit(digits.substr(0, digits.size() - 1));
    if (digits.back() != expected) {
        return fail(Errc::malformed, std::string("check digit is ") + digits.back() + ", expected " + expected);
    }
    return std::string(digits);
}

}  // namespace

// GS1 General Specifications, section 7.9: weights 3, 1, 3 … from the right, then up to the next ten.
char gs1_check_digit(std::string_view digits) {
    OTKEL_ASSERT(all_digits(digits));
    int sum = 0;
    int weight = 3;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
        sum += (*digit - '0') * weight;
        weight = 4 - weight;
    }
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

Result<std::string> check_gtin(std::string_view text) {
    const bool right_length = text.size() == 8 || (text.size() >= 12 && text.size() <= 14);
    if (!right_length || !all_digits(text)) {
        return fail(wrong_digits(text, "a GTIN", "8, 12, 13 or 14"));
    }
    return with_check_digit(text);
}

// Every NTIN of the national catalogue begins with 0200 and closes with the digit of GS1 (seen: examples of its API).
Result<std::string> check_ntin(std::string_view text) {
    if (text.size() != 13 || !all_digits(text)) {
        return fail(wrong_digits(text, "an NTIN", "13"));
    }
    if (!text.starts_with("0200")) {
        return fail(Errc::malformed, "an NTIN begins with 0200; found " + std::string(text.substr(0, 4)));
    }
    return with_check_digit(text);
}

// The temporary number of the national catalogue. Its check digit is not checked: the example of the API breaks the
// rule of GS1 (seen).
Result<std::string> check_xtin(std::string_view text) {
    if (text.size() != 13 || !all_digits(text)) {
        return fail(wrong_digits(text, "an XTIN", "13"));
    }
    if (!text.starts_with("004")) {
        return fail(Errc::malformed, "an XTIN begins with 004; found " + std::string(text.substr(0, 3)));
    }
    return std::string(text);
}

Result<std::string> check_sscc(std::string_view text) {
    if (text.size() != 18 || !all_digits(text)) {
        return fail(wrong_digits(text, "an SSCC", "18"));
    }
    return with_check_digit(text);
}

}  // namespace otkel::identifiers
