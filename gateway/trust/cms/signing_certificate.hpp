#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/trust/certificate.hpp"

// The attribute by which a signer names its certificate under the signature: SigningCertificate (RFC 2634 section 5.4)
// and SigningCertificateV2 (RFC 5035 section 3). Private to trust/cms/.

namespace otkel::trust {

struct NamedCertificate {
    crypto::DigestAlgorithm digest{crypto::DigestAlgorithm::sha1};
    std::string hash;
    std::string issuer_der, serial_octets;  // empty without issuerSerial

    [[nodiscard]] bool names(const Certificate& certificate) const;
};

// `value`: of the attribute. Only the first ESSCertID is read: the signer's own; the others tell of its path, which is
// judged by its signatures. Errc::malformed, Errc::forbidden_construct for a digest that we do not carry.
[[nodiscard]] Result<NamedCertificate> read_signing_certificate(std::string_view value);
[[nodiscard]] Result<NamedCertificate> read_signing_certificate_v2(std::string_view value);

// The value of SigningCertificateV2 with SHA-256, without issuerSerial, as the national SDK writes it (seen).
[[nodiscard]] std::string signing_certificate_v2(std::string_view certificate_der);

}  // namespace otkel::trust
