#include "gateway/signing/verification.hpp"

#include <algorithm>
#include <ctime>
#include <memory>

#include "gateway/base/assert.hpp"
#include "gateway/signing/key_resolution.hpp"
#include "gateway/signing/names.hpp"
#include "gateway/signing/nodes.hpp"
#include "gateway/signing/seal.hpp"

namespace otkel::signing {
namespace {

std::chrono::nanoseconds thread_cpu_time() {
    std::timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

// A name that no reader can take for an expression: xpointer() and its quotes have no place in it.
bool is_plain_id(std::string_view id) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    const auto inner = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.'; };
    return !id.empty() && letter(id.front()) && std::all_of(id.begin(), id.end(), inner);
}

// Takes the signature out of the tree, as the enveloped-signature transform asks.
void remove(xmlNode* signature) {
    xmlUnlinkNode(signature);
    xmlFreeNode(signature);
}

// A reference with URI="" or "#id" selects nodes without comments (XML Signature 1.0, section 4.3.3.3), so that even a
// canonicalization "with comments" finds none.
xml::Canonicalization without_comments(const CanonicalizationMethod& row) {
    return row.exclusive ? xml::Canonicalization::exclusive : xml::Canonicalization::inclusive;
}

}  // namespace

CpuBudget::CpuBudget(std::chrono::milliseconds limit) : limit_(limit), start_(thread_cpu_time()) {}

Result<void> CpuBudget::check() const {
    if (thread_cpu_time() - start_ > limit_) {
        return fail(Errc::limit_exceeded, "the verification used more CPU time than is allowed for one message");
    }
    return {};
}

Verification::Verification(const Clock& clock, trust::CertificateCache& certificates, const Policy& policy,
                           Report* report)
    : clock_(clock), certificates_(certificates), policy_(policy), report_(report), budget_(policy.limits.cpu_time) {
    OTKEL_ASSERT(policy.trust != nullptr);
    verdicts_.reserve(7);
}

void Verification::pass(std::string_view step, std::string detail) {
    verdicts_.push_back({step, true, std::move(detail)});
}

Failure Verification::stop(std::string_view step, Error error) {
    if (report_ != nullptr) {
        verdicts_.push_back({step, false, error.detail});
        report_->verdicts = std::move(verdicts_);
        report_->error = error;
    }
    return fail(std::move(error));
}

Result<xml::Document> Verification::parse(std::string_view raw) {
    if (auto scanned = xml::scan(raw, policy_.limits); !scanned) {
        return stop("limits", std::move(scanned.error()));
    }
    auto document = xml::Document::parse(raw, policy_.limits);
    if (!document) {
        return stop("limits", std::move(document.error()));
    }
    return document;
}

Result<SignaturePlace> Verification::find_place(const xml::Document& document, Profile profile) {
    pass("limits", "within the limits");
    auto place = profile == Profile::wsse ? place_in_envelope(document) : place_in_document(document);
    if (!place) {
        return stop("place", std::move(place.error()));
    }
    pass("place",
         profile == Profile::wsse ? "one signature in wsse:Security" : "one signature in the document element");
    return place;
}

Result<ReadSignature> Verification::read(const SignaturePlace& place, Profile profile) {
    auto signature = read_signature(place.signature, profile, policy_);
    if (!signature) {
        return stop("algorithms", std::move(signature.error()));
    }
    pass("algorithms", std::string(signature->method->word));
    return signature;
}

Result<Signer> Verification::establish_trust(const ReadSignature& signature, const SignaturePlace& place) {
    auto certificate = resolve_key(signature.key_info, place, *policy_.trust, certificates_);
    if (!certificate) {
        return stop("trust", std::move(certificate.error()));
    }
    auto path = policy_.trust->establish(**certificate, clock_.wall());
    if (!path) {
        return stop("trust", std::move(path.error()));
    }
    const auto& key = (*certificate)->key();
    if (key.algorithm() != signature.method->key || key.bits() < signature.method->key_bits_min) {
        return stop("trust", Error{Errc::certificate_invalid,
                                   "the key of " + (*certificate)->subject() + " does not fit " +
                                       std::string(signature.method->word) + ", which asks for at least " +
                                       std::to_string(signature.method->key_bits_min) + " bits of its kind",
                                   {},
                                   {}});
    }
    pass("trust", path->how);
    return Signer{std::move(*certificate), std::move(*path), std::string(signature.method->word)};
}

Result<void> Verification::check_value(const xml::Document& document, const ReadSignature& signature,
                                       const Signer& signer) {
    const auto octets = xml::canonicalize(document, signature.signed_info, signature.c14n.row->method,
                                          signature.c14n.inclusive_prefixes);
    if (!octets) {
        return stop("mathematics", octets.error());
    }
    const auto& key = signer.certificate->key();
    if (!key.verifies(signature.method->algorithm, *octets, signature.value)) {
        return stop("mathematics",
                    refuse(Errc::signature_invalid,
                           "the SignatureValue is not a signature of the SignedInfo with the key of " +
                               signer.certificate->subject() +
                               "; SignedInfo was changed after signing, or the certificate is not the signer's",
                           signature.signed_info)
                        .value());
    }
    pass("mathematics", signer.algorithm + ", " + std::to_string(key.bits()) + " bits");
    return {};
}

Result<void> Verification::check_coverage(const ReadSignature& signature, const SignaturePlace& place,
                                          Profile profile) {
    const auto uri = signature.reference.uri;
    if (profile == Profile::enveloped) {
        if (!uri.empty()) {
            return stop("coverage",
                        refuse(Errc::signature_invalid, "the reference must cover the whole document (URI=\"\")",
                               signature.signed_info)
                            .value());
        }
        pass("coverage", "the document element");
        return {};
    }
    const auto id = attribute(place.covered, space::wsu, "Id");
    if (!id || !is_plain_id(*id) || uri.size() != id->size() + 1 || uri.front() != '#' || uri.substr(1) != *id) {
        return stop("coverage",
                    refuse(Errc::signature_invalid,
                           "the reference must cover soap:Body by its wsu:Id, which begins with a letter and "
                           "holds letters, digits, '-', '_' and '.'",
                           place.covered)
                        .value());
    }
    if (place.count_of_id(*id) != 1) {
        return stop(
            "coverage",
            refuse(Errc::signature_invalid, "the Id of soap:Body occurs more than once", place.covered).value());
    }
    pass("coverage", "soap:Body by " + std::string(uri));
    return {};
}

Result<std::string> Verification::digest_reference(const xml::Document& document, const ReadSignature& signature,
                                                   const SignaturePlace& place, Profile profile) {
    if (auto affordable = budget_.check(); !affordable) {
        return stop("references", std::move(affordable.error()));
    }
    const auto& reference = signature.reference;
    const auto line = static_cast<int>(xmlGetLineNo(place.covered));
    if (profile == Profile::enveloped) {
        remove(place.signature);
    }
    auto octets = xml::canonicalize(document, place.covered, without_comments(*reference.c14n.row),
                                    reference.c14n.inclusive_prefixes);
    if (!octets) {
        return stop("references", std::move(octets.error()));
    }
    if (crypto::digest(reference.digest->algorithm, *octets) != reference.digest_value) {
        Place at;
        at.line = line;
        return stop("references", Error{Errc::signature_invalid,
                                        "the content that is signed is not the content that was received (DigestValue "
                                        "differs); it was changed after signing, often by a proxy or a pretty printer",
                                        std::move(at),
                                        {}});
    }
    if (auto affordable = budget_.check(); !affordable) {
        return stop("references", std::move(affordable.error()));
    }
    pass("references", "digest of " + std::to_string(octets->size()) + " octets");
    return octets;
}

Result<VerifiedMessage> Verification::run(xml::Document document, Profile profile, int line_offset) {
    const auto place = find_place(document, profile);
    if (!place) {
        return fail(place.error());
    }
    const auto signature = read(*place, profile);
    if (!signature) {
        return fail(signature.error());
    }
    auto signer = establish_trust(*signature, *place);
    if (!signer) {
        return fail(signer.error());
    }
    if (report_ != nullptr) {
        report_->signer = *signer;
    }
    if (const auto holds = check_value(document, *signature, *signer); !holds) {
        return fail(holds.error());
    }
    if (const auto covered = check_coverage(*signature, *place, profile); !covered) {
        return fail(covered.error());
    }
    auto octets = digest_reference(document, *signature, *place, profile);
    if (!octets) {
        return fail(octets.error());
    }
    if (report_ != nullptr) {
        report_->verdicts = verdicts_;
    }
    const int line = line_offset + static_cast<int>(xmlGetLineNo(place->covered));
    return VerifiedMessage{Seal::seal(std::move(*octets), line), std::move(*signer), std::move(verdicts_),
                           std::move(document), place->covered};
}

}  // namespace otkel::signing
