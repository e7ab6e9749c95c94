#include "gateway/signing/verification.hpp"

#include <algorithm>
#include <ctime>
#include <memory>

#include "gateway/base/assert.hpp"
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

Result<SignaturePlace> Verification::find_place(const xml::Document& document, const ProfileRules& rules) {
    pass("limits", "within the limits");
    auto place = place_of_signature(document, rules.profile);
    if (!place) {
        return stop("place", std::move(place.error()));
    }
    pass("place", std::string(rules.place));
    return place;
}

Result<ReadSignature> Verification::read(const SignaturePlace& place, const ProfileRules& rules) {
    auto signature = read_signature(place.signature, rules, policy_);
    if (!signature) {
        return stop("algorithms", std::move(signature.error()));
    }
    pass("algorithms", std::string(signature->method->word));
    return signature;
}

Result<Candidates> Verification::establish_trust(const ReadSignature& signature, const SignaturePlace& place,
                                                 const ProfileRules& rules) {
    auto signer = [&]() -> Result<Signer> {
        if (signature.key_info == nullptr) {
            return refuse(Errc::signer_untrusted, "the signature has no ds:KeyInfo, and no trusted key fits it",
                          place.signature);
        }
        const auto key = resolve_key(signature.key_info, place, rules, *policy_.trust, certificates_);
        return key ? trusted_signer(*key, *signature.method, *policy_.trust, judged_at())
                   : Result<Signer>(fail(key.error()));
    }();
    if (signer) {
        pass("trust", signer->path.how);
        return Candidates{std::move(*signer)};
    }
    auto keys = trusted_keys(*signature.method, policy_);
    if (keys.empty()) {
        return stop("trust", std::move(signer.error()));
    }
    pass("trust", keys.front().path.how);
    return keys;
}

Result<std::string> Verification::canonical(const xml::Document& document, xmlNode* element, const C14n& c14n,
                                            xml::Canonicalization method) {
    const auto* above = element == nullptr ? nullptr : element->parent;
    for (; c14n.row->version_1_1 && above != nullptr && above->type == XML_ELEMENT_NODE; above = above->parent) {
        if (attribute(above, space::xml, "id") || attribute(above, space::xml, "base")) {
            return refuse(Errc::unsupported, "Canonical XML 1.1 below an element with xml:id or xml:base", above);
        }
    }
    return xml::canonicalize(document, element, method, c14n.inclusive_prefixes);
}

Result<Signer> Verification::check_value(const xml::Document& document, const ReadSignature& signature,
                                         Candidates candidates) {
    const auto octets = canonical(document, signature.signed_info, signature.c14n, signature.c14n.row->method);
    if (!octets) {
        return stop("mathematics", octets.error());
    }
    const auto at = std::find_if(candidates.begin(), candidates.end(), [&](const Signer& candidate) {
        return candidate.key.verifies(signature.method->algorithm, *octets, signature.value);
    });
    if (at == candidates.end()) {
        const auto whose = candidates.size() == 1 ? "the key of " + candidates.front().name()
                                                  : "any of " + std::to_string(candidates.size()) + " trusted keys";
        return stop("mathematics",
                    refuse(Errc::signature_invalid,
                           "the SignatureValue is not a signature of the SignedInfo with " + whose +
                               "; SignedInfo was changed after signing, or the certificate is not the signer's",
                           signature.signed_info)
                        .value());
    }
    pass("mathematics", at->algorithm + ", " + std::to_string(at->key.bits()) + " bits");
    return std::move(*at);
}

void Verification::note_receipt(const SignaturePlace& place) {
    if (place.receipt != nullptr) {
        pass("receipt", "the receipt of a trusted third party is there; it is not verified");
    }
}

Result<Verification::Checked> Verification::check_signature(const xml::Document& document, const SignaturePlace& place,
                                                            const ProfileRules& rules, int line_offset) {
    const auto signature = read(place, rules);
    if (!signature) {
        return fail(signature.error());
    }
    auto candidates = establish_trust(*signature, place, rules);
    if (!candidates) {
        return fail(candidates.error());
    }
    if (report_ != nullptr && candidates->size() == 1) {
        report_->signer = candidates->front();
    }
    auto signer = check_value(document, *signature, std::move(*candidates));
    if (!signer) {
        return fail(signer.error());
    }
    if (report_ != nullptr) {
        report_->signer = *signer;
    }
    const auto covered = check_coverage(*signature, place, rules);
    if (!covered) {
        return fail(covered.error());
    }
    Checked checked{std::move(*signer), {}, covered->front()};
    for (std::size_t i = 0; i < signature->references.size(); ++i) {
        auto octets = digest_reference(document, signature->references[i], (*covered)[i], place.signature);
        if (!octets) {
            return fail(octets.error());
        }
        const int line = line_offset + static_cast<int>(xmlGetLineNo((*covered)[i]));
        checked.octets.push_back(Seal::seal(std::move(*octets), line));
    }
    return checked;
}

}  // namespace otkel::signing
