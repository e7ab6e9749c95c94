#pragma once

#include <openssl/asn1.h>
#include <openssl/x509.h>

#include <cstdint>

#include "gateway/base/result.hpp"

// What a PKCS#12 file may ask of us. Private to crypto/.

namespace otkel::crypto {

// Deriving keys from the password is repeated as often as the file says: over its MAC and all its bags together. NCA
// asks for 3 × 1024, `openssl pkcs12` for 3 × 2048, browsers for 3 × 600 000; a million is a second of CPU.
inline constexpr std::int64_t pkcs12_iterations_max = 2'000'000;

// Adds up the work before it is done, and lets only known algorithms do it.
class Pkcs12Cost {
public:
    // Errc::limit_exceeded, Errc::unsupported, Errc::malformed.
    [[nodiscard]] Result<void> admit_mac(const X509_ALGOR* digest, const ASN1_INTEGER* iterations);
    [[nodiscard]] Result<void> admit_encryption(const X509_ALGOR* algorithm);

private:
    [[nodiscard]] Result<void> spend(const ASN1_INTEGER* iterations);
    [[nodiscard]] Result<void> spend_pkcs12(const X509_ALGOR* algorithm);
    [[nodiscard]] Result<void> spend_pbes2(const X509_ALGOR* algorithm);
    std::int64_t left_{pkcs12_iterations_max};
};

}  // namespace otkel::crypto
