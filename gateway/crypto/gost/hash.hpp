#pragma once

#include <nettle/gosthash94.h>
#include <nettle/streebog.h>

#include <string_view>
#include <variant>

#include "gateway/crypto/digest.hpp"

// The hashes of Kazakh GOST over nettle. Private to crypto/.

namespace otkel::crypto::gost {

[[nodiscard]] constexpr bool is_gost_hash(DigestAlgorithm algorithm) {
    return algorithm == DigestAlgorithm::streebog256 || algorithm == DigestAlgorithm::streebog512 ||
           algorithm == DigestAlgorithm::gost34311;
}

class Hash {
public:
    explicit Hash(DigestAlgorithm algorithm);
    void update(std::string_view octets);
    // Writes the digest and gives its size.
    std::size_t finish(unsigned char* out);

private:
    DigestAlgorithm algorithm_;
    std::variant<streebog512_ctx, gosthash94_ctx> context_;  // both sizes of Streebog share a context
};

}  // namespace otkel::crypto::gost
