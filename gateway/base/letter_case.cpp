#include "gateway/base/letter_case.hpp"

namespace otkel {
namespace {

// Code points U+0400 … U+052F: two octets, 110xxxxx 10xxxxxx, the first of them 0xD0 … 0xD4.
constexpr unsigned char first_lead = 0xD0;
constexpr unsigned char last_lead = 0xD4;

unsigned small_cyrillic(unsigned point) {
    if (point <= 0x040F) {
        return point + 0x50;
    }
    if (point <= 0x042F) {
        return point + 0x20;
    }
    // Where Unicode has the Kazakh letters, a capital one is even and its small one follows; U+04C0 … U+04CF have
    // another order and none of them.
    const bool pairs = (point >= 0x0460 && point <= 0x0481) || (point >= 0x048A && point <= 0x04BF) || point >= 0x04D0;
    return pairs && point % 2 == 0 ? point + 1 : point;
}

}  // namespace

std::string in_small_letters(std::string_view text) {
    std::string out(text);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto octet = static_cast<unsigned char>(out[i]);
        if (octet >= 'A' && octet <= 'Z') {
            out[i] = static_cast<char>(octet + ('a' - 'A'));
        } else if (octet >= first_lead && octet <= last_lead && i + 1 < out.size()) {
            const auto next = static_cast<unsigned char>(out[i + 1]);
            if ((next & 0xC0U) == 0x80U) {
                const auto point = small_cyrillic((octet & 0x1FU) << 6U | (next & 0x3FU));
                out[i] = static_cast<char>(0xC0U | point >> 6U);
                out[i + 1] = static_cast<char>(0x80U | (point & 0x3FU));
                ++i;
            }
        }
    }
    return out;
}

}  // namespace otkel
