#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/text.hpp"
#include "gateway/trust/cms/cms.hpp"
#include "gateway/trust/holder.hpp"
#include "gateway/trust/revocation/status.hpp"
#include "gateway/trust/trust_store.hpp"
#include "gateway/trust/verdict.hpp"

// What a signed document proves, for people who decide on it: who, in which role, when, covered what, on what evidence.

namespace otkel::app {

struct SignerReport {
    trust::CertificatePtr certificate;  // null when a bare key was trusted
    std::string name;                   // the subject, or that it is a key
    trust::TrustStore::Path path;
    bool anchored{false};  // the last certificate of the path is an anchor
    std::string algorithm;
    std::optional<WallTime> claimed_time;  // the signer's own word
    std::optional<trust::TimeStamp> stamp;
    WallTime judged_at{};
    std::vector<trust::RevocationStatus> revocation;  // of the certificates below the anchor, leaf first
    std::vector<trust::Verdict> verdicts;
    std::optional<Error> error;
};

struct SignatureReport {
    bool valid{false};
    std::string profile;  // "enveloped", "cms"
    std::string covered;  // "12 345 octets: …", for people
    std::vector<SignerReport> signers;
    std::optional<Error> error;  // of the document as a whole
    std::string octets;          // what all signatures cover
};

[[nodiscard]] std::string to_text(const SignatureReport& report, Language language);
[[nodiscard]] boost::json::object to_json(const SignatureReport& report);

// The parts about one certificate, which `otkel certificate` prints as well.
[[nodiscard]] std::string holder_text(const trust::Certificate& certificate, Language language);
[[nodiscard]] std::string certificate_text(const trust::Certificate& certificate, Language language);
[[nodiscard]] std::string_view expiry_text(trust::Expiry expiry, Language language);
[[nodiscard]] boost::json::object to_json(const trust::Certificate& certificate);
[[nodiscard]] boost::json::object to_json(const trust::RevocationStatus& status);
[[nodiscard]] std::string revocation_text(const trust::RevocationStatus& status, Language language);

}  // namespace otkel::app
