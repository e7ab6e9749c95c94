#include <algorithm>

#include "gateway/asic/asic.hpp"
#include "gateway/evidence/bundle.hpp"
#include "gateway/evidence/signers.hpp"
#include "gateway/evidence/stamps.hpp"

namespace otkel::evidence {
namespace {

// The bundle's certificates are steps of a path and never a reason to trust.
trust::TrustStore with_certificates(const trust::TrustStore& anchors, const asic::Container& container,
                                    Remarks& report) {
    auto trust = anchors;
    for (const auto& file : container.files) {
        if (!file.name.starts_with(certificates_folder)) {
            continue;
        }
        const auto certificate = trust::Certificate::from_der(file.octets);
        if (certificate) {
            trust.know(*certificate);
        } else {
            report.warning("certificate-unreadable", place_in(file.name),
                           file.name + " is no certificate: " + certificate.error().detail);
        }
    }
    return trust;
}

// Whoever exported it may be unknown here, or may have had a certificate that has run out since: that changes nothing
// of what the stamps prove. A signature that is wrong says that the file was changed after it was made.
void check_exporter(std::string_view zip, const trust::TrustStore& trust, const BundlePolicy& policy,
                    BundleReport& result, Remarks& report) {
    constexpr std::size_t manifest_octets_max = 8UL * 1024 * 1024;  // it names every file
    const auto signatures = asic::verify_container(zip, {.trust = trust,
                                                         .now = policy.now,
                                                         .algorithms = {},
                                                         .limits = policy.limits,
                                                         .manifest_octets_max = manifest_octets_max});
    const auto error = signatures ? signatures->error : std::optional(signatures.error());
    if (signatures) {
        for (const auto& signature : signatures->signatures) {
            for (const auto& signer : signature.signers) {
                if (signer.certificate && result.exporter.empty()) {
                    result.exporter = signer.certificate->subject();
                }
            }
        }
    }
    if (!error) {
        return;
    }
    const auto place = place_in("META-INF/");
    if (error->code == Errc::signer_untrusted || error->code == Errc::certificate_invalid) {
        report.warning("exporter-not-proven", place, "who exported this file is not proven: " + error->detail);
    } else {
        report.error("file-changed", place,
                     "the signature of whoever exported this file does not hold: " + error->detail);
    }
}

// Of a file that is cut off: where it ends, and which parts are not in it at all.
std::string what_is_left(std::string_view zip) {
    const auto names = asic::names_before_cut(zip);
    if (names.empty()) {
        return {};
    }
    std::string missing;
    for (const auto part : {header_file, records_file, proofs_file, seals_file}) {
        if (std::find(names.begin(), names.end(), part) == names.end()) {
            missing += std::string(part) + ", ";
        }
    }
    return ". The file is cut off within " + names.back() + "; what should follow is missing: " + missing +
           "the signature of whoever exported it, the directory of the container";
}

}  // namespace

bool BundleReport::valid() const {
    return std::none_of(findings.begin(), findings.end(),
                        [](const auto& finding) { return finding.severity == Severity::error; });
}

Result<BundleReport> verify_bundle(std::string_view zip, const BundlePolicy& policy) {
    const auto container = asic::read_container(zip, policy.limits);
    if (!container) {
        return fail(container.error().code, container.error().detail + what_is_left(zip));
    }
    BundleReport result;
    Remarks report;
    const auto trust = with_certificates(policy.trust, *container, report);
    auto contents = read_contents(*container, report);
    check_order(contents, policy.unfinished, report);
    check_seals(contents, report);
    check_inclusion(contents, report);
    check_files(contents, *container, report);
    result.stamps = check_stamps(contents, *container, trust, policy, report);
    result.signers = check_signers(contents, *container, trust, report);
    const auto proven = proven_time(contents, result.stamps, report);
    if (!proven && !policy.unstamped && !report.has_errors()) {
        report.error("seal-not-stamped", place_in(seals_file), "no time stamp covers all records");
    }
    check_exporter(zip, trust, policy, result, report);
    result.exchange = contents.exchange;
    for (auto& line : contents.records) {
        result.records.push_back(std::move(line.record));
    }
    result.findings = std::move(report).take();
    if (result.valid()) {
        result.proven_at = proven;
    }
    return result;
}

}  // namespace otkel::evidence
