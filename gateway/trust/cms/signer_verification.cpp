#include "gateway/trust/cms/signer_verification.hpp"

#include <algorithm>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/crypto/openssl.hpp"
#include "gateway/trust/cms/object_identifiers.hpp"
#include "gateway/trust/name.hpp"

namespace otkel::trust {
namespace {

constexpr int rsa_bits_min = 2048;

std::string text_of_name(std::string_view der) { return name_text(der).value_or(std::string()); }

}  // namespace

const std::string& SignedContent::digest(crypto::DigestAlgorithm algorithm) {
    const auto at = digests_.find(algorithm);
    return at != digests_.end() ? at->second
                                : digests_.emplace(algorithm, crypto::digest(algorithm, octets_)).first->second;
}

Result<std::vector<CertificatePtr>> read_certificates(const SignedData& data) {
    std::vector<CertificatePtr> certificates;
    for (const auto der : data.certificates) {
        auto certificate = Certificate::from_der(der);
        if (!certificate) {
            return fail(certificate.error().code, "certificate " + std::to_string(certificates.size() + 1) +
                                                      " of the message: " + certificate.error().detail);
        }
        certificates.push_back(std::move(*certificate));
    }
    return certificates;
}

SignerVerification::SignerVerification(const SignedData& message, const SignerInfo& signer,
                                       const std::vector<CertificatePtr>& certificates, const SignerRules& rules,
                                       CmsSigner& found)
    : message_(message), signer_(signer), certificates_(certificates), rules_(rules), found_(found) {
    found_.signature = signer.signature;
}

Result<std::string> SignerVerification::check_structure(std::string_view content) {
    // RFC 5652 section 5.3.
    const std::uint64_t version = signer_.issuer.empty() ? 3 : 1;
    if (signer_.version != version) {
        return fail(Errc::malformed, "SignerInfo has version " + std::to_string(signer_.version) + "; its form is of " +
                                         std::to_string(version));
    }
    if (std::find(message_.digests.begin(), message_.digests.end(), signer_.digest) == message_.digests.end()) {
        return fail(Errc::malformed, "the digest algorithm " + signer_.digest +
                                         " of the signer is not among digestAlgorithms of the message");
    }
    if (signer_.has_signed_attributes) {
        auto attributes = read_signed_attributes(signer_, message_.content_type);
        if (!attributes) {
            return fail(attributes.error());
        }
        attributes_ = std::move(*attributes);
        found_.claimed_time = attributes_.signing_time;
    } else if (message_.content_type != oid::data) {
        return fail(Errc::malformed, "a content of type " + message_.content_type + " needs signed attributes");
    } else if (looks_like_signed_attributes(content)) {
        return fail(Errc::forbidden_construct,
                    "the content consists of signed attributes and the signer has none: a signature over one may have "
                    "been shown again as a signature over the other");
    }
    if (rules_.must_name_certificate && attributes_.signing_certificates.empty()) {
        return fail(Errc::malformed, "no signed attribute names the certificate of the signer");
    }
    return signer_.has_signed_attributes ? "signed attributes with contentType and messageDigest"
                                         : std::string("no signed attributes, content of type data");
}

Result<void> SignerVerification::check_digest() {
    const auto digest = crypto::digest_of_oid(signer_.digest);
    if (!digest || *digest == crypto::DigestAlgorithm::sha1) {
        return fail(Errc::forbidden_construct, "the digest algorithm " + signer_.digest + " is not accepted");
    }
    digest_ = *digest;
    return {};
}

Result<std::string> SignerVerification::check_algorithms() {
    if (const auto right = check_digest(); !right) {
        return fail(right.error());
    }
    found_.certificate = find_certificate();
    if (found_.certificate == nullptr) {
        return std::string(crypto::name(digest_));
    }
    const auto& key = found_.certificate->key();
    const auto algorithm = crypto::signature_of_oid(signer_.signature_algorithm, key.algorithm(), digest_);
    if (!algorithm || crypto::digest_of(*algorithm) != digest_) {
        return fail(Errc::forbidden_construct, "the signature algorithm " + signer_.signature_algorithm + " with " +
                                                   std::string(crypto::name(digest_)) + " is not accepted with a key " +
                                                   std::string(crypto::name(key.algorithm())));
    }
    algorithm_ = *algorithm;
    found_.algorithm = crypto::word(algorithm_);
    const auto& accepted = rules_.algorithms;
    if (!accepted.empty() && std::find(accepted.begin(), accepted.end(), found_.algorithm) == accepted.end()) {
        return fail(Errc::forbidden_construct, "the policy does not accept " + found_.algorithm);
    }
    if (key.algorithm() == crypto::KeyAlgorithm::rsa && key.bits() < rsa_bits_min) {
        return fail(Errc::forbidden_construct, "an RSA key of " + std::to_string(key.bits()) + " bits is too short; " +
                                                   std::to_string(rsa_bits_min) + " are needed");
    }
    return found_.algorithm + ", " + std::to_string(key.bits()) + " bits";
}

CertificatePtr SignerVerification::find_certificate() const {
    for (const auto& certificate : certificates_) {
        const bool is_it = signer_.issuer.empty() ? certificate->subject_key_id() == signer_.subject_key_id
                                                  : certificate->issuer_der() == signer_.issuer &&
                                                        certificate->serial_octets() == signer_.serial_octets;
        if (is_it) {
            return certificate;
        }
    }
    if (!signer_.issuer.empty()) {
        return rules_.trust.find(text_of_name(signer_.issuer), crypto::decimal_of(signer_.serial_octets));
    }
    const auto& anchors = rules_.trust.anchors();
    const auto at = std::find_if(anchors.begin(), anchors.end(), [&](const CertificatePtr& anchor) {
        return anchor->subject_key_id() == signer_.subject_key_id;
    });
    return at == anchors.end() ? nullptr : *at;
}

std::string SignerVerification::name_of_signer() const {
    if (signer_.issuer.empty()) {
        return "the subject key identifier " + to_hex(signer_.subject_key_id.substr(0, 32));
    }
    return "serial number " + to_hex(signer_.serial_octets.substr(0, 32)) + " of " + text_of_name(signer_.issuer);
}

Result<void> SignerVerification::check_named_certificates() const {
    for (const auto& named : attributes_.signing_certificates) {
        if (!named.names(*found_.certificate)) {
            return fail(Errc::signer_untrusted, "the signer named another certificate under the signature than " +
                                                    found_.certificate->subject() + " (SHA-256 " +
                                                    found_.certificate->fingerprint() + ")");
        }
    }
    return {};
}

Result<std::string> SignerVerification::check_trust(WallTime at) {
    if (found_.certificate == nullptr) {
        return fail(Errc::signer_untrusted, "the certificate with " + name_of_signer() +
                                                " is neither in the message nor known; configure it for this peer or "
                                                "ask for a message that carries it");
    }
    if (const auto named = check_named_certificates(); !named) {
        return fail(named.error());
    }
    found_.judged_at = at;
    auto path = rules_.trust.establish(found_.certificate, at, rules_.purpose, certificates_);
    if (!path) {
        return fail(path.error());
    }
    // Around a key that is trusted as it is anybody who has it can write a certificate of an authority.
    if (rules_.purpose == Purpose::time_stamping && !path->holder_vouched) {
        return fail(Errc::signer_untrusted, "the certificate " + found_.certificate->subject() +
                                                " is trusted by its key alone, which is not enough to tell the time");
    }
    found_.path = std::move(*path);
    return found_.path.how;
}

Result<std::string> SignerVerification::check_mathematics(std::string_view content) const {
    const auto attributes = signer_.has_signed_attributes ? signed_attributes_to_verify(signer_) : std::string();
    const auto octets = signer_.has_signed_attributes ? std::string_view(attributes) : content;
    if (!found_.certificate->key().verifies(algorithm_, octets, signer_.signature, crypto::EcdsaForm::der)) {
        return fail(Errc::signature_invalid,
                    "the signature value does not belong to what was signed and to the key of " +
                        found_.certificate->subject());
    }
    return signer_.has_signed_attributes ? "signature over the signed attributes"
                                         : std::string("signature over the content");
}

Result<std::string> SignerVerification::check_coverage(SignedContent& content) const {
    if (!signer_.has_signed_attributes) {
        return std::string("the signature covers the content itself");
    }
    if (!equal_in_constant_time(content.digest(digest_), attributes_.message_digest)) {
        return fail(Errc::signature_invalid, "messageDigest is not the " + std::string(crypto::name(digest_)) +
                                                 " of the content: it was changed, or another one was signed");
    }
    return "messageDigest over " + std::to_string(content.octets().size()) + " octets";
}

bool record(CmsSigner& signer, std::string_view step, Result<std::string> outcome) {
    if (!outcome) {
        signer.verdicts.push_back({step, false, outcome.error().detail});
        signer.error = std::move(outcome.error());
        return false;
    }
    signer.verdicts.push_back({step, true, std::move(*outcome)});
    return true;
}

}  // namespace otkel::trust
