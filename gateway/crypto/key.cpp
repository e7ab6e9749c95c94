#include "gateway/crypto/key.hpp"

#include <openssl/pem.h>

#include <array>

#include "gateway/base/assert.hpp"
#include "gateway/crypto/digests.hpp"
#include "gateway/crypto/openssl.hpp"

namespace otkel::crypto {
namespace {

struct SignatureRow {
    SignatureAlgorithm algorithm;
    KeyAlgorithm key;
    DigestAlgorithm digest;
    std::size_t half_octets;  // width of r and of s; 0 where the signature is one number
};

constexpr std::array rows{
    SignatureRow{SignatureAlgorithm::rsa_sha256, KeyAlgorithm::rsa, DigestAlgorithm::sha256, 0},
    SignatureRow{SignatureAlgorithm::ecdsa_sha256, KeyAlgorithm::ecdsa_p256, DigestAlgorithm::sha256, 32},
};

constexpr const SignatureRow& row_of(SignatureAlgorithm algorithm) { return rows[static_cast<std::size_t>(algorithm)]; }
static_assert(row_of(SignatureAlgorithm::rsa_sha256).algorithm == SignatureAlgorithm::rsa_sha256);
static_assert(row_of(SignatureAlgorithm::ecdsa_sha256).algorithm == SignatureAlgorithm::ecdsa_sha256);

KeyAlgorithm algorithm_of(const EVP_PKEY* key) {
    if (key == nullptr) {
        return KeyAlgorithm::other;
    }
    if (EVP_PKEY_is_a(key, "RSA") == 1) {
        return KeyAlgorithm::rsa;
    }
    std::array<char, 32> group{};
    std::size_t length = 0;
    if (EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_group_name(key, group.data(), group.size(), &length) == 1 &&
        std::string_view(group.data(), length) == "prime256v1") {
        return KeyAlgorithm::ecdsa_p256;
    }
    return KeyAlgorithm::other;
}

SignatureAlgorithm signature_of(KeyAlgorithm key) {
    return key == KeyAlgorithm::ecdsa_p256 ? SignatureAlgorithm::ecdsa_sha256 : SignatureAlgorithm::rsa_sha256;
}

using Context = std::shared_ptr<const EVP_PKEY_CTX>;

Context prepare(EVP_PKEY* key, KeyAlgorithm algorithm, int (*initialize)(EVP_PKEY_CTX*)) {
    if (algorithm == KeyAlgorithm::other) {
        return nullptr;
    }
    Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    const auto* method = method_of(row_of(signature_of(algorithm)).digest);
    if (context == nullptr || initialize(context.get()) != 1 ||
        EVP_PKEY_CTX_set_signature_md(context.get(), method) != 1) {
        (void)openssl_reason();
        return nullptr;
    }
    return {context.release(), [](const EVP_PKEY_CTX* used) { EVP_PKEY_CTX_free(const_cast<EVP_PKEY_CTX*>(used)); }};
}

// r‖s of fixed width (RFC 4050 section 3.3) to the DER that OpenSSL reads. Empty when it cannot be one.
std::string der_of_halves(std::string_view halves) {
    const auto* octets = reinterpret_cast<const unsigned char*>(halves.data());
    const auto half = static_cast<int>(halves.size() / 2);
    Owned<ECDSA_SIG> signature(ECDSA_SIG_new());
    OTKEL_ASSERT(ECDSA_SIG_set0(signature.get(), BN_bin2bn(octets, half, nullptr),
                                BN_bin2bn(octets + half, half, nullptr)) == 1);
    std::string der(static_cast<std::size_t>(i2d_ECDSA_SIG(signature.get(), nullptr)), '\0');
    auto* out = reinterpret_cast<unsigned char*>(der.data());
    i2d_ECDSA_SIG(signature.get(), &out);
    return der;
}

std::string halves_of_der(std::string_view der, std::size_t half) {
    const auto* octets = reinterpret_cast<const unsigned char*>(der.data());
    const Owned<ECDSA_SIG> signature(d2i_ECDSA_SIG(nullptr, &octets, static_cast<long>(der.size())));
    OTKEL_ASSERT(signature != nullptr);
    std::string halves(half * 2, '\0');
    auto* out = reinterpret_cast<unsigned char*>(halves.data());
    const auto width = static_cast<int>(half);
    OTKEL_ASSERT(BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), out, width) == width);
    OTKEL_ASSERT(BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), out + half, width) == width);
    return halves;
}

}  // namespace

