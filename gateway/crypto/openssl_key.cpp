#include "gateway/crypto/openssl_key.hpp"

#include <openssl/x509.h>

#include <array>

#include "gateway/base/assert.hpp"
#include "gateway/crypto/digests.hpp"

namespace otkel::crypto {
namespace {

using Context = std::shared_ptr<const EVP_PKEY_CTX>;

// Ready for the preferred signature algorithm; copied for every use, because preparing one costs as much as a tenth of
// an RSA verification.
Context prepare(EVP_PKEY* key, KeyAlgorithm algorithm, int (*initialize)(EVP_PKEY_CTX*)) {
    Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    const auto* method = method_of(digest_of(preferred_signature(algorithm)));
    if (context == nullptr || initialize(context.get()) != 1 ||
        EVP_PKEY_CTX_set_signature_md(context.get(), method) != 1) {
        (void)openssl_reason();
        return nullptr;
    }
    return {context.release(), [](const EVP_PKEY_CTX* used) { EVP_PKEY_CTX_free(const_cast<EVP_PKEY_CTX*>(used)); }};
}

Owned<EVP_PKEY_CTX> context_for(const Context& prepared, SignatureAlgorithm algorithm) {
    Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_dup(prepared.get()));
    OTKEL_ASSERT(context != nullptr);
    if (algorithm != preferred_signature(key_of(algorithm))) {
        OTKEL_ASSERT(EVP_PKEY_CTX_set_signature_md(context.get(), method_of(digest_of(algorithm))) == 1);
    }
    return context;
}

class OpensslPublicKey final : public PublicKeyImplementation {
public:
    OpensslPublicKey(Owned<EVP_PKEY> key, std::string der)
        : PublicKeyImplementation(algorithm_of(key.get()), std::move(der)),
          key_(std::move(key)),
          prepared_(algorithm() == KeyAlgorithm::other ? nullptr
                                                       : prepare(key_.get(), algorithm(), EVP_PKEY_verify_init)) {}

    [[nodiscard]] int bits() const override { return key_ == nullptr ? 0 : EVP_PKEY_get_bits(key_.get()); }

    [[nodiscard]] bool verifies(SignatureAlgorithm algorithm, std::string_view octets, std::string_view signature,
                                EcdsaForm form) const override {
        if (prepared_ == nullptr) {
            return false;
        }
        std::string der;
        const auto half = ecdsa_half_octets(this->algorithm());
        if (half != 0 && form == EcdsaForm::fixed_width) {
            if (signature.size() != half * 2) {
                return false;
            }
            der = der_of_halves(signature);
            signature = der;
        }
        DigestBuffer hash;
        std::size_t size = 0;
        digest_into(digest_of(algorithm), octets, hash, size);
        const auto context = context_for(prepared_, algorithm);
        const bool holds = EVP_PKEY_verify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                                           signature.size(), hash.data(), size) == 1;
        if (!holds) {
            (void)openssl_reason();
        }
        return holds;
    }

private:
    Owned<EVP_PKEY> key_;
    Context prepared_;
};

std::string public_der(EVP_PKEY* key) {
    std::string der(static_cast<std::size_t>(i2d_PUBKEY(key, nullptr)), '\0');
    auto* out = reinterpret_cast<unsigned char*>(der.data());
    i2d_PUBKEY(key, &out);
    return der;
}

// The same key without its private half: what a token holds must not be needed to verify.
PublicKey public_half(EVP_PKEY* key) {
    auto half = PublicKey::from_der(public_der(key));
    OTKEL_ASSERT(half.has_value());
    return std::move(*half);
}

class OpensslPrivateKey final : public PrivateKeyImplementation {
public:
    explicit OpensslPrivateKey(Owned<EVP_PKEY> key)
        : PrivateKeyImplementation(public_half(key.get())),
          key_(std::move(key)),
          prepared_(prepare(key_.get(), algorithm_of(key_.get()), EVP_PKEY_sign_init)) {}

    [[nodiscard]] Result<std::string> sign(SignatureAlgorithm algorithm, std::string_view octets,
                                           EcdsaForm form) const override {
        if (prepared_ == nullptr) {
            return fail(Errc::unsupported, "this private key cannot be used for signatures");
        }
        DigestBuffer hash;
        std::size_t hash_size = 0;
        digest_into(digest_of(algorithm), octets, hash, hash_size);
        const auto context = context_for(prepared_, algorithm);
        std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())), '\0');
        auto size = signature.size();
        if (EVP_PKEY_sign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, hash.data(),
                          hash_size) != 1) {
            return fail(Errc::internal, "signing failed: " + openssl_reason());
        }
        signature.resize(size);
        const auto half = ecdsa_half_octets(public_key().algorithm());
        return half == 0 || form == EcdsaForm::der ? signature : halves_of_der(signature, half);
    }

    [[nodiscard]] Result<std::string> der() const override {
        const Owned<PKCS8_PRIV_KEY_INFO> info(EVP_PKEY2PKCS8(key_.get()));
        if (info == nullptr) {
            return fail(Errc::unsupported, "this private key does not leave its store: " + openssl_reason());
        }
        std::string der(static_cast<std::size_t>(i2d_PKCS8_PRIV_KEY_INFO(info.get(), nullptr)), '\0');
        auto* out = reinterpret_cast<unsigned char*>(der.data());
        i2d_PKCS8_PRIV_KEY_INFO(info.get(), &out);
        return der;
    }

private:
    Owned<EVP_PKEY> key_;
    Context prepared_;
};

}  // namespace

KeyAlgorithm algorithm_of(const EVP_PKEY* key) {
    if (key == nullptr) {
        return KeyAlgorithm::other;
    }
    if (EVP_PKEY_is_a(key, "RSA") == 1) {
        return KeyAlgorithm::rsa;
    }
    std::array<char, 32> group{};
    std::size_t length = 0;
    if (EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_group_name(key, group.data(), group.size(), &length) == 1) {
        const std::string_view curve(group.data(), length);
        return curve == "prime256v1"  ? KeyAlgorithm::ecdsa_p256
               : curve == "secp384r1" ? KeyAlgorithm::ecdsa_p384
                                      : KeyAlgorithm::other;
    }
    return KeyAlgorithm::other;
}

std::size_t ecdsa_half_octets(KeyAlgorithm algorithm) {
    return algorithm == KeyAlgorithm::ecdsa_p256 ? 32 : algorithm == KeyAlgorithm::ecdsa_p384 ? 48 : 0;
}

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

std::shared_ptr<const PublicKeyImplementation> openssl_public_key(Owned<EVP_PKEY> key, std::string der) {
    return std::make_shared<const OpensslPublicKey>(std::move(key), std::move(der));
}

Result<std::shared_ptr<const PrivateKeyImplementation>> openssl_private_key(Owned<EVP_PKEY> key) {
    if (algorithm_of(key.get()) == KeyAlgorithm::other) {
        return fail(Errc::unsupported, "keys of this kind are not used here; RSA, P-256, P-384 and Kazakh GOST are");
    }
    return std::make_shared<const OpensslPrivateKey>(std::move(key));
}

Owned<EVP_PKEY> generate_openssl_key(KeyAlgorithm algorithm, int rsa_bits) {
    Owned<EVP_PKEY> key(
        algorithm == KeyAlgorithm::rsa
            ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<std::size_t>(rsa_bits))
            : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", algorithm == KeyAlgorithm::ecdsa_p384 ? "P-384" : "P-256"));
    OTKEL_ASSERT(key != nullptr);
    return key;
}

}  // namespace otkel::crypto
