// GOST 34.10-2015 of 512 bits, signing and verifying a SignedInfo: our key objects beside nettle alone, the GOST engine
// of OpenSSL and Botan, hash included everywhere.

#define OPENSSL_SUPPRESS_DEPRECATED
#include <benchmark/benchmark.h>
#include <botan/auto_rng.h>
#include <botan/gost_3410.h>
#include <botan/pubkey.h>
#include <nettle/dsa.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecc.h>
#include <nettle/gostdsa.h>
#include <nettle/streebog.h>
#include <openssl/engine.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "gateway/crypto/key.hpp"

namespace {

const std::string signed_info(900, 'x');
const auto* octets = reinterpret_cast<const std::uint8_t*>(signed_info.data());

void require(bool done, const char* what) {
    if (!done) {
        std::fprintf(stderr, "%s\n", what);
        std::exit(2);
    }
}

// Ours.

const otkel::crypto::PrivateKey& our_key() {
    static const auto key = otkel::crypto::PrivateKey::generate(otkel::crypto::KeyAlgorithm::gost2015_512);
    return key;
}
constexpr auto algorithm = otkel::crypto::SignatureAlgorithm::gost2015_512;

void otkel_sign(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(our_key().sign(algorithm, signed_info));
    }
}
BENCHMARK(otkel_sign);

void otkel_verify(benchmark::State& state) {
    const auto signature = our_key().sign(algorithm, signed_info).value();
    for (auto _ : state) {
        require(our_key().public_key().verifies(algorithm, signed_info, signature), "a good signature is refused");
    }
}
BENCHMARK(otkel_verify);

// nettle, without anything round it.

void random_octets(void*, std::size_t size, std::uint8_t* out) {
    require(RAND_priv_bytes(out, static_cast<int>(size)) == 1, "no random numbers");
}

std::array<std::uint8_t, STREEBOG512_DIGEST_SIZE> streebog() {
    streebog512_ctx context;
    std::array<std::uint8_t, STREEBOG512_DIGEST_SIZE> hash{};
    streebog512_init(&context);
    streebog512_update(&context, signed_info.size(), octets);
    streebog512_digest(&context, hash.size(), hash.data());
    return hash;
}

struct NettleKey {
    NettleKey() {
        ecc_scalar_init(&scalar, nettle_get_gost_gc512a());
        ecc_point_init(&point, nettle_get_gost_gc512a());
        ecc_scalar_random(&scalar, nullptr, random_octets);
        ecc_point_mul_g(&point, &scalar);
        dsa_signature_init(&signature);
    }
    ~NettleKey() {
        dsa_signature_clear(&signature);
        ecc_point_clear(&point);
        ecc_scalar_clear(&scalar);
    }
    void sign() {
        const auto hash = streebog();
        gostdsa_sign(&scalar, nullptr, random_octets, hash.size(), hash.data(), &signature);
    }
    ecc_scalar scalar;
    ecc_point point;
    dsa_signature signature;
};

void nettle_sign(benchmark::State& state) {
    NettleKey key;
    for (auto _ : state) {
        key.sign();
    }
}
BENCHMARK(nettle_sign);

void nettle_verify(benchmark::State& state) {
    NettleKey key;
    key.sign();
    for (auto _ : state) {
        const auto hash = streebog();
        require(gostdsa_verify(&key.point, hash.size(), hash.data(), &key.signature) == 1, "nettle refuses");
    }
}
BENCHMARK(nettle_verify);

// OpenSSL with its GOST engine.

struct EngineKey {
    EngineKey() {
        ENGINE_load_dynamic();
        ENGINE* engine = ENGINE_by_id("gost");
        require(engine != nullptr && ENGINE_init(engine) == 1 && ENGINE_set_default(engine, ENGINE_METHOD_ALL) == 1,
                "the GOST engine cannot be loaded (package libengine-gost-openssl)");
        EVP_PKEY_CTX* maker = EVP_PKEY_CTX_new_id(OBJ_txt2nid("1.2.643.7.1.1.1.2"), engine);
        require(EVP_PKEY_keygen_init(maker) == 1 && EVP_PKEY_CTX_ctrl_str(maker, "paramset", "A") == 1 &&
                    EVP_PKEY_keygen(maker, &key) == 1,
                "the engine makes no key");
        EVP_PKEY_CTX_free(maker);
        method = EVP_get_digestbyname("md_gost12_512");
        require(method != nullptr, "the engine has no Streebog");
    }
    [[nodiscard]] std::string sign() const {
        EVP_MD_CTX* context = EVP_MD_CTX_new();
        std::string signature(128, '\0');
        std::size_t size = signature.size();
        require(EVP_DigestSignInit(context, nullptr, method, nullptr, key) == 1 &&
                    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, octets,
                                   signed_info.size()) == 1,
                "the engine does not sign");
        EVP_MD_CTX_free(context);
        return signature;
    }
    [[nodiscard]] bool verifies(const std::string& signature) const {
        EVP_MD_CTX* context = EVP_MD_CTX_new();
        const bool holds = EVP_DigestVerifyInit(context, nullptr, method, nullptr, key) == 1 &&
                           EVP_DigestVerify(context, reinterpret_cast<const unsigned char*>(signature.data()),
                                            signature.size(), octets, signed_info.size()) == 1;
        EVP_MD_CTX_free(context);
        return holds;
    }
    EVP_PKEY* key{nullptr};
    const EVP_MD* method{nullptr};
};

const EngineKey& engine_key() {
    static const EngineKey key;
    return key;
}

void gost_engine_sign(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(engine_key().sign());
    }
}
BENCHMARK(gost_engine_sign);

void gost_engine_verify(benchmark::State& state) {
    const auto signature = engine_key().sign();
    for (auto _ : state) {
        require(engine_key().verifies(signature), "the engine refuses its own signature");
    }
}
BENCHMARK(gost_engine_verify);

// Botan.

struct BotanKey {
    Botan::AutoSeeded_RNG random;
    Botan::GOST_3410_PrivateKey key{random, Botan::EC_Group("gost_512A")};
};

void botan_sign(benchmark::State& state) {
    BotanKey key;
    Botan::PK_Signer signer(key.key, key.random, "EMSA1(Streebog-512)");
    for (auto _ : state) {
        benchmark::DoNotOptimize(signer.sign_message(octets, signed_info.size(), key.random));
    }
}
BENCHMARK(botan_sign);

void botan_verify(benchmark::State& state) {
    BotanKey key;
    Botan::PK_Signer signer(key.key, key.random, "EMSA1(Streebog-512)");
    const auto signature = signer.sign_message(octets, signed_info.size(), key.random);
    Botan::PK_Verifier verifier(key.key, "EMSA1(Streebog-512)");
    for (auto _ : state) {
        require(verifier.verify_message(octets, signed_info.size(), signature.data(), signature.size()),
                "Botan refuses its own signature");
    }
}
BENCHMARK(botan_verify);

}  // namespace

BENCHMARK_MAIN();
