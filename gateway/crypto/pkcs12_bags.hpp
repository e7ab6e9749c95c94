#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/crypto/openssl.hpp"
#include "gateway/crypto/password.hpp"

// What lies in a PKCS#12 file (RFC 7292), decrypted and not yet put together. Private to crypto/.

namespace otkel::crypto {

// Real files hold a handful; more are somebody's attempt to make us work.
inline constexpr std::size_t pkcs12_bags_max = 100;
inline constexpr int pkcs12_nesting_max = 4;
// An RSA key of 16 384 bits takes 10 KiB.
inline constexpr std::size_t pkcs12_key_octets_max = std::size_t{16} * 1024;
inline constexpr std::size_t pkcs12_name_octets_max = 256;
inline constexpr std::size_t pkcs12_password_octets_max = 1024;

// UTF-8 without control characters, because it will stand in errors and logs, and not too long.
[[nodiscard]] bool is_key_name(std::string_view name);

struct Pkcs12KeyBag {
    Secret private_key_info;
    std::string local_key_id;
    std::string friendly_name;
};

struct Pkcs12CertificateBag {
    Owned<X509> certificate;
    std::string local_key_id;
    std::string friendly_name;
};

struct Pkcs12Bags {
    std::vector<Pkcs12KeyBag> keys;  // in the order of the file
    std::vector<Pkcs12CertificateBag> certificates;
};

// Errc::malformed, Errc::forbidden, Errc::limit_exceeded, Errc::unsupported.
[[nodiscard]] Result<Pkcs12Bags> open_pkcs12(std::string_view content, std::string_view password);

}  // namespace otkel::crypto
