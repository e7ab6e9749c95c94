#include "gateway/crypto/gost/curve.hpp"

#include <openssl/rand.h>

#include "gateway/base/assert.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/crypto/gost/parameters.hpp"

namespace otkel::crypto::gost {
namespace {

Integer from_hex(const char* hex) {
    Integer number;
    OTKEL_ASSERT(mpz_set_str(number.get(), hex, 16) == 0);
    return number;
}

}  // namespace

const Integer& order_of(KeyAlgorithm key) {
    // RFC 7836 appendix A.1 (512 bits) and A.2 (256 bits, twisted Edwards form); RFC 4357 section 11.4 (CryptoPro-A).
    static const auto order512 = from_hex(
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
        "27e69532f48d89116ff22b8d4e0560609b4b38abfad2b85dcacdb1411f10b275");
    static const auto order256 = from_hex("400000000000000000000000000000000fd8cddfc87b6635c115af556c360c67");
    static const auto order2004 = from_hex("ffffffffffffffffffffffffffffffff6c611070995ad10045841b09b761b893");
    switch (key) {
        case KeyAlgorithm::gost2015_512: return order512;
        case KeyAlgorithm::gost2015_256: return order256;
        default: OTKEL_ASSERT(key == KeyAlgorithm::gost2004); return order2004;
    }
}

Integer random_scalar(KeyAlgorithm key) {
    const auto& order = order_of(key);
    std::string octets(parameters_of(key).half_octets, '\0');
    while (true) {
        OTKEL_ASSERT(
            RAND_priv_bytes(reinterpret_cast<unsigned char*>(octets.data()), static_cast<int>(octets.size())) == 1);
        auto number = from_big_endian(octets);
        if (!number.is_zero() && mpz_cmp(number.get(), order.get()) < 0) {
            wipe(octets);
            return number;
        }
    }
}

Result<std::unique_ptr<VerifyingPoint>> make_point(KeyAlgorithm key, const Coordinates& coordinates) {
    return key == KeyAlgorithm::gost2015_256 ? edwards256::make_point(coordinates)
                                             : hogweed::make_point(key, coordinates);
}

Result<std::unique_ptr<SigningScalar>> make_scalar(KeyAlgorithm key, const Integer& number) {
    if (mpz_sgn(number.get()) <= 0 || mpz_cmp(number.get(), order_of(key).get()) >= 0) {
        return fail(Errc::malformed, "the private key is not a number between 1 and the order of its curve");
    }
    return key == KeyAlgorithm::gost2015_256 ? edwards256::make_scalar(number) : hogweed::make_scalar(key, number);
}

}  // namespace otkel::crypto::gost
