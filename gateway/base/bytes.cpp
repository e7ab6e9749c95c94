#include "gateway/base/bytes.hpp"

#include <sys/random.h>

#include <array>
#include <cstdint>

#include "gateway/base/assert.hpp"

namespace otkel {
namespace {

constexpr std::string_view base64_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::uint8_t not_base64 = 0xff;
constexpr std::uint8_t skip = 0xfe;

constexpr std::array<std::uint8_t, 256> decode_table() {
    std::array<std::uint8_t, 256> table{};
    table.fill(not_base64);
    for (std::size_t i = 0; i < base64_alphabet.size(); ++i) {
        table[static_cast<unsigned char>(base64_alphabet[i])] = static_cast<std::uint8_t>(i);
    }
    for (const char c : {' ', '\t', '\r', '\n'}) {
        table[static_cast<unsigned char>(c)] = skip;
    }
    return table;
}

// How many continuation octets follow this lead octet; -1 when it cannot lead.
int continuation_count(unsigned char lead) {
    if (lead < 0x80) {
        return 0;
    }
    if (lead >= 0xc2 && lead <= 0xdf) {
        return 1;
    }
    if (lead >= 0xe0 && lead <= 0xef) {
        return 2;
    }
    return lead >= 0xf0 && lead <= 0xf4 ? 3 : -1;
}

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool second_octet_fits(unsigned char lead, unsigned char second) {
    switch (lead) {
        case 0xe0: return second >= 0xa0;
        case 0xed: return second <= 0x9f;
        case 0xf0: return second >= 0x90;
        case 0xf4: return second <= 0x8f;
        default: return true;
    }
}

}  // namespace

std::string to_hex(std::string_view octets) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(octets.size() * 2);
    for (const char c : octets) {
        const auto octet = static_cast<unsigned char>(c);
        text += digits[octet >> 4U];
        text += digits[octet & 0x0fU];
    }
    return text;
}

std::string to_base64(std::string_view octets) {
    std::string text;
    text.reserve((octets.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < octets.size(); i += 3) {
        const auto left = octets.size() - i;
        const auto at = [&](std::size_t k) {
            return k < left ? static_cast<std::uint32_t>(static_cast<unsigned char>(octets[i + k])) : 0U;
        };
        const std::uint32_t group = at(0) << 16U | at(1) << 8U | at(2);
        text += base64_alphabet[group >> 18U];
        text += base64_alphabet[group >> 12U & 63U];
        text += left > 1 ? base64_alphabet[group >> 6U & 63U] : '=';
        text += left > 2 ? base64_alphabet[group & 63U] : '=';
    }
    return text;
}

Result<std::string> from_base64(std::string_view text) {
    static constexpr auto table = decode_table();
    std::string octets;
    octets.reserve(text.size() / 4 * 3);
    std::uint32_t group = 0;
    std::size_t count = 0;
    std::size_t padding = 0;
    for (const char c : text) {
        const auto value = table[static_cast<unsigned char>(c)];
        if (value == skip) {
            continue;
        }
        if (c == '=') {
            ++padding;
            continue;
        }
        if (value == not_base64 || padding > 0) {
            return fail(Errc::malformed, "the text is not base64");
        }
        group = group << 6U | value;
        if (++count % 4 == 0) {
            octets += static_cast<char>(group >> 16U & 255U);
            octets += static_cast<char>(group >> 8U & 255U);
            octets += static_cast<char>(group & 255U);
        }
    }
    const auto tail = count % 4;
    if (tail == 1 || padding > 2 || (padding > 0 && (tail + padding) % 4 != 0)) {
        return fail(Errc::malformed, "the base64 text ends in the middle of an octet");
    }
    if (tail >= 2) {
        octets += static_cast<char>((tail == 2 ? group >> 4U : group >> 10U) & 255U);
    }
    if (tail == 3) {
        octets += static_cast<char>(group >> 2U & 255U);
    }
    return octets;
}

bool is_valid_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const int more = continuation_count(lead);
        if (more < 0 || i + static_cast<std::size_t>(more) >= text.size()) {
            return false;
        }
        for (int k = 1; k <= more; ++k) {
            const auto octet = static_cast<unsigned char>(text[i + static_cast<std::size_t>(k)]);
            if ((octet & 0xc0U) != 0x80U || (k == 1 && !second_octet_fits(lead, octet))) {
                return false;
            }
        }
        i += static_cast<std::size_t>(more) + 1;
    }
    return true;
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view white = " \t\r\n";
    const auto first = text.find_first_not_of(white);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(white) - first + 1);
}

void wipe(std::string& secret) {
    // volatile, so that the optimiser keeps a write that nobody reads.
    volatile char* octets = secret.data();
    for (std::size_t i = 0; i < secret.size(); ++i) {
        octets[i] = 0;
    }
    secret.clear();
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) {
        return false;
    }
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference |= static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
    }
    return difference == 0;
}

std::string random_octets(std::size_t count) {
    constexpr std::size_t never_partial = 256;  // getrandom(2): up to here the call is not interrupted
    OTKEL_ASSERT(count <= never_partial);
    std::string octets(count, '\0');
    OTKEL_ASSERT(getrandom(octets.data(), octets.size(), 0) == static_cast<ssize_t>(octets.size()));
    return octets;
}

std::string masked(std::string_view secret) {
    // Six characters of a shorter value would be most of it.
    constexpr std::size_t shortest_shown = 12;
    if (secret.size() < shortest_shown) {
        return "…";
    }
    const auto first = secret.substr(0, 4);
    const auto last = secret.substr(secret.size() - 2);
    if (!is_valid_utf8(first) || !is_valid_utf8(last)) {
        return "…";
    }
    return std::string(first) + "…" + std::string(last);
}

}  // namespace otkel
