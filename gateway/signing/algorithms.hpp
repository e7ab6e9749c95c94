#pragma once

#include <span>
#include <string_view>

#include "gateway/crypto/key.hpp"

// The table of algorithms that signatures may name. A new algorithm is a row here (and its mathematics in crypto/);
// profiles know none by name.

namespace otkel::signing {

struct DigestMethod {
    std::string_view uri;
    crypto::DigestAlgorithm algorithm;
};

struct SignatureMethod {
    std::string_view uri;
    crypto::SignatureAlgorithm algorithm;
    crypto::KeyAlgorithm key;
    int key_bits_min;
    std::string_view digest_uri;  // used when we sign
    std::string_view word;        // in policies and reports: "rsa-sha256"
    // What the references of such a signature may be digested with.
    std::span<const crypto::DigestAlgorithm> digests;

    [[nodiscard]] bool allows(const DigestMethod& digest) const;
    [[nodiscard]] bool fits(const crypto::PublicKey& key) const;
};

[[nodiscard]] const SignatureMethod* signature_method(std::string_view uri);
[[nodiscard]] const SignatureMethod* signature_method_named(std::string_view word);
// What this key signs with; null when its kind is not carried.
[[nodiscard]] const SignatureMethod* signature_method_for(const crypto::PrivateKey& key);
[[nodiscard]] const DigestMethod* digest_method(std::string_view uri);
[[nodiscard]] std::span<const SignatureMethod> signature_methods();

}  // namespace otkel::signing
