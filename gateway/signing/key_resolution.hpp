#pragma once

#include <libxml/tree.h>

#include <vector>

#include "gateway/signing/profile_rules.hpp"
#include "gateway/signing/signature_place.hpp"
#include "gateway/trust/trust_store.hpp"

namespace otkel::signing {

struct ResolvedKey {
    trust::CertificatePtr certificate;
    // Certificates that stand beside it: steps of a path, never a reason to trust.
    std::vector<trust::CertificatePtr> offered;
};

// Step 4 of verification: which certificate ds:KeyInfo means. A hint only: trust in it is established apart.
// wsse: SecurityTokenReference with a KeyIdentifier (X509v3), a Reference to a BinarySecurityToken of the same header,
// or X509Data; enveloped and eaeu: X509Data; xmldsig: the first X509Data among whatever stands there. X509Data holds
// the certificate, or issuer and serial of one that `trust` knows.
[[nodiscard]] Result<ResolvedKey> resolve_key(const xmlNode* key_info, const SignaturePlace& place,
                                              const ProfileRules& rules, const trust::TrustStore& trust,
                                              trust::CertificateCache& certificates);

}  // namespace otkel::signing
