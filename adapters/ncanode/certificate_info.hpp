#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/trust/cms/time_stamp.hpp"
#include "gateway/trust/revocation/status.hpp"
#include "gateway/trust/trust_store.hpp"

// Certificates as this API tells of them (protocol fact, seen: field names, words and forms).

namespace otkel::adapters::ncanode {

// One question about revocation and what came back.
struct RevocationAnswer {
    trust::RevocationSource by{trust::RevocationSource::ocsp};
    bool accepted{false};
    bool revoked{false};
    std::optional<WallTime> revoked_at;
    std::string reason;
};

// A certificate and what was found about it.
struct JudgedCertificate {
    trust::CertificatePtr certificate;
    std::optional<trust::TrustStore::Path> path;  // none: it is not to be trusted
    std::vector<RevocationAnswer> revocations;
    std::string defect;  // why there is no path

    [[nodiscard]] bool valid() const;
    [[nodiscard]] std::string why_invalid() const;  // empty when it is valid
};

[[nodiscard]] boost::json::object as_json(const JudgedCertificate& judged);
// `stamped`: the octets that the stamp was verified over.
[[nodiscard]] boost::json::object as_json(const trust::TimeStamp& stamp, std::string_view stamped);

}  // namespace otkel::adapters::ncanode
