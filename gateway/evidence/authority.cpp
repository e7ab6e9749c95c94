#include <fmt/format.h>

#include "gateway/evidence/signers.hpp"
#include "gateway/evidence/stamps.hpp"
#include "gateway/trust/revocation/crl.hpp"
#include "gateway/trust/revocation/ocsp.hpp"

namespace otkel::evidence {

trust::OcspRules rules_of_evidence() {
    trust::OcspRules rules;
    rules.kept = true;
    return rules;
}

std::string told(const trust::RevocationStatus& status) {
    auto text = fmt::format("{} by {}, {}", name(status.state), status.source, to_utc_text(status.as_of));
    if (status.revoked_at) {
        text += fmt::format(", revoked at {} {}", to_utc_text(*status.revoked_at), status.reason);
    }
    return text;
}

namespace {

std::optional<trust::RevocationStatus> from_list(std::string_view der, const trust::Certificate& certificate,
                                                 const trust::Certificate& issuer) {
    const auto list = trust::Crl::from_der(der);
    // A delta tells only what has changed since a list that may not be here.
    if (!list || (*list)->issuer_der() != issuer.subject_der() || (*list)->base_number() ||
        !(*list)->is_signed_with(issuer.key())) {
        return std::nullopt;
    }
    trust::RevocationStatus status;
    status.source = "CRL of " + (*list)->issuer();
    status.as_of = (*list)->this_update();
    if (const auto entry = (*list)->find(certificate.serial_octets())) {
        status.state = trust::RevocationState::revoked;
        status.revoked_at = entry->revoked_at;
        status.reason = entry->reason;
    }
    return status;
}

std::optional<trust::RevocationStatus> status_in(const asic::AsicFile& file, const trust::CertificatePtr& certificate,
                                                 const trust::CertificatePtr& issuer, WallTime now) {
    const auto answer = trust::read_ocsp_answer(
        file.octets, trust::OcspSubject{issuer, certificate->serial_octets(), {}}, now, rules_of_evidence());
    return answer ? std::optional(*answer) : from_list(file.octets, *certificate, *issuer);
}

// RFC 3161 section 4, point 1: for these reasons stamps of the time before stay what they are. With any other one, and
// with none, whoever has the key could make them today.
bool spares_earlier_stamps(std::string_view reason) {
    return reason == "affiliationChanged" || reason == "superseded" || reason == "cessationOfOperation";
}

}  // namespace

std::string check_authority(const trust::TimeStamp& stamp, const asic::Container& container, WallTime now,
                            const Place& place, Remarks& report) {
    if (stamp.path.certificates.size() < 2) {
        return {};
    }
    std::string text;
    for (const auto& file : container.files) {
        if (!file.name.starts_with(revocation_folder)) {
            continue;
        }
        const auto status = status_in(file, stamp.path.certificates[0], stamp.path.certificates[1], now);
        if (!status) {
            continue;
        }
        const bool later = status->revoked_at && *status->revoked_at > stamp.time;
        if (status->state != trust::RevocationState::good && !(later && spares_earlier_stamps(status->reason))) {
            report.error("stamp-authority-revoked", place,
                         fmt::format("the authority of the time stamp of {}, {}: {} ({})", to_utc_text(stamp.time),
                                     stamp.authority->subject(), told(*status), file.name));
        }
        text += (text.empty() ? "" : "; ") + told(*status);
    }
    return text;
}

}  // namespace otkel::evidence
