#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

// Octets travel as std::string / std::string_view: they are never text until a parser has said so.

namespace otkel {

[[nodiscard]] std::string to_hex(std::string_view octets);
[[nodiscard]] std::string to_base64(std::string_view octets);
// White space (and the "&#13;" that some peers leave as CR) is skipped; anything else outside the alphabet is
// malformed.
[[nodiscard]] Result<std::string> from_base64(std::string_view text);

[[nodiscard]] bool is_valid_utf8(std::string_view text);
[[nodiscard]] std::string_view trim(std::string_view text);  // XML white space at both ends

// From the operating system, for nonces, passwords and tokens that nobody may guess; at most 256.
[[nodiscard]] std::string random_octets(std::size_t count);

// Overwrites and empties; for passwords and keys.
void wipe(std::string& secret);
// Same length and same octets, in time that depends on the length only.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

// "4400…81": what may be shown of an IIN, a token or the tail of a marking code; of fewer than 12 octets nothing is
// shown.
[[nodiscard]] std::string masked(std::string_view secret);

}  // namespace otkel
