#pragma once

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/trust/issuing/certificate_writer.hpp"
#include "gateway/trust/issuing/ocsp_writer.hpp"

// An authority, its responder and one certificate, made once for each kind of key; and OCSP answers put together by
// hand, for what no writer of ours would write.

namespace otkel::trust::testing {

namespace der = crypto::der;
namespace tag = crypto::der::tag;

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

inline WallTime day(int year, unsigned month, unsigned date) {
    return std::chrono::sys_days{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(date)};
}
inline const WallTime now = day(2026, 7, 12) + hours{4};

inline issuing::CertificateContent content(const std::string& name) {
    issuing::CertificateContent content;
    content.subject = {{"2.5.4.6", "KZ"}, {"2.5.4.3", name}};
    content.not_before = day(2026, 1, 1);
    content.not_after = day(2027, 1, 1);
    return content;
}

inline issuing::CertificateContent authority_content(const std::string& name) {
    auto authority = content(name);
    authority.authority = true;
    authority.key_usage = KeyUsage::key_cert_sign | KeyUsage::crl_sign;
    return authority;
}

inline issuing::CertificateContent responder_content(const std::string& name = "OCSP RESPONDER") {
    auto responder = content(name);
    responder.key_usage = KeyUsage::digital_signature;
    responder.extended_key_usage = {std::string(usage::ocsp_signing)};
    responder.ocsp_no_check = true;
    return responder;
}

struct Pki {
    issuing::Issuer authority, responder;
    CertificatePtr leaf, other_leaf;

    explicit Pki(crypto::KeyAlgorithm algorithm)
        : authority(issuing::Issuer::self_signed(authority_content("ТЕСТ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ"),
                                                 crypto::PrivateKey::generate(algorithm))),
          responder(with_key(authority, responder_content(), crypto::PrivateKey::generate(algorithm))),
          leaf(authority.issue(content("ТЕСТОВ ТЕСТ"), responder.key().public_key())),
          other_leaf(authority.issue(content("ТЕСТОВ ТЕСТ"), responder.key().public_key())) {}

    static issuing::Issuer with_key(const issuing::Issuer& issuer, const issuing::CertificateContent& content,
                                    const crypto::PrivateKey& key) {
        return {issuer.issue(content, key.public_key()), key};
    }
    // Another certificate for the responder's key.
    [[nodiscard]] issuing::Issuer responder_with(const issuing::CertificateContent& content) const {
        return with_key(authority, content, responder.key());
    }
};

inline const Pki& pki_of(crypto::KeyAlgorithm algorithm) {
    static std::map<crypto::KeyAlgorithm, Pki> made;
    return made.try_emplace(algorithm, algorithm).first->second;
}

// For the names of tests that run with each kind of key.
inline std::string algorithm_name(const ::testing::TestParamInfo<crypto::KeyAlgorithm>& tested) {
    switch (tested.param) {
        case crypto::KeyAlgorithm::rsa: return "rsa";
        case crypto::KeyAlgorithm::ecdsa_p256: return "ecdsa_p256";
        default: return "gost2015_512";
    }
}

inline std::string extension(std::string_view oid, std::string_view value, bool critical = false) {
    return der::sequence({der::oid(oid), critical ? der::boolean(true) : std::string(), der::octet_string(value)});
}

inline std::string nonce_extension(std::string_view nonce) {
    return extension("1.3.6.1.5.5.7.48.1.2", der::octet_string(nonce));
}

struct SingleContent {
    std::string cert_id;
    std::string status = der::element(tag::context_primitive(0), {});  // good
    WallTime this_update = now;
    std::optional<WallTime> next_update{};
    std::vector<std::string> extensions{};
};

inline std::string single(const SingleContent& content) {
    const auto next = content.next_update ? der::element(tag::context(0), der::generalized_time(*content.next_update))
                                          : std::string();
    const auto extensions = content.extensions.empty()
                                ? std::string()
                                : der::element(tag::context(1), der::sequence_of(content.extensions));
    return der::sequence(
        {content.cert_id, content.status, der::generalized_time(content.this_update), next, extensions});
}

inline std::string by_name(const Certificate& responder) {
    return der::element(tag::context(1), responder.subject_der());
}
inline std::string by_key(const Certificate& responder) {
    return der::element(tag::context(2),
                        der::octet_string(crypto::digest(crypto::DigestAlgorithm::sha1, responder.key().bit_string())));
}

struct AnswerContent {
    std::string version;  // whole field, left out by default
    std::string responder_id;
    WallTime produced_at = now;
    std::vector<std::string> singles{}, extensions{}, certificates{};
};

inline std::string response(std::string_view basic) {
    const auto bytes = der::sequence({der::oid("1.3.6.1.5.5.7.48.1.1"), der::octet_string(basic)});
    return der::sequence({der::element(tag::enumerated, std::string(1, '\0')), der::element(tag::context(0), bytes)});
}

inline std::string answer(const AnswerContent& content, const crypto::PrivateKey& key) {
    const auto extensions = content.extensions.empty()
                                ? std::string()
                                : der::element(tag::context(1), der::sequence_of(content.extensions));
    const auto data = der::sequence({content.version, content.responder_id, der::generalized_time(content.produced_at),
                                     der::sequence_of(content.singles), extensions});
    const auto certificates = content.certificates.empty()
                                  ? std::string()
                                  : der::element(tag::context(0), der::sequence_of(content.certificates));
    const auto algorithm = key.preferred_signature();
    return response(
        der::sequence({data, crypto::algorithm_identifier(algorithm),
                       der::bit_string(key.sign(algorithm, data, crypto::EcdsaForm::der).value()), certificates}));
}

}  // namespace otkel::trust::testing
