#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/crypto/digest.hpp"

// Keys and raw signatures: RSA and ECDSA over OpenSSL, Kazakh GOST over nettle, tokens over PKCS#11. Nothing above this
// folder knows which library works. Objects are immutable, cheap to copy and thread safe.

namespace otkel::crypto {

// gost2015_*: GOST 34.10-2015 (the mathematics of GOST R 34.10-2012); gost2004: GOST 34.310-2004.
enum class KeyAlgorithm : std::uint8_t { rsa, ecdsa_p256, ecdsa_p384, gost2015_512, gost2015_256, gost2004, other };
enum class SignatureAlgorithm : std::uint8_t {
    rsa_sha256,
    rsa_sha384,
    rsa_sha512,
    ecdsa_sha256,
    ecdsa_sha384,
    gost2015_512,  // with Streebog-512
    gost2015_256,  // with Streebog-256
    gost2004,      // with GOST 34.311-95
};

[[nodiscard]] KeyAlgorithm key_of(SignatureAlgorithm algorithm);  // ecdsa_sha256 works with P-256, ecdsa_sha384 P-384
[[nodiscard]] DigestAlgorithm digest_of(SignatureAlgorithm algorithm);
[[nodiscard]] std::string_view word(SignatureAlgorithm algorithm);  // "gost2015-512", in policies and reports
// What a key of this kind signs with when nobody asks for more; `other` has none and must not be asked.
[[nodiscard]] SignatureAlgorithm preferred_signature(KeyAlgorithm key);
[[nodiscard]] bool is_gost(KeyAlgorithm key);
[[nodiscard]] std::string_view name(KeyAlgorithm key);  // for people: "RSA", "GOST 34.10-2015"

// ECDSA signatures stand as r‖s of fixed width in XML (RFC 4050 section 3.3) and as DER in X.509 and CMS (RFC 3279
// section 2.2.3). The signatures of RSA and GOST have one form.
enum class EcdsaForm : std::uint8_t { fixed_width, der };

// The work of one library behind a key (key_implementation.hpp).
class PublicKeyImplementation;
class PrivateKeyImplementation;

class PublicKey {
public:
    // SubjectPublicKeyInfo. A well-formed one of an algorithm that is not carried here gives a key `other`, which
    // verifies nothing. Errc::malformed for anything else, a point outside its curve among it.
    [[nodiscard]] static Result<PublicKey> from_der(std::string_view subject_public_key_info);
    [[nodiscard]] static Result<PublicKey> from_pem(std::string_view pem);  // "BEGIN PUBLIC KEY"
    explicit PublicKey(std::shared_ptr<const PublicKeyImplementation> implementation);

    [[nodiscard]] KeyAlgorithm algorithm() const;
    [[nodiscard]] int bits() const;
    [[nodiscard]] bool is_same_as(const PublicKey& other) const;
    [[nodiscard]] const std::string& der() const;  // SubjectPublicKeyInfo
    // Content of the BIT STRING, without the count of unused bits: key identifiers are its SHA-1 (RFC 5280 section
    // 4.2.1.2), OCSP digests it too (RFC 6960 section 4.1.1).
    [[nodiscard]] std::string bit_string() const;
    [[nodiscard]] bool verifies(SignatureAlgorithm algorithm, std::string_view octets, std::string_view signature,
                                EcdsaForm form = EcdsaForm::fixed_width) const;

private:
    std::shared_ptr<const PublicKeyImplementation> implementation_;
};

class PrivateKey {
public:
    // PKCS#8 PrivateKeyInfo, unencrypted: RSA, EC, and both GOST encodings (2015: OCTET STRING, little-endian; 2004:
    // INTEGER). `public_key` is derived.
    [[nodiscard]] static Result<PrivateKey> from_der(std::string_view private_key_info);
    [[nodiscard]] static PrivateKey generate(KeyAlgorithm algorithm, int rsa_bits = 2048);
    explicit PrivateKey(std::shared_ptr<const PrivateKeyImplementation> implementation);

    [[nodiscard]] KeyAlgorithm algorithm() const;
    [[nodiscard]] SignatureAlgorithm preferred_signature() const;
    [[nodiscard]] Result<std::string> sign(SignatureAlgorithm algorithm, std::string_view octets,
                                           EcdsaForm form = EcdsaForm::fixed_width) const;
    [[nodiscard]] const PublicKey& public_key() const;
    // PKCS#8 PrivateKeyInfo, to be wiped by the caller. Errc::unsupported for a key that does not leave its token.
    [[nodiscard]] Result<std::string> der() const;

private:
    std::shared_ptr<const PrivateKeyImplementation> implementation_;
};

}  // namespace otkel::crypto
