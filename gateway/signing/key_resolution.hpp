#pragma once

#include <libxml/tree.h>

#include "gateway/signing/signature_place.hpp"
#include "gateway/trust/trust_store.hpp"

namespace otkel::signing {

// Step 4 of verification: which certificate ds:KeyInfo means. A hint only: trust in it is established apart.
// wsse: SecurityTokenReference with a KeyIdentifier (X509v3), a Reference to a BinarySecurityToken of the same header,
// or X509Data; enveloped: X509Data. X509Data holds the certificate, or issuer and serial of one that `trust` knows.
[[nodiscard]] Result<trust::CertificatePtr> resolve_key(const xmlNode* key_info, const SignaturePlace& place,
                                                        const trust::TrustStore& trust,
                                                        trust::CertificateCache& certificates);

}  // namespace otkel::signing
