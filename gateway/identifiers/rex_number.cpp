#include <algorithm>
#include <cstddef>

#include "gateway/identifiers/checks.hpp"

namespace otkel::identifiers {
namespace {

constexpr std::size_t longest = 35;

bool capital_or_digit(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

}  // namespace

// Country, the letters REX, the national part, 35 characters in all (seen: guidance of European customs authorities).
// The country is not looked up: authorities use codes outside ISO 3166-1 (XI, EL).
Result<std::string> check_rex_number(std::string_view text) {
    if (text.size() < 6 || text.size() > longest) {
        return fail(Errc::malformed, "a REX number has 6 to 35 characters; found " + std::to_string(text.size()));
    }
    std::string number(text);
    std::transform(number.begin(), number.end(), number.begin(), upper);
    if (!is_letter(number[0]) || !is_letter(number[1]) || number.compare(2, 3, "REX") != 0) {
        return fail(Errc::malformed, "a REX number begins with two letters of the country and REX");
    }
    if (!std::all_of(number.begin() + 5, number.end(), capital_or_digit)) {
        return fail(Errc::malformed, "after REX a REX number has digits and Latin letters only");
    }
    return number;
}

}  // namespace otkel::identifiers
