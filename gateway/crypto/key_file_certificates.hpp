#pragma once

#include <openssl/x509.h>

#include <optional>
#include <string>
#include <vector>

#include "gateway/crypto/key.hpp"

// The certificates that lie beside a key in its file or token. Private to crypto/.

namespace otkel::crypto {

[[nodiscard]] std::string octets_of(const X509* certificate);
[[nodiscard]] std::optional<PublicKey> public_key_of(const X509* certificate);

// The key is the certificate's, however its parameters are encoded there.
[[nodiscard]] bool fits(const PublicKey& key, const X509* certificate);

// A key file has no order: from the certificate upwards, each next one is the issuer of the one before. Signatures are
// not looked at: whoever trusts the chain checks them.
[[nodiscard]] std::vector<std::string> chain_of(const X509* certificate, std::vector<const X509*> others);

}  // namespace otkel::crypto
