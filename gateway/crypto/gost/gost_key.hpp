#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "gateway/crypto/key_implementation.hpp"

// Kazakh GOST keys in their ASN.1 forms. Private to crypto/.

namespace otkel::crypto::gost {

// Both give nullptr for a key of another algorithm, and Errc::malformed for one that is damaged.
[[nodiscard]] Result<std::shared_ptr<const PublicKeyImplementation>> read_public_key(
    std::string_view subject_public_key_info);
[[nodiscard]] Result<std::shared_ptr<const PrivateKeyImplementation>> read_private_key(
    std::string_view private_key_info);

[[nodiscard]] std::shared_ptr<const PrivateKeyImplementation> generate_key(KeyAlgorithm algorithm);

}  // namespace otkel::crypto::gost
