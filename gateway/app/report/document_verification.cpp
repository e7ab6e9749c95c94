#include "gateway/app/report/document_verification.hpp"

#include <algorithm>

#include "gateway/app/report/judgement.hpp"
#include "gateway/app/report/offline_revocation.hpp"
#include "gateway/asic/asic.hpp"
#include "gateway/base/assert.hpp"
#include "gateway/signing/verifier.hpp"

namespace otkel::app {
namespace {

std::string size_text(std::size_t octets) { return std::to_string(octets) + " octets"; }

// Also when it names one that nobody trusts: then its key is no trusted one either.
bool names_no_certificate(const signing::Report& report) {
    return report.error && report.error->code == Errc::signer_untrusted && !report.signer;
}

SignerReport signer_of(const signing::Report& report, WallTime at) {
    SignerReport signer;
    signer.judged_at = at;
    signer.verdicts = report.verdicts;
    signer.error = report.error;
    if (report.signer) {
        signer.certificate = report.signer->certificate;
        signer.name = report.signer->name();
        signer.path = report.signer->path;
        signer.algorithm = report.signer->algorithm;
    }
    return signer;
}

SignerReport signer_of(const trust::CmsSigner& cms) {
    SignerReport signer;
    signer.certificate = cms.certificate;
    signer.name = cms.certificate ? cms.certificate->subject() : "";
    signer.path = cms.path;
    signer.algorithm = cms.algorithm;
    signer.claimed_time = cms.claimed_time;
    signer.stamp = cms.stamp;
    signer.judged_at = cms.judged_at;
    signer.verdicts = cms.verdicts;
    signer.error = cms.error;
    return signer;
}

// Names are shown up to a number that people read.
std::string names_of(const std::vector<std::string>& names) {
    constexpr std::size_t shown_max = 20;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), shown_max); ++i) {
        text += (i == 0 ? "" : ", ") + names[i];
    }
    return names.size() > shown_max ? text + " and " + std::to_string(names.size() - shown_max) + " more" : text;
}

trust::Verdict verdict_of(const asic::AsicSignature& signature) {
    return {"container", signature.valid(),
            signature.valid() ? signature.file + " covers " + names_of(signature.covers) : signature.error->detail};
}

// The files one after another, and in words which they are.
std::string covered_text(const asic::AsicReport& report) {
    std::vector<std::string> names;
    std::size_t octets = 0;
    for (const auto& file : report.files) {
        names.push_back(file.name + " (" + size_text(file.octets.size()) + ")");
        octets += file.octets.size();
    }
    auto text = report.form + ", " + size_text(octets) + ": " + names_of(names);
    for (const auto& signature : report.signatures) {
        if (signature.stamp) {
            text += "; time stamp " + to_utc_text(signature.stamp->time) + " over " + names_of(signature.covers);
        }
    }
    return text;
}

class DocumentVerification {
public:
    DocumentVerification(const VerificationRequest& request, std::size_t octets_max)
        : request_(request), verifier_(clock_, std::make_shared<trust::CertificateCache>()), octets_max_(octets_max) {
        policy_.trust = request.trust;
        policy_.limits.octets = octets_max;
        policy_.limits.text_run = octets_max;
        policy_.bare_keys = true;
        policy_.at = request.at;
        result_.profile = request.profile;
    }

    SignatureReport run() {
        if (request_.profile == "cms") {
            cms();
        } else if (request_.profile == "asic") {
            container();
        } else if (request_.profile == "raw") {
            raw();
        } else if (request_.profile == "enveloped") {
            enveloped();
        } else {
            xml();
        }
        conclude();
        return std::move(result_);
    }

private:
    void xml() {
        const auto profile = signing::profile_of(request_.profile);
        OTKEL_ASSERT(profile.has_value());
        signing::Report report;
        auto message = verifier_.verify(request_.document, *profile, policy_, &report);
        if (!message && request_.trust_for_unnamed && names_no_certificate(report)) {
            policy_.trust = request_.trust_for_unnamed;
            report = {};
            message = verifier_.verify(request_.document, *profile, policy_, &report);
        }
        result_.signers.push_back(signer_of(report, request_.at));
        if (message) {
            result_.octets = message->octets.view();
        }
    }

    void enveloped() {
        signing::Report report;
        auto message = verifier_.verify_stacked(request_.document, policy_, &report);
        const auto& last = report.signatures.empty() ? report : report.signatures.back();
        if (!message && request_.trust_for_unnamed && names_no_certificate(last)) {
            policy_.trust = request_.trust_for_unnamed;
            report = {};
            message = verifier_.verify_stacked(request_.document, policy_, &report);
        }
        for (const auto& one : report.signatures) {
            result_.signers.push_back(signer_of(one, request_.at));
        }
        if (message) {
            result_.octets = message->octets.view();
        } else if (report.signatures.empty()) {
            result_.signers.push_back(signer_of(report, request_.at));
        }
        if (!message) {
            result_.error = message.error();
        }
    }

    void raw() {
        signing::Report report;
        const auto content =
            verifier_.verify_raw(request_.document, request_.signature, request_.certificate, policy_, &report);
        result_.signers.push_back(signer_of(report, request_.at));
        if (content) {
            result_.octets = content->octets.view();
        }
    }

    void cms() {
        auto message = trust::verify_cms(
            request_.document, request_.content,
            trust::CmsPolicy{
                .trust = *request_.trust, .now = request_.at, .algorithms = {}, .octets_max = octets_max_});
        if (!message) {
            result_.error = message.error();
            return;
        }
        for (const auto& signer : message->signers) {
            result_.signers.push_back(signer_of(signer));
        }
        result_.octets = std::move(message->content);
    }

    void container() {
        asic::Limits limits;
        limits.octets = octets_max_;
        const auto report = asic::verify_container(
            request_.document, {.trust = *request_.trust, .now = request_.at, .algorithms = {}, .limits = limits});
        if (!report) {
            result_.error = report.error();
            return;
        }
        result_.error = report->error;
        for (const auto& signature : report->signatures) {
            for (const auto& one : signature.signers) {
                auto& signer = result_.signers.emplace_back(signer_of(one));
                if (!signer.error) {
                    signer.verdicts.push_back(verdict_of(signature));
                    signer.error = signature.error;
                }
            }
        }
        for (const auto& file : report->files) {
            result_.octets += file.octets;
        }
        result_.covered = covered_text(*report);
    }

    void conclude() {
        result_.valid = !result_.error && !result_.signers.empty();
        for (auto& signer : result_.signers) {
            signer.anchored = ends_at_anchor(signer.path, *request_.trust);
            if (request_.lists != nullptr && !signer.error) {
                ask_lists(*request_.lists, signer);
            }
            if (signer.error) {
                result_.valid = false;
                if (!result_.error) {
                    result_.error = signer.error;
                }
            }
        }
        if (!result_.valid) {
            result_.covered.clear();
            result_.octets.clear();  // what is not verified is not given out
        } else if (result_.covered.empty()) {
            result_.covered = size_text(result_.octets.size());
        }
    }

    const VerificationRequest& request_;
    SystemClock clock_;  // not looked at: the policy says when
    signing::Verifier verifier_;
    std::size_t octets_max_;
    signing::Policy policy_;
    SignatureReport result_;
};

}  // namespace

SignatureReport verify_document(const VerificationRequest& request, std::size_t octets_max) {
    return DocumentVerification(request, octets_max).run();
}

}  // namespace otkel::app
