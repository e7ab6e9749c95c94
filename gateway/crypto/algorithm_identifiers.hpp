#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/crypto/key.hpp"

// The one table of object identifiers of algorithms in X.509, CRL, OCSP, CMS and time stamps. Kazakh ones: root.gov.kz,
// proved on certificates of the national authority (protocol fact, seen). Identifiers are dotted text.

namespace otkel::crypto {

[[nodiscard]] std::string_view oid_of(DigestAlgorithm algorithm);
[[nodiscard]] std::optional<DigestAlgorithm> digest_of_oid(std::string_view oid);

[[nodiscard]] std::string_view oid_of(SignatureAlgorithm algorithm);
// What a signatureAlgorithm means together with the signer's key. CMS writers put the identifier of the key there as
// well (rsaEncryption by RFC 3370, 1.2.398.3.10.1.1.1.1 by the national SDK: seen), so the key decides, `digest` tells
// the RSA and ECDSA variants apart, and the identifier must not contradict. nullopt: it does.
[[nodiscard]] std::optional<SignatureAlgorithm> signature_of_oid(std::string_view oid, KeyAlgorithm key,
                                                                 std::optional<DigestAlgorithm> digest = {});

// DER of AlgorithmIdentifier. GOST signatures carry an explicit NULL (protocol fact, seen), ECDSA none (RFC 5758).
[[nodiscard]] std::string algorithm_identifier(SignatureAlgorithm algorithm);
[[nodiscard]] std::string algorithm_identifier(DigestAlgorithm algorithm);

}  // namespace otkel::crypto
