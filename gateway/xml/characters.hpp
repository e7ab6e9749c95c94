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

// The code of the character at the front, whose size character_size() gave.
[[nodiscard]] std::uint32_t character_code(std::string_view octets, std::size_t size);

// XML 1.0 (fifth edition) productions 4 and 4a without the colon, which Namespaces in XML takes out of names.
[[nodiscard]] bool begins_name(std::uint32_t code);
[[nodiscard]] bool stands_in_name(std::uint32_t code);

// The same for one octet; `wide` is part of a character of several.
enum class NameOctet : unsigned char { none, begins, inside, colon, wide };
[[nodiscard]] constexpr NameOctet name_octet_of(std::size_t octet) {
    if ((octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') || octet == '_') {
        return NameOctet::begins;
    }
    if ((octet >= '0' && octet <= '9') || octet == '-' || octet == '.') {
        return NameOctet::inside;
    }
    if (octet == ':') {
        return NameOctet::colon;
    }
    return octet >= 0x80 ? NameOctet::wide : NameOctet::none;
}
inline constexpr auto name_octets = [] {
    std::array<NameOctet, 256> table{};
    for (std::size_t octet = 0; octet < table.size(); ++octet) {
        table[octet] = name_octet_of(octet);
    }
    return table;
}();
[[nodiscard]] inline NameOctet name_octet(char c) { return name_octets[static_cast<unsigned char>(c)]; }

// How many octets at the front are characters and none of `stops`. Ends also before the first octet that is not a
// character; the caller looks which it was.
[[nodiscard]] std::size_t plain_run(std::string_view octets, std::array<char, 4> stops);

}  // namespace otkel::xml
