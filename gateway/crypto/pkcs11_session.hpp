#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/crypto/key_store.hpp"
#include "gateway/crypto/pkcs11_module.hpp"

// A session with a token, logged in. Private to crypto/.

namespace otkel::crypto {

// A label may be shared; more keys and certificates than this are not looked at.
inline constexpr std::size_t pkcs11_objects_max = 100;
inline constexpr std::size_t pkcs11_attribute_octets_max = std::size_t{64} * 1024;

// One thread at a time.
class Pkcs11Session {
public:
    // Errc::invalid_configuration: no such library, token or key, wrong PIN. Errc::forbidden: the token has refused the
    // PIN; trying again would lock it. Errc::unavailable: the token does not work.
    [[nodiscard]] static Result<std::unique_ptr<Pkcs11Session>> open(const TokenKey& key);
    Pkcs11Session(std::shared_ptr<const Pkcs11Module> module, CK_SESSION_HANDLE session)
        : module_(std::move(module)), session_(session) {}
    ~Pkcs11Session();
    Pkcs11Session(const Pkcs11Session&) = delete;
    Pkcs11Session& operator=(const Pkcs11Session&) = delete;

    // In DER: those with the CKA_ID of the key, and all.
    [[nodiscard]] Result<std::vector<std::string>> own_certificates();
    [[nodiscard]] Result<std::vector<std::string>> all_certificates();
    // `octets` are what the mechanism signs: a DigestInfo or a digest.
    [[nodiscard]] Result<std::string> sign(CK_MECHANISM_TYPE mechanism, std::string_view octets);

private:
    using Attributes = std::vector<CK_ATTRIBUTE>;

    [[nodiscard]] Result<void> log_in(const TokenKey& key);
    [[nodiscard]] Result<void> find_key(const TokenKey& key);
    [[nodiscard]] Result<std::vector<CK_OBJECT_HANDLE>> find(Attributes wanted);
    [[nodiscard]] Result<std::string> attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type);
    [[nodiscard]] Result<std::vector<std::string>> certificates(Attributes wanted);

    std::shared_ptr<const Pkcs11Module> module_;
    CK_SESSION_HANDLE session_;
    CK_OBJECT_HANDLE key_{0};
    std::string key_id_;
};

}  // namespace otkel::crypto
