#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "gateway/crypto/key.hpp"

// A second opinion about GOST keys and signatures, of a library that knows the Russian encodings: Botan for the 512-bit
// curve and CryptoPro-A, the GOST engine of OpenSSL for the 256-bit curve in twisted Edwards form, which Botan lacks.

namespace otkel::testing {

class GostReference {
public:
    virtual ~GostReference() = default;
    // Over a digest that was computed already. `signature` in the Kazakh order.
    [[nodiscard]] virtual bool verifies(const crypto::PublicKey& key, std::string_view digest,
                                        std::string_view signature) const = 0;
    // A fresh key of the reference's own making, a signature of it in the Kazakh order, and the key as we read it.
    struct Signed {
        crypto::PublicKey key;
        std::string signature;
    };
    [[nodiscard]] virtual Signed sign(std::string_view digest) const = 0;
};

[[nodiscard]] std::unique_ptr<GostReference> make_gost_reference(crypto::KeyAlgorithm algorithm);

}  // namespace otkel::testing
