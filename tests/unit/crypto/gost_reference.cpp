// The engine interface is deprecated in OpenSSL 3 and still the only way to this reference.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "tests/unit/crypto/gost_reference.hpp"

#include <botan/auto_rng.h>
#include <botan/ec_group.h>
#include <botan/gost_3410.h>
#include <botan/pubkey.h>
#include <openssl/engine.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <stdexcept>

#include "gateway/crypto/der.hpp"

namespace otkel::testing {
namespace {

namespace der = crypto::der;
using crypto::KeyAlgorithm;

// Kazakh r‖s, each little-endian, is the Russian s‖r, each big-endian, read backwards.
std::string reversed(std::string_view octets) { return {octets.rbegin(), octets.rend()}; }

// x‖y, little-endian each.
std::string point_of(const crypto::PublicKey& key) {
    const auto bits = key.bit_string();
    return std::string(der::single(bits, der::tag::octet_string, "a point")->content);
}

crypto::PublicKey kazakh_key(KeyAlgorithm algorithm, std::string_view point) {
    const bool is_512 = algorithm == KeyAlgorithm::gost2015_512;
    const bool is_2004 = algorithm == KeyAlgorithm::gost2004;
    const std::string key = is_512 ? "1.2.398.3.10.1.1.2.2" : is_2004 ? "1.2.398.3.10.1.1.1.1" : "1.2.398.3.10.1.1.2.1";
    const std::string hash = is_512 ? "1.2.398.3.10.1.3.3" : is_2004 ? "1.2.398.3.10.1.3.1.1.0" : "1.2.398.3.10.1.3.2";
    const auto info =
        der::sequence({der::sequence({der::oid(key), der::sequence({der::oid(key + ".1"), der::oid(hash)})}),
                       der::bit_string(der::octet_string(point))});
    auto read = crypto::PublicKey::from_der(info);
    if (!read) {
        throw std::runtime_error(read.error().to_string());
    }
    return std::move(*read);
}

class BotanReference final : public GostReference {
public:
    explicit BotanReference(KeyAlgorithm algorithm)
        : algorithm_(algorithm), group_(algorithm == KeyAlgorithm::gost2015_512 ? "gost_512A" : "gost_256A") {}

    [[nodiscard]] bool verifies(const crypto::PublicKey& key, std::string_view digest,
                                std::string_view signature) const override {
        const auto big_endian = reversed(point_of(key));  // y‖x
        const auto half = big_endian.size() / 2;
        const auto* octets = reinterpret_cast<const std::uint8_t*>(big_endian.data());
        const Botan::BigInt y(octets, half);
        const Botan::BigInt x(octets + half, half);
        const Botan::GOST_3410_PublicKey public_key(group_, group_.point(x, y));
        Botan::PK_Verifier verifier(public_key, "Raw");
        const auto russian = reversed(signature);
        return verifier.verify_message(reinterpret_cast<const std::uint8_t*>(digest.data()), digest.size(),
                                       reinterpret_cast<const std::uint8_t*>(russian.data()), russian.size());
    }

