#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "gateway/app/report/signature_report.hpp"

// How a certificate was judged and on what grounds: the part that the report about a signed document and the one about
// a certificate share.

namespace otkel::app {

// A path without an anchor is that of a pinned certificate or of a trusted key.
[[nodiscard]] bool ends_at_anchor(const trust::TrustStore::Path& path, const trust::TrustStore& store);

// Whether the certificate was held against anything: one that was not is neither valid nor invalid.
[[nodiscard]] bool judged(const SignerReport& signer);
// In a few words, as the headline: what is wrong, what will soon be, or that it holds.
[[nodiscard]] std::string_view standing_text(const SignerReport& signer, trust::Expiry expiry, Language language);
// Chain, revocation, evidence and, of a failure, the reason.
[[nodiscard]] std::string judgement_text(const SignerReport& signer, Language language);
// The same, with everything about the certificate.
[[nodiscard]] boost::json::object judgement_json(const SignerReport& signer);

}  // namespace otkel::app
