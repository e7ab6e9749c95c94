#include "gateway/app/report/signature_report.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include "gateway/app/report/judgement.hpp"
#include "gateway/app/report/labels.hpp"
#include "gateway/app/report/lines.hpp"

namespace otkel::app {
namespace {

namespace json = boost::json;

std::string time_text(const SignerReport& signer, Language language) {
    if (signer.stamp) {
        return to_xml_time(signer.stamp->time) + ", " + std::string(labels::by_stamp.in(language)) + " " +
               signer.stamp->authority->subject() + " (" + signer.stamp->policy + ", " + signer.stamp->serial + ")";
    }
    if (signer.claimed_time) {
        return to_xml_time(*signer.claimed_time) + ", " + std::string(labels::claimed.in(language));
    }
    return std::string(labels::time_unknown.in(language));
}

std::string signer_text(const SignerReport& signer, Language language) {
    std::string out;
    Lines times(language);
    times.add(labels::when, time_text(signer, language));
    times.add(labels::judged_at, to_xml_time(signer.judged_at));
    if (signer.certificate != nullptr) {
        out +=
            holder_text(*signer.certificate, language) + times.text() + certificate_text(*signer.certificate, language);
    } else {
        Lines who(language);
        who.add(labels::who,
                signer.name.empty() ? labels::not_established.in(language) : std::string_view(signer.name));
        out += who.text() + times.text();
    }
    return out + judgement_text(signer, language);
}

json::object signer_json(const SignerReport& signer) {
    auto out = judgement_json(signer);
    out["algorithm"] = signer.algorithm;
    if (signer.claimed_time) {
        out["claimedTime"] = to_utc_text(*signer.claimed_time);
    }
    if (signer.stamp) {
        out["timeStamp"] = json::object{{"time", to_utc_text(signer.stamp->time)},
                                        {"policy", signer.stamp->policy},
                                        {"serial", signer.stamp->serial},
                                        {"authority", signer.stamp->authority->subject()}};
    }
    return out;
}

bool is_told_by_a_signer(const SignatureReport& report) {
    return std::any_of(report.signers.begin(), report.signers.end(),
                       [](const auto& signer) { return signer.error.has_value(); });
}

}  // namespace

std::string to_text(const SignatureReport& report, Language language) {
    const auto& verdict = report.valid ? labels::valid : labels::not_valid;
    std::string out = std::string(verdict.in(language)) + ", profile " + report.profile + "\n";
    Lines lines(language);
    lines.add(labels::covered, report.covered);
    if (report.error && !is_told_by_a_signer(report)) {
        lines.add(labels::reason, report.error->to_string());
    }
    out += lines.text();
    for (std::size_t i = 0; i < report.signers.size(); ++i) {
        const auto& signer = report.signers[i];
        const auto& outcome = signer.error ? labels::not_valid : labels::valid;
        out += "\n" + std::string(labels::signer.in(language)) + " " + std::to_string(i + 1) + ": " +
               std::string(outcome.in(language)) + "\n" + signer_text(signer, language);
    }
    return out;
}

json::object to_json(const SignatureReport& report) {
    json::array signers;
    for (const auto& signer : report.signers) {
        signers.push_back(signer_json(signer));
    }
    json::object out{{"valid", report.valid}, {"profile", report.profile}};
    if (signers.size() == 1) {  // the usual case, without a way through an array
        out["signer"] = signers.front();
        out["verdicts"] = signers.front().at("verdicts");
    }
    out["signers"] = std::move(signers);
    if (report.error) {
        out["code"] = name(report.error->code);
        out["detail"] = report.error->detail;
    }
    return out;
}

}  // namespace otkel::app
