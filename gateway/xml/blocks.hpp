#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

// Sixteen octets at a time: the compiler turns this into the vector registers of the machine. For the .cpp files of
// this folder.

namespace otkel::xml {

// Signed: octets above 0x7f are below all of ASCII.
using Block = signed char __attribute__((vector_size(16)));
inline constexpr std::ptrdiff_t block_size = sizeof(Block);

[[nodiscard]] inline Block filled(char c) { return Block{} + static_cast<signed char>(c); }

[[nodiscard]] inline Block block_at(const char* octets) {
    Block block;
    std::memcpy(&block, octets, sizeof block);
    return block;
}

// A bit for each octet that is not zero, the first octet in the lowest bit.
[[nodiscard]] inline std::uint16_t positions(Block found) {
    using Bits = bool __attribute__((ext_vector_type(16)));
    return std::bit_cast<std::uint16_t>(__builtin_convertvector(found, Bits));
}

// memcmp() without its call; both have a whole block that can be read.
[[nodiscard]] inline bool equal_in_block(const char* a, const char* b, std::size_t size) {
    const std::uint32_t different = positions(block_at(a) != block_at(b));
    return (different & ((1U << size) - 1U)) == 0;
}

// ASCII letters, digits, '-', '.' and '_'.
[[nodiscard]] inline Block in_name(Block octets) {
    const Block lower = octets | filled(' ');
    return ((lower >= filled('a')) & (lower <= filled('z'))) | ((octets >= filled('0')) & (octets <= filled('9'))) |
           (octets == filled('-')) | (octets == filled('.')) | (octets == filled('_'));
}

}  // namespace otkel::xml
