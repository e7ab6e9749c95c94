#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string_view>

#include "gateway/crypto/key_implementation.hpp"
#include "gateway/crypto/openssl.hpp"

// RSA and ECDSA keys over OpenSSL. Private to crypto/.

namespace otkel::crypto {

// A key of any other kind verifies nothing: KeyAlgorithm::other.
[[nodiscard]] std::shared_ptr<const PublicKeyImplementation> openssl_public_key(Owned<EVP_PKEY> key, std::string der);
// Errc::unsupported for a kind that cannot sign here.
[[nodiscard]] Result<std::shared_ptr<const PrivateKeyImplementation>> openssl_private_key(Owned<EVP_PKEY> key);

[[nodiscard]] KeyAlgorithm algorithm_of(const EVP_PKEY* key);
[[nodiscard]] Owned<EVP_PKEY> generate_openssl_key(KeyAlgorithm algorithm, int rsa_bits);

// ECDSA between its two forms. `half`: octets of r and of s.
[[nodiscard]] std::string der_of_halves(std::string_view halves);
[[nodiscard]] std::string halves_of_der(std::string_view der, std::size_t half);
[[nodiscard]] std::size_t ecdsa_half_octets(KeyAlgorithm algorithm);  // 0 for keys that are not of an elliptic curve

}  // namespace otkel::crypto
