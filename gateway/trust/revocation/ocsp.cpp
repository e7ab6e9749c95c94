#include "gateway/trust/revocation/ocsp.hpp"

#include <algorithm>

#include "gateway/base/assert.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/trust/path_rules.hpp"
#include "gateway/trust/revocation/ocsp_response.hpp"

namespace otkel::trust {
namespace {

namespace der = crypto::der;
namespace tag = crypto::der::tag;

constexpr std::string_view nonce_extension = "1.3.6.1.5.5.7.48.1.2";
// "Certificates that were never issued are told to be revoked": RFC 6960 section 4.4.8. In every answer of NCA (seen).
constexpr std::string_view extended_revoke_extension = "1.3.6.1.5.5.7.48.1.9";
constexpr std::size_t nonce_octets = 8;

// The digest that NCA answers with (protocol fact, seen).
std::string digest_for_cert_id(std::string_view octets) {
    return crypto::digest(crypto::DigestAlgorithm::sha256, octets);
}

std::string cert_id_der(const Certificate& issuer, std::string_view serial_octets) {
    const auto algorithm = der::sequence({der::oid(crypto::oid_of(crypto::DigestAlgorithm::sha256)), der::null()});
    return der::sequence({algorithm, der::octet_string(digest_for_cert_id(issuer.subject_der())),
                          der::octet_string(digest_for_cert_id(issuer.key().bit_string())),
                          der::integer_of(serial_octets)});
}

bool is_about(const OcspCertId& id, const OcspSubject& subject) {
    const auto& asked = subject.serial_octets;
    const auto first = std::min(asked.find_first_not_of('\0'), asked.size());
    return id.digest == crypto::oid_of(crypto::DigestAlgorithm::sha256) &&
           id.serial_octets == std::string_view(asked).substr(first) &&
           id.issuer_name_hash == digest_for_cert_id(subject.issuer->subject_der()) &&
           id.issuer_key_hash == digest_for_cert_id(subject.issuer->key().bit_string());
}

bool is_named_by(const OcspResponse& response, const Certificate& certificate) {
    if (!response.responder_name.empty()) {
        return response.responder_name == certificate.subject_der();
    }
    return response.responder_key_hash == crypto::digest(crypto::DigestAlgorithm::sha1, certificate.key().bit_string());
}

// RFC 6960 section 4.2.2.2: issued directly by the authority that issued the certificate in question, with OCSPSigning
// named (anyExtendedKeyUsage does not do).
Result<void> check_delegation(const Certificate& responder, const Certificate& issuer, WallTime now) {
    const auto untrusted = [&](const std::string& reason) {
        return fail(Errc::signer_untrusted,
                    "the OCSP responder may not answer for " + issuer.subject() + ": " + reason);
    };
    const bool same_key = responder.authority_key_id().empty() || issuer.subject_key_id().empty() ||
                          responder.authority_key_id() == issuer.subject_key_id();
    if (responder.issuer_der() != issuer.subject_der() || !same_key) {
        return untrusted(label(responder) + " is of another issuer, " + shortened(responder.issuer()));
    }
    if (now < responder.not_before() || now > responder.not_after()) {
        return fail(Errc::certificate_invalid, "the certificate of the OCSP responder, " + label(responder) +
                                                   ", is valid from " + to_utc_text(responder.not_before()) + " to " +
                                                   to_utc_text(responder.not_after()) + " only");
    }
    if (const auto defect = defect_of_leaf(responder, now, Purpose::ocsp_signing)) {
        return untrusted(*defect);
    }
    if (!responder.is_signed_with(issuer.key())) {
        return untrusted("the signature of " + label(responder) + " is not that issuer's");
    }
    return {};
}

Result<void> check_responder(const OcspResponse& response, const Certificate& responder, const Certificate& issuer,
                             WallTime now) {
    if (responder.der() != issuer.der()) {
        if (auto delegated = check_delegation(responder, issuer, now); !delegated) {
            return delegated;
        }
    }
    if (!parts::verifies(response.signed_part, responder.key())) {
        return fail(Errc::signature_invalid, "the signature of the OCSP answer is not that of " + label(responder));
    }
    return {};
}

// The certificate whose signature is under the answer and counts.
Result<CertificatePtr> find_responder(const OcspResponse& response, const CertificatePtr& issuer, WallTime now) {
    std::vector<CertificatePtr> candidates{issuer};
    std::optional<Error> first;
    for (const auto octets : response.certificates) {
        auto certificate = Certificate::from_der(octets);
        if (certificate) {
            candidates.push_back(std::move(*certificate));
        } else if (!first) {
            first = Error{Errc::malformed, "a certificate in the OCSP answer: " + certificate.error().detail, {}, {}};
        }
    }
    for (const auto& candidate : candidates) {
        if (!is_named_by(response, *candidate)) {
            continue;
        }
        auto checked = check_responder(response, *candidate, *issuer, now);
        if (checked) {
            return candidate;
        }
        if (!first) {
            first = std::move(checked.error());
        }
    }
    if (first) {
        return fail(std::move(*first));
    }
    return fail(Errc::signer_untrusted,
                "the OCSP answer names a responder whose certificate is neither in it nor the issuer's");
}

Result<void> check_nonce(const OcspResponse& response, std::string_view nonce, const OcspRules& rules) {
    if (rules.kept && nonce.empty()) {
        return {};
    }
    const auto* echoed = parts::find(response.extensions, nonce_extension);
    if (echoed == nullptr) {
        if (rules.nonce_required) {
            return fail(Errc::signature_invalid, "the OCSP answer has no nonce: it may be an old one, sent again");
        }
        return {};
    }
    // RFC 8954: the nonce is an OCTET STRING inside the value of the extension.
    if (nonce.empty() || echoed->value != der::octet_string(nonce)) {
        return fail(Errc::signature_invalid, "the OCSP answer is to another question: its nonce is not the one sent");
    }
    return {};
}

Result<void> check_extensions(const std::vector<parts::Extension>& extensions) {
    for (const auto& extension : extensions) {
        if (extension.critical && extension.oid != nonce_extension && extension.oid != extended_revoke_extension) {
            return fail(Errc::unsupported, "the OCSP answer has the unknown critical extension " + extension.oid);
        }
    }
    return {};
}

Result<const OcspSingle*> find_single(const OcspResponse& response, const OcspSubject& subject) {
    const OcspSingle* found = nullptr;
    for (const auto& single : response.singles) {
        if (!is_about(single.id, subject)) {
            continue;
        }
        if (found != nullptr) {
            return fail(Errc::signature_invalid, "the OCSP answer speaks twice of the certificate");
        }
        found = &single;
    }
    if (found == nullptr) {
        return fail(Errc::signature_invalid, "the OCSP answer is about another certificate than the one asked about (" +
                                                 to_hex(subject.serial_octets) + " of " + subject.issuer->subject() +
                                                 ", hashed by SHA-256)");
    }
    return found;
}

Result<void> check_freshness(const OcspSingle& single, WallTime produced_at, WallTime now, const OcspRules& rules) {
    const auto skew = rules.clock_skew_max;
    const auto latest = std::max(single.this_update, produced_at);
    if (latest > now + skew) {
        return fail(Errc::unavailable, "the OCSP answer is from the future, " + to_utc_text(latest) +
                                           ": compare the clocks (here it is " + to_utc_text(now) + ")");
    }
    const auto until = single.next_update ? *single.next_update : single.this_update + rules.age_max;
    if (!rules.kept && until + skew < now) {
        return fail(Errc::unavailable, "the OCSP answer is stale: it is of " + to_utc_text(single.this_update) +
                                           " and held until " + to_utc_text(until));
    }
    return {};
}

// RFC 6960 section 2.2: what was never issued is told to be on hold since 1970.
bool is_never_issued(const OcspSingle& single) {
    return single.state == OcspSingle::State::unknown ||
           (single.revoked_at == WallTime{} && single.reason == parts::reason_certificate_hold);
}

RevocationStatus status_of(const OcspSingle& single, const Certificate& responder, std::string_view der) {
    RevocationStatus status;
    status.source = "OCSP, " + responder.subject();
    status.as_of = single.this_update;
    status.next_update = single.next_update;
    status.evidence = der;
    if (is_never_issued(single)) {
        status.state = RevocationState::unknown_to_authority;
    } else if (single.state == OcspSingle::State::revoked) {
        status.state = RevocationState::revoked;
        status.revoked_at = single.revoked_at;
        status.reason = single.reason ? parts::reason_name(*single.reason) : std::string();
    }
    return status;
}

}  // namespace

OcspQuestion make_ocsp_question(CertificatePtr certificate, CertificatePtr issuer) {
    OTKEL_ASSERT(certificate != nullptr && issuer != nullptr);
    auto nonce = random_octets(nonce_octets);
    const auto request = der::sequence({cert_id_der(*issuer, certificate->serial_octets())});
    const auto extension = der::sequence({der::oid(nonce_extension), der::octet_string(der::octet_string(nonce))});
    auto question = der::sequence(
        {der::sequence({der::sequence({request}), der::element(tag::context(2), der::sequence({extension}))})});
    return {std::move(certificate), std::move(issuer), std::move(nonce), std::move(question)};
}

Result<RevocationStatus> read_ocsp_answer(std::string_view der, const OcspQuestion& question, WallTime now,
                                          const OcspRules& rules) {
    const OcspSubject subject{question.issuer, question.certificate->serial_octets(), question.nonce};
    return read_ocsp_answer(der, subject, now, rules);
}

Result<RevocationStatus> read_ocsp_answer(std::string_view der, const OcspSubject& subject, WallTime now,
                                          const OcspRules& rules) {
    if (der.size() > rules.octets_max) {
        return fail(Errc::limit_exceeded,
                    "an OCSP answer of more than " + std::to_string(rules.octets_max) + " octets is not read");
    }
    const auto response = read_ocsp_response(der);
    if (!response) {
        return fail(response.error());
    }
    const auto answered = rules.kept ? std::min(now, response->produced_at) : now;
    const auto responder = find_responder(*response, subject.issuer, answered);
    if (!responder) {
        return fail(responder.error());
    }
    if (auto checked = check_extensions(response->extensions); !checked) {
        return fail(checked.error());
    }
    if (auto checked = check_nonce(*response, subject.nonce, rules); !checked) {
        return fail(checked.error());
    }
    const auto single = find_single(*response, subject);
    if (!single) {
        return fail(single.error());
    }
    if (auto checked = check_extensions((*single)->extensions); !checked) {
        return fail(checked.error());
    }
    if (auto checked = check_freshness(**single, response->produced_at, now, rules); !checked) {
        return fail(checked.error());
    }
    return status_of(**single, **responder, der);
}

}  // namespace otkel::trust
