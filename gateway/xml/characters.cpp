#include "gateway/xml/characters.hpp"

#include <algorithm>
#include <cstring>

namespace otkel::xml {
namespace {

// The compiler turns this into the vector registers of the machine.
using Block = signed char __attribute__((vector_size(16)));
constexpr std::size_t block_size = sizeof(Block);

Block filled(char c) { return Block{} + static_cast<signed char>(c); }

// Printable ASCII only, without the stops. Signed: octets above 0x7f are below the space, too.
bool block_is_plain(const char* octets, const std::array<Block, 3>& stops) {
    Block block;
    std::memcpy(&block, octets, block_size);
    const auto special = (block < filled(' ')) | (block == stops[0]) | (block == stops[1]) | (block == stops[2]);
    std::array<std::uint64_t, 2> halves{};
    std::memcpy(halves.data(), &special, block_size);
    return (halves[0] | halves[1]) == 0;
}

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

std::size_t plain_run(std::string_view octets, std::array<char, 3> stops) {
    const std::array<Block, 3> blocks{filled(stops[0]), filled(stops[1]), filled(stops[2])};
    std::size_t at = 0;
    while (at < octets.size()) {
        if (octets.size() - at >= block_size && block_is_plain(octets.data() + at, blocks)) {
            at += block_size;
            continue;
        }
        // One block by single characters: in text that is not ASCII the block test would fail on each of them.
        const std::size_t end = std::min(at + block_size, octets.size());
        while (at < end) {
            const char c = octets[at];
            if (c == stops[0] || c == stops[1] || c == stops[2]) {
                return at;
            }
            if (static_cast<signed char>(c) >= ' ') {
                ++at;
                continue;
            }
            if (at + 1 < octets.size() && leads_two(c) && continues(octets[at + 1])) {
                at += 2;
                continue;
            }
            const std::size_t size = character_size(octets.substr(at));
            if (size == 0) {
                return at;
            }
            at += size;
        }
    }
    return at;
}

}  // namespace otkel::xml
