#include <openssl/bn.h>
#include <openssl/ec.h>

#include <memory>

#include "gateway/base/assert.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/crypto/gost/curve.hpp"
#include "gateway/crypto/openssl.hpp"

// tc26-gost-3410-2012-256-paramSetA in Weierstrass form (RFC 7836 appendix A.2), which OpenSSL computes like any curve.
// Its group has four times as many points as the order, so that points are checked to be of that order.

namespace otkel::crypto::gost::edwards256 {
namespace {

constexpr std::size_t octets = 32;
constexpr KeyAlgorithm key = KeyAlgorithm::gost2015_256;

struct Free {
    void operator()(EC_GROUP* p) const { EC_GROUP_free(p); }
    void operator()(EC_POINT* p) const { EC_POINT_clear_free(p); }
    void operator()(BN_CTX* p) const { BN_CTX_free(p); }
    void operator()(BIGNUM* p) const { BN_clear_free(p); }
};
template <class T>
using Held = std::unique_ptr<T, Free>;
using Number = Held<BIGNUM>;

Number from_hex(const char* hex) {
    BIGNUM* number = nullptr;
    OTKEL_ASSERT(BN_hex2bn(&number, hex) != 0);
    return Number(number);
}

Number number_of(const Integer& integer) {
    auto big_endian = to_big_endian(integer, octets);
    Number number(BN_secure_new());
    OTKEL_ASSERT(BN_bin2bn(reinterpret_cast<const unsigned char*>(big_endian.data()), static_cast<int>(octets),
                           number.get()) != nullptr);
    wipe(big_endian);
    return number;
}

Integer integer_of(const BIGNUM* number) {
    std::string big_endian(octets, '\0');
    OTKEL_ASSERT(BN_bn2binpad(number, reinterpret_cast<unsigned char*>(big_endian.data()), static_cast<int>(octets)) ==
                 static_cast<int>(octets));
    auto integer = from_big_endian(big_endian);
    wipe(big_endian);
    return integer;
}

const EC_GROUP* group() {
    static const Held<EC_GROUP> made = [] {
        const auto p = from_hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD97");
        const auto a = from_hex("C2173F1513981673AF4892C23035A27CE25E2013BF95AA33B22C656F277E7335");
        const auto b = from_hex("295F9BAE7428ED9CCC20E7C359A9D41A22FCCD9108E17BF7BA9337A6F8AE9513");
        const auto x = from_hex("91E38443A5E82C0D880923425712B2BB658B9196932E02C78B2582FE742DAA28");
        const auto y = from_hex("32879423AB1A0375895786C4BB46E9565FDE0B5344766740AF268ADB32322E5C");
        const auto q = from_hex("400000000000000000000000000000000FD8CDDFC87B6635C115AF556C360C67");
        const auto cofactor = from_hex("4");
        Held<EC_GROUP> curve(EC_GROUP_new_curve_GFp(p.get(), a.get(), b.get(), nullptr));
        OTKEL_ASSERT(curve != nullptr);
        const Held<EC_POINT> base(EC_POINT_new(curve.get()));
        OTKEL_ASSERT(EC_POINT_set_affine_coordinates(curve.get(), base.get(), x.get(), y.get(), nullptr) == 1);
        OTKEL_ASSERT(EC_GROUP_set_generator(curve.get(), base.get(), q.get(), cofactor.get()) == 1);
        return curve;
    }();
    return made.get();
}

const BIGNUM* order() { return EC_GROUP_get0_order(group()); }

bool is_within_order(const BIGNUM* number) { return !BN_is_zero(number) && BN_cmp(number, order()) < 0; }

Number new_number() {
    Number number(BN_secure_new());
    OTKEL_ASSERT(number != nullptr);
    return number;
}

class Point final : public VerifyingPoint {
public:
    explicit Point(Held<EC_POINT> point) : point_(std::move(point)) {}

