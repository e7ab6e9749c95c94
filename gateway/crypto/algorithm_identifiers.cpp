#include "gateway/crypto/algorithm_identifiers.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/assert.hpp"
#include "gateway/crypto/der.hpp"

namespace otkel::crypto {
namespace {

struct DigestRow {
    DigestAlgorithm algorithm;
    std::string_view oid;
};

constexpr std::array digests{
    DigestRow{DigestAlgorithm::sha1, "1.3.14.3.2.26"},
    DigestRow{DigestAlgorithm::sha256, "2.16.840.1.101.3.4.2.1"},
    DigestRow{DigestAlgorithm::sha384, "2.16.840.1.101.3.4.2.2"},
    DigestRow{DigestAlgorithm::sha512, "2.16.840.1.101.3.4.2.3"},
    DigestRow{DigestAlgorithm::streebog256, "1.2.398.3.10.1.3.2"},
    DigestRow{DigestAlgorithm::streebog512, "1.2.398.3.10.1.3.3"},
    DigestRow{DigestAlgorithm::gost34311, "1.2.398.3.10.1.3.1"},
};

struct SignatureRow {
    SignatureAlgorithm algorithm;
    std::string_view oid;
    std::string_view key_oid;  // what some writers of CMS put in its place
};

constexpr std::string_view rsa_key = "1.2.840.113549.1.1.1";
constexpr std::string_view ec_key = "1.2.840.10045.2.1";

constexpr std::array signatures{
    SignatureRow{SignatureAlgorithm::rsa_sha256, "1.2.840.113549.1.1.11", rsa_key},
    SignatureRow{SignatureAlgorithm::rsa_sha384, "1.2.840.113549.1.1.12", rsa_key},
    SignatureRow{SignatureAlgorithm::rsa_sha512, "1.2.840.113549.1.1.13", rsa_key},
    SignatureRow{SignatureAlgorithm::ecdsa_sha256, "1.2.840.10045.4.3.2", ec_key},
    SignatureRow{SignatureAlgorithm::ecdsa_sha384, "1.2.840.10045.4.3.3", ec_key},
    SignatureRow{SignatureAlgorithm::gost2015_512, "1.2.398.3.10.1.1.2.3.2", "1.2.398.3.10.1.1.2.2"},
    SignatureRow{SignatureAlgorithm::gost2015_256, "1.2.398.3.10.1.1.2.3.1", "1.2.398.3.10.1.1.2.1"},
    SignatureRow{SignatureAlgorithm::gost2004, "1.2.398.3.10.1.1.1.2", "1.2.398.3.10.1.1.1.1"},
};

}  // namespace

std::string_view oid_of(DigestAlgorithm algorithm) { return digests.at(static_cast<std::size_t>(algorithm)).oid; }

std::optional<DigestAlgorithm> digest_of_oid(std::string_view oid) {
    const auto* at = std::find_if(digests.begin(), digests.end(), [&](const auto& row) { return row.oid == oid; });
    return at == digests.end() ? std::nullopt : std::optional(at->algorithm);
}

std::string_view oid_of(SignatureAlgorithm algorithm) { return signatures.at(static_cast<std::size_t>(algorithm)).oid; }

std::optional<SignatureAlgorithm> signature_of_oid(std::string_view oid, KeyAlgorithm key,
                                                   std::optional<DigestAlgorithm> digest) {
    for (const auto& row : signatures) {
        const bool fits_key = key_of(row.algorithm) == key;
        const bool fits_digest = !digest || digest_of(row.algorithm) == *digest;
        // The identifier of a bare RSA or EC key says nothing about the digest: somebody else has to.
        const bool names_it = row.oid == oid || (row.key_oid == oid && (digest || is_gost(key)));
        if (fits_key && fits_digest && names_it) {
            return row.algorithm;
        }
    }
    return std::nullopt;
}

std::string algorithm_identifier(SignatureAlgorithm algorithm) {
    const bool is_ecdsa =
        key_of(algorithm) == KeyAlgorithm::ecdsa_p256 || key_of(algorithm) == KeyAlgorithm::ecdsa_p384;
    return der::sequence({der::oid(oid_of(algorithm)), is_ecdsa ? std::string() : der::null()});
}

// Without parameters for SHA-2 (RFC 5754 section 2), with NULL for the GOST hashes as the national authority writes
// them (protocol fact, seen).
std::string algorithm_identifier(DigestAlgorithm algorithm) {
    const bool is_kazakh = oid_of(algorithm).starts_with("1.2.398.");
    return der::sequence({der::oid(oid_of(algorithm)), is_kazakh ? der::null() : std::string()});
}

}  // namespace otkel::crypto
