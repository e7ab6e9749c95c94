#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/app/report/signature_report.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/trust/revocation/crl.hpp"

namespace otkel::app {

struct VerificationRequest {
    std::string_view document;
    std::string_view profile;                 // "wsse", "enveloped", "eaeu", "xmldsig", "cms", "raw", "asic"
    std::optional<std::string_view> content;  // of a detached CMS
    std::string_view signature;               // profile raw: over the document, octets or base64
    trust::CertificatePtr certificate;        // profile raw: the signer's; null: a trusted key is tried
    std::shared_ptr<const trust::TrustStore> trust;
    // The same, and the keys of pinned certificates as bare keys: for documents that name no certificate. Null: they
    // must name one.
    std::shared_ptr<const trust::TrustStore> trust_for_unnamed{};
    const trust::CrlStore* lists{nullptr};  // null: revocation is not asked about
    WallTime at{};                          // "now"
};

// Never fails: what is wrong stands in the report.
[[nodiscard]] SignatureReport verify_document(const VerificationRequest& request, std::size_t octets_max);

// What the document's own shape says: "wsse" for a SOAP envelope with a signature in its header, "eaeu" for a
// SignedDoc, "cms" for DER and PEM, "asic" for ZIP, "enveloped" for other XML.
[[nodiscard]] std::string profile_by_shape(std::string_view document);

}  // namespace otkel::app