    // GOST R 34.10-2012 section 6.2: C = (s/e)·G - (r/e)·Q, and its x is r.
    [[nodiscard]] bool verifies(std::string_view digest, const Signature& signature) const override {
        if (mpz_sizeinbase(signature.r.get(), 2) > octets * 8 || mpz_sizeinbase(signature.s.get(), 2) > octets * 8) {
            return false;
        }
        const auto r = number_of(signature.r);
        const auto s = number_of(signature.s);
        if (!is_within_order(r.get()) || !is_within_order(s.get())) {
            return false;
        }
        const Held<BN_CTX> context(BN_CTX_new());
        const auto e = number_of(number_of_digest(digest, order_of(key)));
        const auto inverse = new_number();
        const auto of_base = new_number();
        const auto of_point = new_number();
        const auto x = new_number();
        const Held<EC_POINT> c(EC_POINT_new(group()));
        return BN_mod_inverse(inverse.get(), e.get(), order(), context.get()) != nullptr &&
               BN_mod_mul(of_base.get(), s.get(), inverse.get(), order(), context.get()) == 1 &&
               BN_mod_mul(of_point.get(), r.get(), inverse.get(), order(), context.get()) == 1 &&
               BN_sub(of_point.get(), order(), of_point.get()) == 1 &&
               EC_POINT_mul(group(), c.get(), of_base.get(), point_.get(), of_point.get(), context.get()) == 1 &&
               EC_POINT_get_affine_coordinates(group(), c.get(), x.get(), nullptr, context.get()) == 1 &&
               BN_nnmod(x.get(), x.get(), order(), context.get()) == 1 && BN_cmp(x.get(), r.get()) == 0;
    }

private:
    Held<EC_POINT> point_;
};

class Scalar final : public SigningScalar {
public:
    explicit Scalar(Number number) : number_(std::move(number)) { BN_set_flags(number_.get(), BN_FLG_CONSTTIME); }

    // GOST R 34.10-2012 section 6.1: r is the x of k·G, s = r·d + k·e.
    [[nodiscard]] Signature sign(std::string_view digest) const override {
        const Held<BN_CTX> context(BN_CTX_secure_new());
        const auto e = number_of(number_of_digest(digest, order_of(key)));
        const auto r = new_number();
        const auto s = new_number();
        const auto ke = new_number();
        const Held<EC_POINT> c(EC_POINT_new(group()));
        while (true) {
            const auto k = number_of(random_scalar(key));
            BN_set_flags(k.get(), BN_FLG_CONSTTIME);
            const bool computed =
                EC_POINT_mul(group(), c.get(), k.get(), nullptr, nullptr, context.get()) == 1 &&
                EC_POINT_get_affine_coordinates(group(), c.get(), r.get(), nullptr, context.get()) == 1 &&
                BN_nnmod(r.get(), r.get(), order(), context.get()) == 1 &&
                BN_mod_mul(s.get(), r.get(), number_.get(), order(), context.get()) == 1 &&
                BN_mod_mul(ke.get(), k.get(), e.get(), order(), context.get()) == 1 &&
                BN_mod_add(s.get(), s.get(), ke.get(), order(), context.get()) == 1;
            OTKEL_ASSERT(computed);
            if (!BN_is_zero(r.get()) && !BN_is_zero(s.get())) {
                return {integer_of(r.get()), integer_of(s.get())};
            }
        }
    }

    [[nodiscard]] Coordinates public_point() const override {
        const Held<BN_CTX> context(BN_CTX_secure_new());
        const Held<EC_POINT> point(EC_POINT_new(group()));
        const auto x = new_number();
        const auto y = new_number();
        OTKEL_ASSERT(EC_POINT_mul(group(), point.get(), number_.get(), nullptr, nullptr, context.get()) == 1 &&
                     EC_POINT_get_affine_coordinates(group(), point.get(), x.get(), y.get(), context.get()) == 1);
        return {integer_of(x.get()), integer_of(y.get())};
    }

private:
    Number number_;
};

}  // namespace

Result<std::unique_ptr<VerifyingPoint>> make_point(const Coordinates& coordinates) {
    const Held<BN_CTX> context(BN_CTX_new());
    Held<EC_POINT> point(EC_POINT_new(group()));
    const Held<EC_POINT> multiple(EC_POINT_new(group()));
    const bool on_curve = EC_POINT_set_affine_coordinates(group(), point.get(), number_of(coordinates.x).get(),
                                                          number_of(coordinates.y).get(), context.get()) == 1;
    if (!on_curve || EC_POINT_mul(group(), multiple.get(), nullptr, point.get(), order(), context.get()) != 1 ||
        EC_POINT_is_at_infinity(group(), multiple.get()) != 1) {
        (void)openssl_reason();
        return fail(Errc::malformed, "the public key is not a point of its curve with the order of the curve");
    }
    return std::make_unique<Point>(std::move(point));
}

Result<std::unique_ptr<SigningScalar>> make_scalar(const Integer& number) {
    return std::make_unique<Scalar>(number_of(number));
}

}  // namespace otkel::crypto::gost::edwards256
