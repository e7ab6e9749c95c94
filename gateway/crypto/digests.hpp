#pragma once

#include <openssl/evp.h>

#include <array>
#include <string_view>

#include "gateway/crypto/key.hpp"

// Digests inside crypto/, without a string for the result.

namespace otkel::crypto {

using DigestBuffer = std::array<unsigned char, EVP_MAX_MD_SIZE>;

[[nodiscard]] const EVP_MD* method_of(DigestAlgorithm algorithm);
void digest_into(DigestAlgorithm algorithm, std::string_view octets, DigestBuffer& out, std::size_t& size);

}  // namespace otkel::crypto
