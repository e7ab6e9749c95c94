#include "gateway/xml/decoding.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "gateway/xml/characters.hpp"

namespace otkel::xml {
namespace {

void append_character(std::string& out, std::uint32_t code) {
    const auto octet = [&out](std::uint32_t value) { out += static_cast<char>(static_cast<unsigned char>(value)); };
    if (code < 0x80) {
        octet(code);
        return;
    }
    if (code < 0x800) {
        octet(0xc0U | code >> 6U);
    } else {
        if (code < 0x10000) {
            octet(0xe0U | code >> 12U);
        } else {
            octet(0xf0U | code >> 18U);
            octet(0x80U | (code >> 12U & 0x3fU));
        }
        octet(0x80U | (code >> 6U & 0x3fU));
    }
    octet(0x80U | (code & 0x3fU));
}

// `reference` is what stands between '&' and ';'; scan() took it.
void append_reference(std::string& out, std::string_view reference) {
    if (reference.starts_with('#')) {
        const bool hexadecimal = reference.starts_with("#x");
        const char* begin = reference.data() + (hexadecimal ? 2 : 1);
        std::uint32_t code = 0;
        std::from_chars(begin, reference.data() + reference.size(), code, hexadecimal ? 16 : 10);
        append_character(out, code);
    } else if (reference == "lt") {
        out += '<';
    } else if (reference == "gt") {
        out += '>';
    } else if (reference == "amp") {
        out += '&';
    } else {
        out += reference == "quot" ? '"' : '\'';
    }
}

// `special` are the octets that do not stand for themselves: of references the first, and those that `instead`
// replaces.
void append_decoded(std::string& out, std::string_view octets, std::string_view special, char instead) {
    while (!octets.empty()) {
        const std::size_t plain = std::min(octets.find_first_of(special), octets.size());
        out += octets.substr(0, plain);
        octets.remove_prefix(plain);
        if (octets.empty()) {
            return;
        }
        if (octets.front() == '&') {
            const std::size_t end = octets.find(';');
            append_reference(out, octets.substr(1, end - 1));
            octets.remove_prefix(end + 1);
            continue;
        }
        out += instead;
        octets.remove_prefix(octets.starts_with("\r\n") ? 2 : 1);
    }
}

}  // namespace

void append_decoded_text(std::string& out, std::string_view octets) { append_decoded(out, octets, "&\r", '\n'); }

void append_decoded_section(std::string& out, std::string_view octets) { append_decoded(out, octets, "\r", '\n'); }

void append_decoded_value(std::string& out, std::string_view octets) { append_decoded(out, octets, "&\t\r\n", ' '); }

}  // namespace otkel::xml
