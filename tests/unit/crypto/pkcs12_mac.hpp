#pragma once

#include <openssl/pkcs12.h>

#include <string>
#include <string_view>

#include "gateway/crypto/der.hpp"

namespace otkel::crypto::testing {

// The file around an AuthenticatedSafe (RFC 7292 section 4) with a MAC that holds; empty when OpenSSL does not take the
// octets for a file.
inline std::string with_mac(std::string_view authenticated_safe, std::string_view password) {
    const auto data = der::element(der::tag::context(0), der::octet_string(authenticated_safe));
    const auto unprotected = der::sequence({der::integer(3), der::sequence({der::oid("1.2.840.113549.1.7.1"), data})});
    const auto* octets = reinterpret_cast<const unsigned char*>(unprotected.data());
    PKCS12* file = d2i_PKCS12(nullptr, &octets, static_cast<long>(unprotected.size()));
    std::string content;
    if (file != nullptr &&
        PKCS12_set_mac(file, password.data(), static_cast<int>(password.size()), nullptr, 8, 1, EVP_sha1()) == 1) {
        content.resize(static_cast<std::size_t>(i2d_PKCS12(file, nullptr)));
        auto* out = reinterpret_cast<unsigned char*>(content.data());
        i2d_PKCS12(file, &out);
    }
    PKCS12_free(file);
    return content;
}

}  // namespace otkel::crypto::testing
