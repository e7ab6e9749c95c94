#pragma once

#include <string>
#include <string_view>

#include "gateway/crypto/gost/integer.hpp"

// Every byte order of Kazakh GOST in one place, each with its reason. Proved on certificates, keys, CRLs, OCSP answers,
// time stamps and XML of the national authority (protocol facts, seen). Private to crypto/.
//
// What Russian standards print differs: RFC 9215 writes a signature as s‖r, each big-endian, which is the whole Kazakh
// string reversed. Libraries made for Russian certificates therefore refuse Kazakh ones.

namespace otkel::crypto::gost {

struct Signature {
    Integer r, s;
};

struct Coordinates {
    Integer x, y;
};

// The one conversion under all others: least significant octet first.
[[nodiscard]] Integer from_little_endian(std::string_view octets);
[[nodiscard]] std::string to_little_endian(const Integer& number, std::size_t octets);
// Most significant octet first, as ASN.1 INTEGER and OpenSSL have it.
[[nodiscard]] Integer from_big_endian(std::string_view octets);
[[nodiscard]] std::string to_big_endian(const Integer& number, std::size_t octets);

// A signature value is r‖s, each half little-endian, in X.509, CRL, OCSP, CMS, time stamps and XML alike, without DER.
// `octets` must have an even size.
[[nodiscard]] Signature signature_of(std::string_view octets);
[[nodiscard]] std::string octets_of(const Signature& signature, std::size_t half_octets);

// The OCTET STRING inside a public key's BIT STRING is x‖y, each half little-endian (as in RFC 9215 section 4.3).
[[nodiscard]] Coordinates coordinates_of(std::string_view octets);
[[nodiscard]] std::string octets_of(const Coordinates& coordinates, std::size_t half_octets);

// A digest becomes a number with its first octet as the least significant one, taken modulo the order; 0 becomes 1
// (GOST R 34.10-2012 section 6.1, step 2). The digest is in the order in which the libraries give it.
[[nodiscard]] Integer number_of_digest(std::string_view digest, const Integer& order);

}  // namespace otkel::crypto::gost
