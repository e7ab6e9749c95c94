#pragma once

#include <optional>
#include <string>

#include "gateway/trust/trust_store.hpp"

// What one certificate must be to stand in a path (RFC 5280 section 6.1). Each answer is a sentence that says what is
// wrong, nullopt when nothing is. Private to trust/.

namespace otkel::trust {

// Text of a certificate, cut between characters to a length that a log line bears.
[[nodiscard]] std::string shortened(std::string_view text);
// "CN=… (SHA-256 0123456789abcdef…)".
[[nodiscard]] std::string label(const Certificate& certificate);

// The certificate whose key is used: time, critical extensions, strength of the key, and what `purpose` asks for.
[[nodiscard]] std::optional<std::string> defect_of_leaf(const Certificate& certificate, WallTime at, Purpose purpose);

// A certificate that has issued another. `below`: how many authorities follow it down to the leaf, those that only
// renew themselves (self-issued) not counted.
[[nodiscard]] std::optional<std::string> defect_of_issuer(const Certificate& certificate, WallTime at, int below);

}  // namespace otkel::trust
