#pragma once

#include <string>

#include "gateway/trust/certificate.hpp"
#include "tests/support/reference_data.hpp"

// Real answers and lists of the national authority, where they are at hand.

namespace otkel::trust::testing {

inline std::string nca_file(const std::string& name) { return otkel::testing::reference_file("nca/" + name); }

inline CertificatePtr nca_certificate(const std::string& name) {
    return Certificate::from_file_content(nca_file(name)).value().front();
}

inline std::string from_hex(std::string_view hex) {
    std::string octets;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        octets += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    }
    return octets;
}

}  // namespace otkel::trust::testing
