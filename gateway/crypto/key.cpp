#include "gateway/crypto/key.hpp"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>

#include "gateway/base/assert.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/crypto/gost/gost_key.hpp"
#include "gateway/crypto/key_implementation.hpp"
#include "gateway/crypto/openssl_key.hpp"

namespace otkel::crypto {
namespace {

struct SignatureRow {
    SignatureAlgorithm algorithm;
    KeyAlgorithm key;
    DigestAlgorithm digest;
    std::string_view word;
};

constexpr std::array signatures{
    SignatureRow{SignatureAlgorithm::rsa_sha256, KeyAlgorithm::rsa, DigestAlgorithm::sha256, "rsa-sha256"},
    SignatureRow{SignatureAlgorithm::rsa_sha384, KeyAlgorithm::rsa, DigestAlgorithm::sha384, "rsa-sha384"},
    SignatureRow{SignatureAlgorithm::rsa_sha512, KeyAlgorithm::rsa, DigestAlgorithm::sha512, "rsa-sha512"},
    SignatureRow{SignatureAlgorithm::ecdsa_sha256, KeyAlgorithm::ecdsa_p256, DigestAlgorithm::sha256, "ecdsa-sha256"},
    SignatureRow{SignatureAlgorithm::ecdsa_sha384, KeyAlgorithm::ecdsa_p384, DigestAlgorithm::sha384, "ecdsa-sha384"},
    SignatureRow{SignatureAlgorithm::gost2015_512, KeyAlgorithm::gost2015_512, DigestAlgorithm::streebog512,
                 "gost2015-512"},
    SignatureRow{SignatureAlgorithm::gost2015_256, KeyAlgorithm::gost2015_256, DigestAlgorithm::streebog256,
                 "gost2015-256"},
    SignatureRow{SignatureAlgorithm::gost2004, KeyAlgorithm::gost2004, DigestAlgorithm::gost34311, "gost2004"},
};

constexpr const SignatureRow& row_of(SignatureAlgorithm algorithm) {
    return signatures.at(static_cast<std::size_t>(algorithm));
}

constexpr bool is_in_order() {
    for (std::size_t i = 0; i < signatures.size(); ++i) {
        if (static_cast<std::size_t>(signatures.at(i).algorithm) != i) {
            return false;
        }
    }
    return true;
}
static_assert(is_in_order());

struct KeyRow {
    KeyAlgorithm key;
    SignatureAlgorithm preferred;
    std::string_view title;
};

constexpr std::array keys{
    KeyRow{KeyAlgorithm::rsa, SignatureAlgorithm::rsa_sha256, "RSA"},
    KeyRow{KeyAlgorithm::ecdsa_p256, SignatureAlgorithm::ecdsa_sha256, "ECDSA P-256"},
    KeyRow{KeyAlgorithm::ecdsa_p384, SignatureAlgorithm::ecdsa_sha384, "ECDSA P-384"},
    KeyRow{KeyAlgorithm::gost2015_512, SignatureAlgorithm::gost2015_512, "GOST 34.10-2015"},
    KeyRow{KeyAlgorithm::gost2015_256, SignatureAlgorithm::gost2015_256, "GOST 34.10-2015 of 256 bits"},
    KeyRow{KeyAlgorithm::gost2004, SignatureAlgorithm::gost2004, "GOST 34.310-2004"},
};

Owned<EVP_PKEY> decode_public(std::string_view der) {
    const auto* octets = reinterpret_cast<const unsigned char*>(der.data());
    Owned<EVP_PKEY> key(d2i_PUBKEY(nullptr, &octets, static_cast<long>(der.size())));
    if (key == nullptr) {
        (void)openssl_reason();
    }
    return key;
}

// Whether these octets have the form of SubjectPublicKeyInfo, whatever the algorithm.
bool is_public_key_info(std::string_view der) {
    const auto* octets = reinterpret_cast<const unsigned char*>(der.data());
    const auto* end = octets + der.size();
    const Owned<X509_PUBKEY> info(d2i_X509_PUBKEY(nullptr, &octets, static_cast<long>(der.size())));
    (void)openssl_reason();
    return info != nullptr && octets == end;
}

}  // namespace

KeyAlgorithm key_of(SignatureAlgorithm algorithm) { return row_of(algorithm).key; }
DigestAlgorithm digest_of(SignatureAlgorithm algorithm) { return row_of(algorithm).digest; }
std::string_view word(SignatureAlgorithm algorithm) { return row_of(algorithm).word; }

SignatureAlgorithm preferred_signature(KeyAlgorithm key) {
    OTKEL_ASSERT(key != KeyAlgorithm::other);
    return keys.at(static_cast<std::size_t>(key)).preferred;
}

bool is_gost(KeyAlgorithm key) {
    return key == KeyAlgorithm::gost2015_512 || key == KeyAlgorithm::gost2015_256 || key == KeyAlgorithm::gost2004;
}

std::string_view name(KeyAlgorithm key) {
    return key == KeyAlgorithm::other ? "another algorithm" : keys.at(static_cast<std::size_t>(key)).title;
}

PublicKey::PublicKey(std::shared_ptr<const PublicKeyImplementation> implementation)
    : implementation_(std::move(implementation)) {
    OTKEL_ASSERT(implementation_ != nullptr);
}

Result<PublicKey> PublicKey::from_der(std::string_view subject_public_key_info) {
    if (!is_public_key_info(subject_public_key_info)) {
        return fail(Errc::malformed, "these octets are not a SubjectPublicKeyInfo");
    }
    auto gost_key = gost::read_public_key(subject_public_key_info);
    if (!gost_key) {
        return fail(gost_key.error());
    }
    if (*gost_key != nullptr) {
        return PublicKey(std::move(*gost_key));
    }
    return PublicKey(openssl_public_key(decode_public(subject_public_key_info), std::string(subject_public_key_info)));
}

Result<PublicKey> PublicKey::from_pem(std::string_view pem) {
    const auto bio = read_only_bio(pem);
    char* name = nullptr;
    char* header = nullptr;
    unsigned char* octets = nullptr;
    long size = 0;
    if (PEM_read_bio(bio.get(), &name, &header, &octets, &size) != 1) {
        return fail(Errc::malformed, "this is not a public key in PEM (BEGIN PUBLIC KEY): " + openssl_reason());
    }
    const bool is_public = std::string_view(name) == PEM_STRING_PUBLIC;
    const std::string der(reinterpret_cast<const char*>(octets), static_cast<std::size_t>(size));
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_clear_free(octets, static_cast<std::size_t>(size));
    if (!is_public) {
        return fail(Errc::malformed, "this PEM does not hold a public key (BEGIN PUBLIC KEY)");
    }
    return from_der(der);
}

KeyAlgorithm PublicKey::algorithm() const { return implementation_->algorithm(); }
int PublicKey::bits() const { return implementation_->bits(); }
const std::string& PublicKey::der() const { return implementation_->der(); }

bool PublicKey::is_same_as(const PublicKey& other) const {
    return algorithm() != KeyAlgorithm::other && algorithm() == other.algorithm() && bit_string() == other.bit_string();
}

std::string PublicKey::bit_string() const {
    const auto info = der::single(der(), der::tag::sequence, "SubjectPublicKeyInfo");
    OTKEL_ASSERT(info.has_value());
    der::Reader reader(info->content);
    const auto identifier = reader.next("the algorithm of a public key");
    const auto bits = reader.next(der::tag::bit_string, "the bits of a public key");
    OTKEL_ASSERT(identifier && bits && !bits->content.empty());
    return std::string(bits->content.substr(1));
}

bool PublicKey::verifies(SignatureAlgorithm algorithm, std::string_view octets, std::string_view signature,
                         EcdsaForm form) const {
    return key_of(algorithm) == this->algorithm() && implementation_->verifies(algorithm, octets, signature, form);
}

PrivateKey::PrivateKey(std::shared_ptr<const PrivateKeyImplementation> implementation)
    : implementation_(std::move(implementation)) {
    OTKEL_ASSERT(implementation_ != nullptr);
}

Result<PrivateKey> PrivateKey::from_der(std::string_view private_key_info) {
    auto gost_key = gost::read_private_key(private_key_info);
    if (!gost_key) {
        return fail(gost_key.error());
    }
    if (*gost_key != nullptr) {
        return PrivateKey(std::move(*gost_key));
    }
    const auto* octets = reinterpret_cast<const unsigned char*>(private_key_info.data());
    Owned<PKCS8_PRIV_KEY_INFO> info(
        d2i_PKCS8_PRIV_KEY_INFO(nullptr, &octets, static_cast<long>(private_key_info.size())));
    Owned<EVP_PKEY> key(info == nullptr ? nullptr : EVP_PKCS82PKEY(info.get()));
    if (key == nullptr) {
        return fail(Errc::malformed, "the private key cannot be decoded: " + openssl_reason());
    }
    auto implementation = openssl_private_key(std::move(key));
    if (!implementation) {
        return fail(implementation.error());
    }
    return PrivateKey(std::move(*implementation));
}

PrivateKey PrivateKey::generate(KeyAlgorithm algorithm, int rsa_bits) {
    OTKEL_ASSERT(algorithm != KeyAlgorithm::other);
    if (is_gost(algorithm)) {
        return PrivateKey(gost::generate_key(algorithm));
    }
    auto implementation = openssl_private_key(generate_openssl_key(algorithm, rsa_bits));
    OTKEL_ASSERT(implementation.has_value());
    return PrivateKey(std::move(*implementation));
}

KeyAlgorithm PrivateKey::algorithm() const { return public_key().algorithm(); }
SignatureAlgorithm PrivateKey::preferred_signature() const { return crypto::preferred_signature(algorithm()); }
const PublicKey& PrivateKey::public_key() const { return implementation_->public_key(); }
Result<std::string> PrivateKey::der() const { return implementation_->der(); }

Result<std::string> PrivateKey::sign(SignatureAlgorithm algorithm, std::string_view octets, EcdsaForm form) const {
    if (key_of(algorithm) != this->algorithm()) {
        return fail(Errc::unsupported, "this private key cannot make a signature of the algorithm asked for");
    }
    return implementation_->sign(algorithm, octets, form);
}

}  // namespace otkel::crypto
