#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// Characters of XML 1.0 in UTF-8, read from raw octets. For the .cpp files of this folder.

namespace otkel::xml {

// XML 1.0 production 2.
[[nodiscard]] constexpr bool is_xml_character(std::uint32_t code) {
    return code == 0x9 || code == 0xa || code == 0xd || (code >= 0x20 && code <= 0xd7ff) ||
           (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

[[nodiscard]] constexpr bool is_white(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// The size of the character at the front of `octets`, which is not empty; 0 when it is not UTF-8 (RFC 3629) or not
// allowed in XML.
[[nodiscard]] std::size_t character_size(std::string_view octets);

// How many octets at the front are characters and none of `stops`. Ends also before the first octet that is not a
// character; the caller looks which it was.
[[nodiscard]] std::size_t plain_run(std::string_view octets, std::array<char, 3> stops);

}  // namespace otkel::xml
