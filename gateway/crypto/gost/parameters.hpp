#pragma once

#include <span>
#include <string_view>

#include "gateway/crypto/key.hpp"

namespace otkel::crypto::gost {

// What is fixed for each of the three kinds of Kazakh keys. Object identifiers by root.gov.kz (protocol facts, seen;
// those of 256 bits were never met in a certificate). Private to crypto/.
struct Parameters {
    KeyAlgorithm key;
    SignatureAlgorithm signature;
    DigestAlgorithm digest;
    std::size_t half_octets;         // width of a coordinate, of r and of s
    std::string_view key_oid;        // algorithm of SubjectPublicKeyInfo
    std::string_view parameter_oid;  // its first parameter: the curve
    std::string_view hash_oid;       // its second parameter
};

[[nodiscard]] std::span<const Parameters> all_parameters();
[[nodiscard]] const Parameters& parameters_of(KeyAlgorithm key);  // of a GOST key
[[nodiscard]] const Parameters* parameters_with_oid(std::string_view key_oid);

}  // namespace otkel::crypto::gost
