#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "gateway/asic/asic.hpp"
#include "gateway/evidence/bundle.hpp"
#include "tests/unit/journal/sealed_journal.hpp"
#include "tests/unit/trust/cms/cms_pki.hpp"

// An exchange that two nodes had one after the other, among others, exported with stamps of a synthetic authority.

namespace otkel::testing {

inline const std::string node_a = "gateway-1/a", node_b = "gateway-2/b";
inline const std::string subject = "0197a000-0000-7000-8000-000000000001";

inline const CmsPki& evidence_pki(crypto::KeyAlgorithm algorithm = crypto::KeyAlgorithm::ecdsa_p256) {
    return CmsPki::of(algorithm);
}

inline std::string stamp_of(std::string_view text) { return token_over(evidence_pki().stamping, text, on(2026, 6, 2)); }

inline journal::LegOctets leg(journal::Leg leg, std::string octets) {
    return {leg, "text/xml; charset=utf-8", std::move(octets)};
}

// Records of the subject: 1 and 2 in seal 1 of node a, 3 in its seal 2 (the first stamped one), 4 and 5 in seal 1 of
// node b, 6 in its seal 3.
inline SealedJournal sealed_journal(const SealedJournal::Stamping& stamping = stamp_of) {
    using enum journal::State;
    using journal::Leg;
    SealedJournal journal(stamping);
    const auto others = [&](const std::string& chain, int count) {
        for (int i = 0; i < count; ++i) {
            journal.write(chain, "other-" + chain.substr(8, 1) + std::to_string(i), accepted);
        }
    };
    others(node_a, 3);
    journal.write(node_a, subject, accepted, {leg(Leg::core_request, "<request/>")});
    others(node_a, 2);
    journal.write(node_a, subject, sent, {leg(Leg::request_out, "<signed/>")});
    journal.seal(node_a, false);
    journal.write(node_a, subject, in_doubt);
    others(node_a, 5);
    journal.seal(node_a, true);
    others(node_a, 2);
    journal.seal(node_a, true);

    others(node_b, 1);
    journal.write(node_b, subject, waiting);
    journal.write(node_b, subject, sent, {leg(Leg::request_out, "<signed/>")});
    journal.seal(node_b, true);
    others(node_b, 4);
    journal.seal(node_b, true);
    others(node_b, 2);
    journal.write(node_b, subject, answered, {leg(Leg::reply_in, "<reply/>"), leg(Leg::core_reply, "{}")});
    journal.seal(node_b, true);
    return journal;
}

inline evidence::BundleContent content_of(SealedJournal& journal, const std::string& exchange = subject) {
    evidence::BundleContent content;
    content.exchange = exchange;
    content.proof = journal::make_proof(journal.material(exchange)).value();
    content.legs = journal.octets[exchange];
    content.certificates = {{"stamping.cer", evidence_pki().stamping.certificate()->der()}};
    return content;
}

inline const crypto::Identity& exporter() {
    static const auto identity = evidence_pki().identity("ТЕСТ ӨТКЕЛ");
    return identity;
}

inline std::string bundle() {
    auto journal = sealed_journal();
    return evidence::write_bundle(content_of(journal), exporter(), on(2026, 6, 3)).value();
}

inline evidence::BundleReport report_of(std::string_view zip, const trust::TrustStore& trust = evidence_pki().trust) {
    return evidence::verify_bundle(zip, {.trust = trust, .now = on(2026, 7)}).value();
}

// The files without those of the signature; put together again by somebody who may sign.
using Files = std::vector<asic::AsicFile>;
inline Files files_of(std::string_view zip) {
    auto files = asic::read_container(zip, {}).value().files;
    std::erase_if(files, [](const auto& file) { return file.name.starts_with("META-INF/"); });
    return files;
}
inline std::string signed_again(const Files& files, const crypto::Identity& identity = exporter()) {
    return asic::write_asic_e(files, identity, on(2026, 6, 3)).value();
}
inline std::string& octets_of(Files& files, std::string_view name) {
    return std::find_if(files.begin(), files.end(), [&](const auto& file) { return file.name == name; })->octets;
}
inline void erase(Files& files, std::string_view name) {
    std::erase_if(files, [&](const auto& file) { return file.name == name; });
}

inline std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find('\n', at);
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}
inline std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) {
        text += line + "\n";
    }
    return text;
}

inline std::string replaced(std::string text, std::string_view old, std::string_view now) {
    return text.replace(text.find(old), old.size(), now);
}

// All of it, for the message of a test that fails.
inline std::string told(const evidence::BundleReport& report) {
    std::string text;
    for (const auto& finding : report.findings) {
        text += finding.code + ": " + finding.to_string() + "\n";
    }
    return text;
}

}  // namespace otkel::testing
