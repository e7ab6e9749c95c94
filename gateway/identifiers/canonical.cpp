#include <algorithm>

#include "gateway/identifiers/checks.hpp"
#include "gateway/identifiers/element_string.hpp"

namespace otkel::identifiers {
namespace {

bool ends_with_check_digit(std::string_view digits) {
    return all_digits(digits) && digits.back() == gs1_check_digit(digits.substr(0, digits.size() - 1));
}

// 01, GTIN, 21 and a serial of the usual length: what documents carry. Of another length it may be that a tail was
// glued to it, which check() finds out.
bool is_usual_identification(std::string_view text) {
    constexpr std::size_t usual_size = 2 + 14 + 2 + 13;
    return text.size() == usual_size && text.starts_with("01") && text.substr(16, 2) == "21" &&
           ends_with_check_digit(text.substr(2, 14)) && std::all_of(text.begin() + 18, text.end(), in_character_set_82);
}

}  // namespace

bool is_canonical(Kind kind, std::string_view text) {
    const auto size = text.size();
    switch (kind) {
        case Kind::gtin: return (size == 8 || (size >= 12 && size <= 14)) && ends_with_check_digit(text);
        case Kind::ntin: return size == 13 && text.starts_with("0200") && ends_with_check_digit(text);
        case Kind::sscc: return size == 18 && ends_with_check_digit(text);
        case Kind::marking_code: return is_usual_identification(text);
        default: return false;
    }
}

}  // namespace otkel::identifiers
