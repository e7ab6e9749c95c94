#include "gateway/crypto/gost/hash.hpp"

#include "gateway/base/assert.hpp"

namespace otkel::crypto::gost {

Hash::Hash(DigestAlgorithm algorithm) : algorithm_(algorithm) {
    OTKEL_ASSERT(is_gost_hash(algorithm));
    if (algorithm == DigestAlgorithm::gost34311) {
        // Not gosthash94cp: the S-box is the one that Russian documents call "test", proved on CMS and time stamps of
        // the national authority (protocol fact, seen).
        gosthash94_init(&context_.emplace<gosthash94_ctx>());
    } else if (algorithm == DigestAlgorithm::streebog512) {
        streebog512_init(&std::get<streebog512_ctx>(context_));
    } else {
        streebog256_init(&std::get<streebog512_ctx>(context_));
    }
}

void Hash::update(std::string_view octets) {
    const auto* data = reinterpret_cast<const std::uint8_t*>(octets.data());
    if (auto* streebog = std::get_if<streebog512_ctx>(&context_)) {
        streebog512_update(streebog, octets.size(), data);
    } else {
        gosthash94_update(&std::get<gosthash94_ctx>(context_), octets.size(), data);
    }
}

std::size_t Hash::finish(unsigned char* out) {
    switch (algorithm_) {
        case DigestAlgorithm::streebog512:
            streebog512_digest(&std::get<streebog512_ctx>(context_), STREEBOG512_DIGEST_SIZE, out);
            return STREEBOG512_DIGEST_SIZE;
        case DigestAlgorithm::streebog256:
            streebog256_digest(&std::get<streebog512_ctx>(context_), STREEBOG256_DIGEST_SIZE, out);
            return STREEBOG256_DIGEST_SIZE;
        default:
            gosthash94_digest(&std::get<gosthash94_ctx>(context_), GOSTHASH94_DIGEST_SIZE, out);
            return GOSTHASH94_DIGEST_SIZE;
    }
}

}  // namespace otkel::crypto::gost
