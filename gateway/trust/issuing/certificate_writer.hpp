#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/crypto/key.hpp"
#include "gateway/trust/certificate.hpp"

// Issuing certificates, for the development PKI and the twins of authorities. Not an authority for production: there is
// no ceremony, no audit and no key protection here.

namespace otkel::trust::issuing {

// Attributes in the order in which they are written: {"2.5.4.6", "KZ"}.
using Name = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] std::string name_der(const Name& name);

struct CertificateContent {
    Name subject;
    WallTime not_before{}, not_after{};
    bool authority{false};
    std::optional<int> path_length_max;
    std::uint16_t key_usage{0};  // bits of trust::KeyUsage; 0: no such extension
    std::vector<std::string> extended_key_usage;
    bool extended_key_usage_critical{false};
    std::vector<std::string> policies;
    std::vector<std::string> dns_names, ip_addresses;  // subjectAltName, for TLS
    std::string ocsp_address, crl_address, delta_crl_address, issuer_address;
    bool ocsp_no_check{false};
    std::vector<std::pair<std::string, std::string>> critical_extensions;  // OID and DER value: for negative tests
};

// An authority: its key and certificate.
class Issuer {
public:
    [[nodiscard]] static Issuer self_signed(const CertificateContent& content, crypto::PrivateKey key);
    Issuer(CertificatePtr certificate, crypto::PrivateKey key);

    [[nodiscard]] const CertificatePtr& certificate() const { return certificate_; }
    [[nodiscard]] const crypto::PrivateKey& key() const { return key_; }

    // `serial`: big-endian octets; empty for 20 random ones.
    [[nodiscard]] CertificatePtr issue(const CertificateContent& content, const crypto::PublicKey& key,
                                       std::string_view serial = {}) const;

private:
    CertificatePtr certificate_;
    crypto::PrivateKey key_;
};

}  // namespace otkel::trust::issuing
