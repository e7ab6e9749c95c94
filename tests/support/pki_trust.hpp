#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "gateway/trust/trust_store.hpp"
#include "tests/support/pki_keys.hpp"

namespace otkel::testing {

inline trust::CertificatePtr pki_certificate(const std::string& name) {
    const auto certificates = trust::Certificate::from_file_content(read_file(pki_folder() / (name + ".cert.pem")));
    if (!certificates) {
        throw std::runtime_error(certificates.error().to_string());
    }
    return certificates->front();
}

// Trusts the development authorities, the national and the classic one, and everything that they have issued.
inline std::shared_ptr<const trust::TrustStore> pki_trust() {
    auto store = std::make_shared<trust::TrustStore>();
    store->anchor(pki_certificate("ca"));
    store->anchor(pki_certificate("ca-classic"));
    return store;
}

}  // namespace otkel::testing
