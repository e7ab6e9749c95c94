#pragma once

#include <string>
#include <vector>

#include "gateway/trust/issuing/certificate_writer.hpp"
#include "gateway/trust/issuing/crl_writer.hpp"

// What the development PKI consists of. Private to trust/issuing/, sources only.

namespace otkel::trust::issuing {

struct DevelopmentCertificate {
    std::string name;
    crypto::KeyAlgorithm key;
    std::string issuer;  // one that stands above; empty: itself
    CertificateContent content;
};
[[nodiscard]] const std::vector<DevelopmentCertificate>& development_certificates();

struct DevelopmentCrl {
    std::string name, issuer;
    CrlContent content;  // serial_octets of the entries: the name of the certificate
};
[[nodiscard]] const std::vector<DevelopmentCrl>& development_crls();

// Logins of participants at the bus: files with a random password and nothing else.
[[nodiscard]] const std::vector<std::string>& development_passwords();

}  // namespace otkel::trust::issuing
