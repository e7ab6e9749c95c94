#include "gateway/app/report/judgement.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include "gateway/app/report/labels.hpp"
#include "gateway/app/report/lines.hpp"

namespace otkel::app {
namespace {

namespace json = boost::json;

bool is_anchor(const SignerReport& signer, const trust::CertificatePtr& certificate) {
    return signer.anchored && certificate == signer.path.certificates.back();
}

std::string block(const Text& label, const std::string& lines, Language language) {
    return lines.empty() ? "" : "  " + std::string(label.in(language)) + ":\n" + lines;
}

std::string chain_text(const SignerReport& signer, Language language) {
    std::string lines;
    for (const auto& certificate : signer.path.certificates) {
        lines += "    " + certificate->subject() + ", " + certificate->serial() + ", " +
                 std::string(labels::valid_until.in(language)) + " " + to_xml_time(certificate->not_after());
        lines += is_anchor(signer, certificate) ? ", " + std::string(labels::anchor.in(language)) + "\n" : "\n";
    }
    if (lines.empty() && signer.certificate != nullptr) {
        Lines none(language);
        none.add(labels::chain, labels::not_established.in(language));
        return none.text();
    }
    return block(labels::chain, lines, language);
}

std::string revocations_text(const SignerReport& signer, Language language) {
    Lines lines(language);
    for (const auto& status : signer.revocation) {
        lines.add(labels::revocation, revocation_text(status, language));
    }
    if (signer.revocation.empty() && signer.certificate != nullptr) {
        lines.add(labels::revocation, labels::not_asked.in(language));
    }
    return lines.text();
}

std::string evidence_text(const SignerReport& signer, Language language) {
    constexpr std::size_t verdict_width = 8;
    constexpr std::size_t step_width = 14;
    std::string lines;
    for (const auto& verdict : signer.verdicts) {
        const auto& word = verdict.passed ? labels::passed : labels::failed;
        lines += "    " + padded(word.in(language), verdict_width) + padded(verdict.step, step_width) + verdict.detail +
                 "\n";
    }
    return block(labels::evidence, lines, language);
}

json::array chain_json(const SignerReport& signer) {
    json::array chain;
    for (const auto& certificate : signer.path.certificates) {
        chain.push_back(json::object{{"subject", certificate->subject()},
                                     {"serial", certificate->serial()},
                                     {"notAfter", to_utc_text(certificate->not_after())},
                                     {"anchor", is_anchor(signer, certificate)}});
    }
    return chain;
}

json::array verdicts_json(const SignerReport& signer) {
    json::array verdicts;
    for (const auto& verdict : signer.verdicts) {
        verdicts.push_back(
            json::object{{"step", verdict.step}, {"passed", verdict.passed}, {"detail", verdict.detail}});
    }
    return verdicts;
}

json::array revocation_json(const SignerReport& signer) {
    json::array revocation;
    for (const auto& status : signer.revocation) {
        revocation.push_back(to_json(status));
    }
    return revocation;
}

}  // namespace

bool ends_at_anchor(const trust::TrustStore::Path& path, const trust::TrustStore& store) {
    const auto& anchors = store.anchors();
    return !path.certificates.empty() && std::any_of(anchors.begin(), anchors.end(), [&](const auto& anchor) {
        return anchor->der() == path.certificates.back()->der();
    });
}

bool judged(const SignerReport& signer) { return signer.error || !signer.path.certificates.empty(); }

std::string_view standing_text(const SignerReport& signer, trust::Expiry expiry, Language language) {
    if (expiry != trust::Expiry::valid || (judged(signer) && !signer.error)) {
        return expiry_text(expiry, language);
    }
    return (signer.error ? labels::does_not_hold : labels::not_judged).in(language);
}

std::string judgement_text(const SignerReport& signer, Language language) {
    Lines reason(language);
    if (signer.error) {
        reason.add(labels::reason, signer.error->to_string());
    }
    return chain_text(signer, language) + revocations_text(signer, language) + evidence_text(signer, language) +
           reason.text();
}

json::object judgement_json(const SignerReport& signer) {
    json::object out{{"valid", !signer.error},
                     {"trust", signer.path.how},
                     {"judgedAt", to_utc_text(signer.judged_at)},
                     {"chain", chain_json(signer)},
                     {"revocation", revocation_json(signer)},
                     {"verdicts", verdicts_json(signer)}};
    if (signer.certificate != nullptr) {
        for (auto& [key, value] : to_json(*signer.certificate)) {
            out.insert_or_assign(key, std::move(value));
        }
    }
    if (signer.error) {
        out["code"] = name(signer.error->code);
        out["detail"] = signer.error->detail;
    }
    return out;
}

}  // namespace otkel::app
