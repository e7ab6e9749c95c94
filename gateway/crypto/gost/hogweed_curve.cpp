#include <nettle/dsa.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecc.h>
#include <nettle/gostdsa.h>
#include <openssl/rand.h>

#include "gateway/base/assert.hpp"
#include "gateway/crypto/gost/curve.hpp"
#include "gateway/crypto/gost/parameters.hpp"

namespace otkel::crypto::gost::hogweed {
namespace {

const ecc_curve* curve_of(KeyAlgorithm key) {
    return key == KeyAlgorithm::gost2015_512 ? nettle_get_gost_gc512a() : nettle_get_gost_gc256b();
}

const std::uint8_t* octets_of(std::string_view text) { return reinterpret_cast<const std::uint8_t*>(text.data()); }

void random_octets(void* /*unused*/, std::size_t length, std::uint8_t* out) {
    OTKEL_ASSERT(RAND_priv_bytes(out, static_cast<int>(length)) == 1);
}

// nettle's structures over mpz, for one call.
struct DsaSignature {
    DsaSignature() { dsa_signature_init(&value); }
    ~DsaSignature() { dsa_signature_clear(&value); }
    DsaSignature(const DsaSignature&) = delete;
    DsaSignature& operator=(const DsaSignature&) = delete;
    dsa_signature value;
};

class Point final : public VerifyingPoint {
public:
    explicit Point(KeyAlgorithm key) { ecc_point_init(&point_, curve_of(key)); }
    ~Point() override { ecc_point_clear(&point_); }
    Point(const Point&) = delete;
    Point& operator=(const Point&) = delete;

    [[nodiscard]] bool set(const Coordinates& coordinates) {
        return ecc_point_set(&point_, coordinates.x.get(), coordinates.y.get()) == 1;
    }

    // nettle reads the digest as a little-endian number and checks the range of r and s itself.
    [[nodiscard]] bool verifies(std::string_view digest, const Signature& signature) const override {
        DsaSignature given;
        mpz_set(given.value.r, signature.r.get());
        mpz_set(given.value.s, signature.s.get());
        return gostdsa_verify(&point_, digest.size(), octets_of(digest), &given.value) == 1;
    }

private:
    ecc_point point_;
};

class Scalar final : public SigningScalar {
public:
    explicit Scalar(KeyAlgorithm key) : key_(key) { ecc_scalar_init(&scalar_, curve_of(key)); }
    ~Scalar() override {
        explicit_bzero(scalar_.p, parameters_of(key_).half_octets);
        ecc_scalar_clear(&scalar_);
    }
    Scalar(const Scalar&) = delete;
    Scalar& operator=(const Scalar&) = delete;

    [[nodiscard]] bool set(const Integer& number) { return ecc_scalar_set(&scalar_, number.get()) == 1; }

    [[nodiscard]] Signature sign(std::string_view digest) const override {
        DsaSignature made;
        gostdsa_sign(&scalar_, nullptr, random_octets, digest.size(), octets_of(digest), &made.value);
        Signature signature;
        mpz_set(signature.r.get(), made.value.r);
        mpz_set(signature.s.get(), made.value.s);
        return signature;
    }

    [[nodiscard]] Coordinates public_point() const override {
        ecc_point point;
        ecc_point_init(&point, curve_of(key_));
        ecc_point_mul_g(&point, &scalar_);
        Coordinates coordinates;
        ecc_point_get(&point, coordinates.x.get(), coordinates.y.get());
        ecc_point_clear(&point);
        return coordinates;
    }

private:
    KeyAlgorithm key_;
    ecc_scalar scalar_;
};

}  // namespace

Result<std::unique_ptr<VerifyingPoint>> make_point(KeyAlgorithm key, const Coordinates& coordinates) {
    auto point = std::make_unique<Point>(key);
    if (!point->set(coordinates)) {
        return fail(Errc::malformed, "the public key is not a point of its curve");
    }
    return point;
}

Result<std::unique_ptr<SigningScalar>> make_scalar(KeyAlgorithm key, const Integer& number) {
    auto scalar = std::make_unique<Scalar>(key);
    OTKEL_ASSERT(scalar->set(number));
    return scalar;
}

}  // namespace otkel::crypto::gost::hogweed