    [[nodiscard]] Signed sign(std::string_view digest) const override {
        Botan::AutoSeeded_RNG random;
        const Botan::GOST_3410_PrivateKey key(random, group_);
        Botan::PK_Signer signer(key, random, "Raw");
        const auto russian =
            signer.sign_message(reinterpret_cast<const std::uint8_t*>(digest.data()), digest.size(), random);
        const auto half = group_.get_p_bytes();
        std::string big_endian(half * 2, '\0');
        Botan::BigInt::encode_1363(reinterpret_cast<std::uint8_t*>(big_endian.data()), half,
                                   key.public_point().get_affine_y());
        Botan::BigInt::encode_1363(reinterpret_cast<std::uint8_t*>(big_endian.data()) + half, half,
                                   key.public_point().get_affine_x());
        return {kazakh_key(algorithm_, reversed(big_endian)),
                reversed({reinterpret_cast<const char*>(russian.data()), russian.size()})};
    }

private:
    KeyAlgorithm algorithm_;
    Botan::EC_Group group_;
};

struct Free {
    void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
    void operator()(EVP_PKEY_CTX* p) const { EVP_PKEY_CTX_free(p); }
    void operator()(X509_PUBKEY* p) const { X509_PUBKEY_free(p); }
};
template <class T>
using Held = std::unique_ptr<T, Free>;

void require(bool done, const char* what) {
    if (!done) {
        throw std::runtime_error(what);
    }
}

ENGINE* engine() {
    static ENGINE* loaded = [] {
        ENGINE_load_dynamic();
        ENGINE* found = ENGINE_by_id("gost");
        require(found != nullptr && ENGINE_init(found) == 1 && ENGINE_set_default(found, ENGINE_METHOD_ALL) == 1,
                "the GOST engine of OpenSSL cannot be loaded (package libengine-gost-openssl)");
        return found;
    }();
    return loaded;
}

constexpr const char* russian_key = "1.2.643.7.1.1.1.1";      // id-tc26-gost3410-12-256
constexpr const char* russian_curve = "1.2.643.7.1.2.1.1.1";  // tc26-gost-3410-2012-256-paramSetA

class EngineReference final : public GostReference {
public:
    EngineReference() { (void)engine(); }

    [[nodiscard]] bool verifies(const crypto::PublicKey& key, std::string_view digest,
                                std::string_view signature) const override {
        const auto info =
            der::sequence({der::sequence({der::oid(russian_key), der::sequence({der::oid(russian_curve)})}),
                           der::bit_string(key.bit_string())});
        const auto* octets = reinterpret_cast<const unsigned char*>(info.data());
        const Held<EVP_PKEY> russian(d2i_PUBKEY(nullptr, &octets, static_cast<long>(info.size())));
        require(russian != nullptr, "the engine cannot read the key");
        const Held<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new(russian.get(), engine()));
        require(EVP_PKEY_verify_init(context.get()) == 1, "the engine cannot verify");
        const auto backwards = reversed(signature);
        return EVP_PKEY_verify(context.get(), reinterpret_cast<const unsigned char*>(backwards.data()),
                               backwards.size(), reinterpret_cast<const unsigned char*>(digest.data()),
                               digest.size()) == 1;
    }

    [[nodiscard]] Signed sign(std::string_view digest) const override {
        const Held<EVP_PKEY_CTX> maker(EVP_PKEY_CTX_new_id(OBJ_txt2nid(russian_key), engine()));
        EVP_PKEY* made = nullptr;
        require(EVP_PKEY_keygen_init(maker.get()) == 1 && EVP_PKEY_CTX_ctrl_str(maker.get(), "paramset", "TCA") == 1 &&
                    EVP_PKEY_keygen(maker.get(), &made) == 1,
                "the engine cannot make a key");
        const Held<EVP_PKEY> key(made);
        const Held<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new(key.get(), engine()));
        std::string russian(64, '\0');
        std::size_t size = russian.size();
        require(EVP_PKEY_sign_init(context.get()) == 1 &&
                    EVP_PKEY_sign(context.get(), reinterpret_cast<unsigned char*>(russian.data()), &size,
                                  reinterpret_cast<const unsigned char*>(digest.data()), digest.size()) == 1,
                "the engine cannot sign");
        X509_PUBKEY* raw = nullptr;
        require(X509_PUBKEY_set(&raw, key.get()) == 1, "the engine cannot write the key");
        const Held<X509_PUBKEY> info(raw);
        const unsigned char* bits = nullptr;
        int length = 0;
        X509_PUBKEY_get0_param(nullptr, &bits, &length, nullptr, info.get());
        const auto point = der::single({reinterpret_cast<const char*>(bits), static_cast<std::size_t>(length)},
                                       der::tag::octet_string, "a point");
        return {kazakh_key(KeyAlgorithm::gost2015_256, point->content), reversed(russian)};
    }
};

}  // namespace

std::unique_ptr<GostReference> make_gost_reference(crypto::KeyAlgorithm algorithm) {
    if (algorithm == KeyAlgorithm::gost2015_256) {
        return std::make_unique<EngineReference>();
    }
    return std::make_unique<BotanReference>(algorithm);
}

}  // namespace otkel::testing
