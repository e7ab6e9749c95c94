#pragma once

#include <map>
#include <string>
#include <vector>

#include "gateway/crypto/der.hpp"
#include "gateway/trust/cms/cms.hpp"
#include "gateway/trust/cms/cms_writer.hpp"
#include "gateway/trust/issuing/time_stamp_writer.hpp"

// An authority with a time-stamping service, and identities that it has issued.

namespace otkel::testing {

inline WallTime on(int year, unsigned month = 6, unsigned day = 1) {
    return WallTime{std::chrono::sys_days{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day)}};
}

inline trust::issuing::CertificateContent content_for(const std::string& name, int from, int until) {
    trust::issuing::CertificateContent content;
    content.subject = {{"2.5.4.3", name}, {"2.5.4.6", "KZ"}};
    content.not_before = on(from, 1);
    content.not_after = on(until, 1);
    content.key_usage = trust::digital_signature | trust::non_repudiation;
    return content;
}

inline trust::issuing::CertificateContent authority_content(const std::string& name) {
    auto content = content_for(name, 2020, 2040);
    content.authority = true;
    content.key_usage = trust::key_cert_sign | trust::crl_sign;
    return content;
}

inline trust::issuing::CertificateContent stamping_content() {
    auto content = content_for("ТЕСТ УАҚЫТ БЕЛГІСІ", 2022, 2030);
    content.key_usage = trust::digital_signature;
    content.extended_key_usage = {std::string(trust::usage::time_stamping)};
    content.extended_key_usage_critical = true;
    return content;
}

struct CmsPki {
    crypto::KeyAlgorithm algorithm;
    trust::issuing::Issuer root;
    trust::issuing::Issuer stamping;
    trust::TrustStore trust;

    explicit CmsPki(crypto::KeyAlgorithm key)
        : algorithm(key),
          root(trust::issuing::Issuer::self_signed(authority_content("ТЕСТ ОРТАЛЫҚ"),
                                                   crypto::PrivateKey::generate(key))),
          stamping(issuer(stamping_content())) {
        trust.anchor(root.certificate());
    }

    [[nodiscard]] trust::issuing::Issuer issuer(const trust::issuing::CertificateContent& content) const {
        auto key = crypto::PrivateKey::generate(algorithm);
        auto certificate = root.issue(content, key.public_key());
        return {certificate, key};
    }

    [[nodiscard]] crypto::Identity identity(const std::string& name, int from = 2025, int until = 2028) const {
        const auto issued = issuer(content_for(name, from, until));
        return {issued.key(), issued.certificate()->der(), {}, name};
    }

    // Made once for each algorithm.
    static const CmsPki& of(crypto::KeyAlgorithm key) {
        static std::map<crypto::KeyAlgorithm, CmsPki> made;
        return made.try_emplace(key, key).first->second;
    }
};

inline trust::CmsPolicy policy_of(const trust::TrustStore& store, WallTime now = on(2026)) {
    return {.trust = store, .now = now, .algorithms = {}};
}

inline trust::CmsOptions options_at(WallTime time, bool detached = false) {
    return {.detached = detached, .signing_time = time};
}

// The token over `octets` that the service issues.
inline std::string token_over(const trust::issuing::Issuer& stamping, std::string_view octets, WallTime time,
                              crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::sha256) {
    const trust::issuing::TimeStampQuery query{digest, crypto::digest(digest, octets), {}, {}};
    const auto answer = trust::issuing::write_time_stamp_answer(stamping, query, time, "\x01\x02");
    crypto::der::Reader fields(crypto::der::single(answer, crypto::der::tag::sequence, "answer")->content);
    (void)fields.next("status");
    return std::string(fields.next("token")->whole);
}

inline std::string stamped(std::string_view message, const trust::issuing::Issuer& stamping, WallTime time,
                           std::size_t signer = 0) {
    const auto values = trust::cms_signature_values(message);
    return *trust::add_cms_time_stamp(message, signer, token_over(stamping, values->at(signer), time));
}

// "limits+ structure+ algorithms+ trust-": the verdicts of a signer, for comparison.
inline std::string verdicts_of(const trust::CmsSigner& signer) {
    std::string text;
    for (const auto& verdict : signer.verdicts) {
        text += (text.empty() ? "" : " ") + std::string(verdict.step) + (verdict.passed ? "+" : "-");
    }
    return text;
}
inline constexpr std::string_view all_passed = "limits+ structure+ algorithms+ trust+ mathematics+ coverage+";

}  // namespace otkel::testing
