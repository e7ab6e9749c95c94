#pragma once

#include "gateway/crypto/key.hpp"

// What one library does for a key. Private to crypto/.

namespace otkel::crypto {

class PublicKeyImplementation {
public:
    explicit PublicKeyImplementation(KeyAlgorithm algorithm, std::string der)
        : algorithm_(algorithm), der_(std::move(der)) {}
    virtual ~PublicKeyImplementation() = default;
    PublicKeyImplementation(const PublicKeyImplementation&) = delete;
    PublicKeyImplementation& operator=(const PublicKeyImplementation&) = delete;

    [[nodiscard]] KeyAlgorithm algorithm() const { return algorithm_; }
    [[nodiscard]] const std::string& der() const { return der_; }
    [[nodiscard]] virtual int bits() const = 0;
    // The algorithm fits the key: PublicKey has looked.
    [[nodiscard]] virtual bool verifies(SignatureAlgorithm algorithm, std::string_view octets,
                                        std::string_view signature, EcdsaForm form) const = 0;

private:
    KeyAlgorithm algorithm_;
    std::string der_;
};

class PrivateKeyImplementation {
public:
    explicit PrivateKeyImplementation(PublicKey public_key) : public_key_(std::move(public_key)) {}
    virtual ~PrivateKeyImplementation() = default;
    PrivateKeyImplementation(const PrivateKeyImplementation&) = delete;
    PrivateKeyImplementation& operator=(const PrivateKeyImplementation&) = delete;

    [[nodiscard]] const PublicKey& public_key() const { return public_key_; }
    // The algorithm fits the key: PrivateKey has looked.
    [[nodiscard]] virtual Result<std::string> sign(SignatureAlgorithm algorithm, std::string_view octets,
                                                   EcdsaForm form) const = 0;
    [[nodiscard]] virtual Result<std::string> der() const = 0;

private:
    PublicKey public_key_;
};

}  // namespace otkel::crypto
