#pragma once

#include "gateway/evidence/bundle.hpp"
#include "gateway/evidence/contents.hpp"
#include "gateway/trust/revocation/ocsp.hpp"

// Private to evidence/.

namespace otkel::evidence {

// Answers about revocation are looked at years later; how old one was stands beside it.
[[nodiscard]] trust::OcspRules rules_of_evidence();
// "good by OCSP, CN=…, 2026-06-01T00:00:00Z"
[[nodiscard]] std::string told(const trust::RevocationStatus& status);

// What the authorities of the signers said, each answer verified as of the time of the record that holds it. That the
// answers are those which the gateway had is proved by the records, as of every leg; whether their signers are anybody
// is told by the anchors.
[[nodiscard]] std::vector<SignerStatus> check_signers(const Contents& contents, const asic::Container& container,
                                                      const trust::TrustStore& trust, Remarks& report);

}  // namespace otkel::evidence
