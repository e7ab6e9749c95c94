#include "gateway/xml/characters.hpp"

#include <algorithm>

#include "gateway/xml/blocks.hpp"

namespace otkel::xml {
namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

bool leads_two(char c) { return static_cast<unsigned char>(c) >= 0xc2 && static_cast<unsigned char>(c) < 0xe0; }

std::uint32_t bits(char c, unsigned mask) { return static_cast<unsigned char>(c) & mask; }

std::size_t three_octets(std::string_view octets) {
    if (octets.size() < 3 || !continues(octets[1]) || !continues(octets[2])) {
        return 0;
    }
    const std::uint32_t code = bits(octets[0], 0x0fU) << 12U | bits(octets[1], 0x3fU) << 6U | bits(octets[2], 0x3fU);
    return code >= 0x800 && is_xml_character(code) ? 3 : 0;
}

std::size_t four_octets(std::string_view octets) {
    if (octets.size() < 4 || !continues(octets[1]) || !continues(octets[2]) || !continues(octets[3])) {
        return 0;
    }
    const std::uint32_t code = bits(octets[0], 0x07U) << 18U | bits(octets[1], 0x3fU) << 12U |
                               bits(octets[2], 0x3fU) << 6U | bits(octets[3], 0x3fU);
    return code >= 0x10000 && is_xml_character(code) ? 4 : 0;
}

bool is_one_of(char c, const std::array<char, 4>& stops) {
    return c == stops[0] || c == stops[1] || c == stops[2] || c == stops[3];
}

struct BlockRun {
    std::size_t size;
    bool ended;  // before an octet that has to be looked at alone
};

// Printable ASCII and characters of two octets, without the stops.
BlockRun plain_in_block(const char* octets, const std::array<char, 4>& stops) {
    constexpr unsigned all = sizeof(Block);
    const Block block = block_at(octets);
    const auto alone = positions(((block > filled('\xdf')) & (block < filled(' '))) | (block == filled('\xc0')) |
                                 (block == filled('\xc1')) | (block == filled(stops[0])) | (block == filled(stops[1])) |
                                 (block == filled(stops[2])) | (block == filled(stops[3])));
    const unsigned leading = positions((block > filled('\xc1')) & (block < filled('\xe0')));
    const unsigned continuing = positions(block < filled('\xc0'));
    // Every octet that continues a character has to follow one that leads, and the other way round.
    const unsigned unpaired = (leading << 1U) ^ continuing;
    const auto end = static_cast<unsigned>(std::countr_zero(alone | 1U << all));
    const auto paired = static_cast<unsigned>(std::countr_zero(unpaired | 1U << all));
    if (paired < end) {
        // The octet before it leads, or it continues nothing.
        const bool cut = paired > 0 && (leading >> (paired - 1) & 1U) != 0;
        return {paired - (cut ? 1U : 0U), true};
    }
    const bool cut = end > 0 && (leading >> (end - 1) & 1U) != 0;
    return {end - (cut ? 1U : 0U), end < all};
}

struct Range {
    std::uint32_t first;
    std::uint32_t last;
};
// NameStartChar above ASCII.
constexpr std::array<Range, 12> beginnings{{{0xc0, 0xd6},
                                            {0xd8, 0xf6},
                                            {0xf8, 0x2ff},
                                            {0x370, 0x37d},
                                            {0x37f, 0x1fff},
                                            {0x200c, 0x200d},
                                            {0x2070, 0x218f},
                                            {0x2c00, 0x2fef},
                                            {0x3001, 0xd7ff},
                                            {0xf900, 0xfdcf},
                                            {0xfdf0, 0xfffd},
                                            {0x10000, 0xeffff}}};

}  // namespace

std::size_t character_size(std::string_view octets) {
    const auto lead = static_cast<unsigned char>(octets.front());
    if (lead < 0x80) {
        return is_xml_character(lead) ? 1 : 0;
    }
    if (lead < 0xe0) {
        return octets.size() >= 2 && leads_two(octets[0]) && continues(octets[1]) ? 2 : 0;
    }
    if (lead < 0xf0) {
        return three_octets(octets);
    }
    return lead <= 0xf4 ? four_octets(octets) : 0;
}

std::uint32_t character_code(std::string_view octets, std::size_t size) {
    constexpr std::array<unsigned, 5> masks{0, 0x7fU, 0x1fU, 0x0fU, 0x07U};
    std::uint32_t code = bits(octets.front(), masks[size]);
    for (std::size_t i = 1; i < size; ++i) {
        code = code << 6U | bits(octets[i], 0x3fU);
    }
    return code;
}

bool begins_name(std::uint32_t code) {
    if (code < 0x80) {
        return name_octets[code] == NameOctet::begins;
    }
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [code](const Range& range) { return code >= range.first && code <= range.last; });
}

bool stands_in_name(std::uint32_t code) {
    return begins_name(code) || (code < 0x80 && name_octets[code] == NameOctet::inside) || code == 0xb7 ||
           (code >= 0x300 && code <= 0x36f) || (code >= 0x203f && code <= 0x2040);
}

std::size_t plain_run(std::string_view octets, std::array<char, 4> stops) {
    std::size_t at = 0;
    while (octets.size() - at >= sizeof(Block)) {
        const auto [size, ended] = plain_in_block(octets.data() + at, stops);
        at += size;
        if (!ended) {
            continue;
        }
        const std::size_t character = is_one_of(octets[at], stops) ? 0 : character_size(octets.substr(at));
        if (character == 0) {
            return at;
        }
        at += character;
    }
    while (at < octets.size() && !is_one_of(octets[at], stops)) {
        const std::size_t character = character_size(octets.substr(at));
        if (character == 0) {
            return at;
        }
        at += character;
    }
    return at;
}

}  // namespace otkel::xml
