#pragma once

#include <string>
#include <string_view>

#include "gateway/crypto/key.hpp"

// What certificates, lists and answers have in common. Private to trust/issuing/, sources only.

namespace otkel::trust::issuing {

// SHA-1 of the key's BIT STRING: RFC 5280 section 4.2.1.2, method 1, as the national authority does.
[[nodiscard]] std::string key_identifier(const crypto::PublicKey& key);
// `value`: DER of what the extension holds.
[[nodiscard]] std::string extension(std::string_view oid, std::string_view value, bool critical = false);
// authorityKeyIdentifier with the key identifier alone.
[[nodiscard]] std::string authority_key_extension(std::string_view key_identifier);
[[nodiscard]] std::string sign(const crypto::PrivateKey& key, std::string_view octets);
// SEQUENCE of what is signed, the algorithm and the signature: a certificate or a list.
[[nodiscard]] std::string signed_structure(std::string_view to_be_signed, const crypto::PrivateKey& key);

}  // namespace otkel::trust::issuing
