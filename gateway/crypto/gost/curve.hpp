#pragma once

#include <memory>

#include "gateway/base/result.hpp"
#include "gateway/crypto/gost/byte_order.hpp"
#include "gateway/crypto/key.hpp"

// Signatures of GOST R 34.10-2012 (section 6) on the curves of Kazakh keys. Nettle knows two of them; for the third, a
// curve in twisted Edwards form that nettle lacks, OpenSSL computes. Objects are immutable and thread safe. Private to
// crypto/.

namespace otkel::crypto::gost {

// A public key: a point of the right order.
class VerifyingPoint {
public:
    virtual ~VerifyingPoint() = default;
    // `digest`: as the hash gave it. False as well when r or s is outside of 1 … q-1.
    [[nodiscard]] virtual bool verifies(std::string_view digest, const Signature& signature) const = 0;
};

// A private key. Every signature takes a fresh random number from the system's generator.
class SigningScalar {
public:
    virtual ~SigningScalar() = default;
    [[nodiscard]] virtual Signature sign(std::string_view digest) const = 0;
    [[nodiscard]] virtual Coordinates public_point() const = 0;
};

// Errc::malformed: not a point of the curve, or of a small order.
[[nodiscard]] Result<std::unique_ptr<VerifyingPoint>> make_point(KeyAlgorithm key, const Coordinates& coordinates);
// Errc::malformed: outside of 1 … q-1.
[[nodiscard]] Result<std::unique_ptr<SigningScalar>> make_scalar(KeyAlgorithm key, const Integer& number);
// A random number of 1 … q-1.
[[nodiscard]] Integer random_scalar(KeyAlgorithm key);

namespace hogweed {
[[nodiscard]] Result<std::unique_ptr<VerifyingPoint>> make_point(KeyAlgorithm key, const Coordinates& coordinates);
[[nodiscard]] Result<std::unique_ptr<SigningScalar>> make_scalar(KeyAlgorithm key, const Integer& number);
}  // namespace hogweed

namespace edwards256 {
[[nodiscard]] Result<std::unique_ptr<VerifyingPoint>> make_point(const Coordinates& coordinates);
[[nodiscard]] Result<std::unique_ptr<SigningScalar>> make_scalar(const Integer& number);
}  // namespace edwards256

// The order q of the curve's subgroup.
[[nodiscard]] const Integer& order_of(KeyAlgorithm key);

}  // namespace otkel::crypto::gost
