#include "gateway/evidence/signers.hpp"

#include <algorithm>

namespace otkel::evidence {
namespace {

// What a hostile file may make us verify.
constexpr std::size_t certificates_max = 64;
constexpr std::size_t answers_max = 256;

struct LegFile {
    const journal::Record* record;
    const journal::RecordLeg* leg;
    const asic::AsicFile* file;
};

// Legs that are not here are check_files()' business.
std::vector<LegFile> legs_of(const Contents& contents, const asic::Container& container, journal::Leg kind) {
    std::vector<LegFile> found;
    for (const auto& line : contents.records) {
        for (std::size_t i = 0; i < line.record.legs.size(); ++i) {
            const auto& leg = line.record.legs[i];
            const auto* file = leg.leg == kind ? container.find(leg_file(line.record.ordinal, i + 1, leg)) : nullptr;
            if (file != nullptr) {
                found.push_back({&line.record, &leg, file});
            }
        }
    }
    return found;
}

std::vector<trust::CertificatePtr> certificates_of(const std::vector<LegFile>& legs, Remarks& report) {
    std::vector<trust::CertificatePtr> certificates;
    for (const auto& leg : legs) {
        auto certificate = trust::Certificate::from_der(leg.file->octets);
        if (!certificate) {
            report.warning("certificate-unreadable", place_in(leg.file->name),
                           leg.file->name + " is no certificate: " + certificate.error().detail);
            continue;
        }
        const bool known = std::any_of(certificates.begin(), certificates.end(), [&](const auto& one) {
            return one->fingerprint() == (*certificate)->fingerprint();
        });
        if (!known && certificates.size() < certificates_max) {
            certificates.push_back(std::move(*certificate));
        }
    }
    return certificates;
}

struct Subject {
    trust::CertificatePtr certificate, issuer;
};
std::vector<Subject> subjects_of(const std::vector<trust::CertificatePtr>& certificates) {
    std::vector<Subject> subjects;
    for (const auto& certificate : certificates) {
        for (const auto& issuer : certificates) {
            if (issuer != certificate && issuer->subject_der() == certificate->issuer_der() &&
                certificate->is_signed_with(issuer->key())) {
                subjects.push_back({certificate, issuer});
            }
        }
    }
    return subjects;
}

std::optional<SignerStatus> read_answer(const LegFile& leg, const std::vector<Subject>& subjects, Remarks& report) {
    std::string why = "no certificate of the file goes with it";
    for (const auto& subject : subjects) {
        auto status = trust::read_ocsp_answer(
            leg.file->octets, trust::OcspSubject{subject.issuer, subject.certificate->serial_octets(), {}},
            leg.record->at, rules_of_evidence());
        if (status) {
            return SignerStatus{leg.record->ordinal, subject.certificate, std::move(*status), {}};
        }
        why = status.error().detail;
    }
    report.warning("revocation-answer-unread", place_in(leg.file->name),
                   leg.file->name + " of " + record_name(leg.record->ordinal) +
                       " is no answer about a signer that could be confirmed: " + why);
    return std::nullopt;
}

void judge(SignerStatus& signer, const LegFile& leg, const trust::TrustStore& trust, Remarks& report) {
    const auto place = place_in(leg.file->name);
    const auto& subject = signer.certificate->subject();
    const auto& status = signer.status;
    // A refusal because of it stands rightly beside it.
    const bool went_on = leg.record->state != journal::State::failed && leg.record->state != journal::State::refused;
    const bool since_later = status.revoked_at && *status.revoked_at > leg.record->at;
    if (status.state != trust::RevocationState::good && went_on && !since_later) {
        report.warning("signer-revoked", place,
                       "when " + record_name(leg.record->ordinal) + " was written, the authority had said of " +
                           subject + ": " + told(status));
    }
    if (signer.certificate->is_authority()) {
        return;
    }
    auto path = trust.establish(signer.certificate, leg.record->at);
    if (path) {
        signer.path = std::move(path->how);
    } else {
        report.warning("signer-not-proven", place,
                       "with these anchors it is not proved who " + subject + " is: " + path.error().detail);
    }
}

}  // namespace

std::vector<SignerStatus> check_signers(const Contents& contents, const asic::Container& container,
                                        const trust::TrustStore& trust, Remarks& report) {
    const auto certificates = certificates_of(legs_of(contents, container, journal::Leg::certificate), report);
    const auto subjects = subjects_of(certificates);
    auto with_steps = trust;
    for (const auto& certificate : certificates) {
        with_steps.know(certificate);
    }
    std::vector<SignerStatus> signers;
    for (const auto& leg : legs_of(contents, container, journal::Leg::revocation)) {
        if (signers.size() >= answers_max) {
            break;
        }
        if (leg.leg->content_type.find("ocsp-response") == std::string::npos) {
            report.note("revocation-by-list", place_in(leg.file->name),
                        "for " + record_name(leg.record->ordinal) +
                            " a certificate was looked up in a list of revoked ones; " + leg.file->name +
                            " names it by its SHA-256 (CRLListID, RFC 5126 section 6.2.2)");
            continue;
        }
        if (auto signer = read_answer(leg, subjects, report)) {
            judge(*signer, leg, with_steps, report);
            signers.push_back(std::move(*signer));
        }
    }
    return signers;
}

}  // namespace otkel::evidence