PublicKey::PublicKey(std::shared_ptr<evp_pkey_st> key)
    : key_(std::move(key)),
      algorithm_(algorithm_of(key_.get())),
      prepared_(prepare(key_.get(), algorithm_, EVP_PKEY_verify_init)) {}

Result<PublicKey> PublicKey::from_pem(std::string_view pem) {
    const auto bio = read_only_bio(pem);
    Owned<EVP_PKEY> key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
    if (key == nullptr) {
        return fail(Errc::malformed, "this is not a public key in PEM (BEGIN PUBLIC KEY): " + openssl_reason());
    }
    return PublicKey(std::shared_ptr<EVP_PKEY>(std::move(key)));
}

KeyAlgorithm PublicKey::algorithm() const { return algorithm_; }

int PublicKey::bits() const { return key_ == nullptr ? 0 : EVP_PKEY_get_bits(key_.get()); }

bool PublicKey::is_same_as(const PublicKey& other) const {
    return key_ != nullptr && other.key_ != nullptr && EVP_PKEY_eq(key_.get(), other.key_.get()) == 1;
}

bool PublicKey::verifies(SignatureAlgorithm algorithm, std::string_view octets, std::string_view signature) const {
    const auto& row = row_of(algorithm);
    if (prepared_ == nullptr || row.key != algorithm_) {
        return false;
    }
    std::string der;
    if (row.half_octets != 0) {
        if (signature.size() != row.half_octets * 2) {
            return false;
        }
        der = der_of_halves(signature);
        signature = der;
    }
    DigestBuffer hash;
    std::size_t size = 0;
    digest_into(row.digest, octets, hash, size);
    const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_dup(prepared_.get()));
    OTKEL_ASSERT(context != nullptr);
    const bool holds = EVP_PKEY_verify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                                       signature.size(), hash.data(), size) == 1;
    if (!holds) {
        (void)openssl_reason();
    }
    return holds;
}

PrivateKey::PrivateKey(std::shared_ptr<evp_pkey_st> key)
    : key_(std::move(key)),
      algorithm_(algorithm_of(key_.get())),
      prepared_(prepare(key_.get(), algorithm_, EVP_PKEY_sign_init)) {}

KeyAlgorithm PrivateKey::algorithm() const { return algorithm_; }

SignatureAlgorithm PrivateKey::preferred_signature() const { return signature_of(algorithm_); }

Result<std::string> PrivateKey::sign(SignatureAlgorithm algorithm, std::string_view octets) const {
    const auto& row = row_of(algorithm);
    if (prepared_ == nullptr || row.key != algorithm_) {
        return fail(Errc::unsupported, "this private key cannot make a signature of the algorithm asked for");
    }
    DigestBuffer hash;
    std::size_t hash_size = 0;
    digest_into(row.digest, octets, hash, hash_size);
    const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_dup(prepared_.get()));
    OTKEL_ASSERT(context != nullptr);
    std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())), '\0');
    auto size = signature.size();
    if (EVP_PKEY_sign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, hash.data(),
                      hash_size) != 1) {
        return fail(Errc::internal, "signing failed: " + openssl_reason());
    }
    signature.resize(size);
    return row.half_octets == 0 ? signature : halves_of_der(signature, row.half_octets);
}

PublicKey PrivateKey::public_key() const { return PublicKey(key_); }

}  // namespace otkel::crypto
