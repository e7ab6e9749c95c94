#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

struct evp_pkey_st;
struct evp_pkey_ctx_st;

// Keys, digests and raw signatures over OpenSSL. Kazakh GOST joins as further values of the two enumerations; nothing
// above this folder names a library. Objects are immutable and thread safe.

namespace otkel::crypto {

enum class DigestAlgorithm { sha1, sha256, sha384, sha512 };
enum class KeyAlgorithm { rsa, ecdsa_p256, other };
enum class SignatureAlgorithm { rsa_sha256, ecdsa_sha256 };

// Incremental digest.
class Hasher {
public:
    explicit Hasher(DigestAlgorithm algorithm);
    ~Hasher();
    Hasher(Hasher&&) noexcept;
    Hasher& operator=(Hasher&&) noexcept;
    void update(std::string_view octets);
    [[nodiscard]] std::string finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};
[[nodiscard]] std::string digest(DigestAlgorithm algorithm, std::string_view octets);

class PublicKey {
public:
    // A null key stands for one that OpenSSL cannot decode (Kazakh GOST): algorithm other, verifies nothing.
    explicit PublicKey(std::shared_ptr<evp_pkey_st> key);
    [[nodiscard]] static Result<PublicKey> from_pem(std::string_view pem);  // SubjectPublicKeyInfo
    [[nodiscard]] KeyAlgorithm algorithm() const;
    [[nodiscard]] int bits() const;
    [[nodiscard]] bool is_same_as(const PublicKey& other) const;
    // ECDSA signatures are r‖s of fixed width, as in XML-DSig (RFC 4050 section 3.3), not DER.
    [[nodiscard]] bool verifies(SignatureAlgorithm algorithm, std::string_view octets,
                                std::string_view signature) const;
    [[nodiscard]] evp_pkey_st* native() const { return key_.get(); }

private:
    std::shared_ptr<evp_pkey_st> key_;
    KeyAlgorithm algorithm_;
    // Ready for the preferred signature algorithm; copied for every use, because preparing one costs as much as a tenth
    // of an RSA verification.
    std::shared_ptr<const evp_pkey_ctx_st> prepared_;
};

class PrivateKey {
public:
    explicit PrivateKey(std::shared_ptr<evp_pkey_st> key);
    [[nodiscard]] KeyAlgorithm algorithm() const;
    [[nodiscard]] SignatureAlgorithm preferred_signature() const;
    [[nodiscard]] Result<std::string> sign(SignatureAlgorithm algorithm, std::string_view octets) const;
    [[nodiscard]] PublicKey public_key() const;
    [[nodiscard]] evp_pkey_st* native() const { return key_.get(); }

private:
    std::shared_ptr<evp_pkey_st> key_;
    KeyAlgorithm algorithm_;
    std::shared_ptr<const evp_pkey_ctx_st> prepared_;
};

// A private key with its certificate.
struct Identity {
    PrivateKey key;
    std::string certificate_der;
    std::vector<std::string> chain_der;  // issuers that came with it, nearest first
};

// Where private keys live. Two kinds: PKCS#12 files (here) and PKCS#11 tokens.
class KeyStore {
public:
    virtual ~KeyStore() = default;
    [[nodiscard]] virtual Result<Identity> load() const = 0;
};

// `password_file` holds the password in its first line; it is wiped after use.
[[nodiscard]] std::unique_ptr<KeyStore> make_pkcs12_store(std::filesystem::path file,
                                                          std::filesystem::path password_file);

}  // namespace otkel::crypto
