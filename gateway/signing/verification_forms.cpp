#include <algorithm>

#include "gateway/signing/ds_elements.hpp"
#include "gateway/signing/nodes.hpp"
#include "gateway/signing/seal.hpp"
#include "gateway/signing/verification.hpp"

// What is verified as a whole: a message, a stack of signatures, plain octets.

namespace otkel::signing {
namespace {

// Takes a signature that has held out of the tree: what goes on is the document without it.
void remove(xmlNode* signature) {
    xmlUnlinkNode(signature);
    xmlFreeNode(signature);
}

std::string sizes_of(const std::vector<xml::VerifiedOctets>& references) {
    std::string text;
    for (const auto& octets : references) {
        text += (text.empty() ? "digest of " : ", ") + std::to_string(octets.view().size());
    }
    return text + " octets";
}

xml::VerifiedOctets joined(const std::vector<xml::VerifiedOctets>& references) {
    if (references.size() == 1) {
        return references.front();
    }
    std::string all;
    for (const auto& octets : references) {
        all += octets.view();
    }
    return Seal::seal(std::move(all), references.front().first_line());
}

// Base64, or the octets as they are: no signature is made of characters of base64 alone by chance.
std::string value_of_raw(std::string_view signature) {
    auto decoded = from_canonical_base64(signature);
    return decoded ? std::move(*decoded) : std::string(signature);
}

bool allows(const Policy& policy, const SignatureMethod& row) {
    return policy.algorithms.empty() ||
           std::find(policy.algorithms.begin(), policy.algorithms.end(), row.word) != policy.algorithms.end();
}

}  // namespace

Result<VerifiedMessage> Verification::run(xml::Document document, Profile profile, int line_offset) {
    const auto& rules = rules_of(profile);
    const auto place = find_place(document, rules);
    if (!place) {
        return fail(place.error());
    }
    auto checked = check_signature(document, *place, rules, line_offset);
    if (!checked) {
        return fail(checked.error());
    }
    pass("references", sizes_of(checked->octets));
    note_receipt(*place);
    if (profile == Profile::enveloped) {
        remove(place->signature);
    }
    if (report_ != nullptr) {
        report_->verdicts = verdicts_;
    }
    auto octets = joined(checked->octets);
    return VerifiedMessage{std::move(octets),   std::move(checked->signer), std::move(verdicts_),
                           std::move(document), checked->covered,           std::move(checked->octets)};
}

Result<VerifiedMessage> Verification::run_body(const xml::Document& envelope, Profile profile) {
    const auto body = body_of_envelope(envelope);
    if (!body) {
        return stop("place", body.error());
    }
    const auto elements = element_children(*body);
    if (!elements || elements->count != 1) {
        return stop("place",
                    refuse(Errc::malformed, "soap:Body must hold one element, the signed document", *body).value());
    }
    auto document = xml::Document::copy_of((*elements)[0]);
    if (!document) {
        return stop("limits", document.error());
    }
    return run(std::move(*document), profile);
}

Result<StackedMessage> Verification::run_stacked(const xml::Document& document) {
    pass("limits", "within the limits");
    const auto signatures = signatures_in_stack(document, policy_.signatures_max);
    if (!signatures) {
        return stop("place", signatures.error());
    }
    pass("place", std::to_string(signatures->size()) + " signatures in the document element");
    auto* const whole = report_;
    const auto common = std::move(verdicts_);
    std::vector<Report> reports(signatures->size());
    std::vector<Signer> signers;
    std::optional<xml::VerifiedOctets> octets;
    std::optional<Error> error;
    // A signature that fails does not hide what the ones before it prove.
    for (std::size_t i = signatures->size(); i-- > 0;) {
        report_ = &reports[i];
        verdicts_.clear();
        auto checked =
            check_signature(document, place_in_stack(document, (*signatures)[i]), rules_of(Profile::enveloped), 0);
        if (checked) {
            pass("references", sizes_of(checked->octets));
            report_->verdicts = std::move(verdicts_);
            signers.insert(signers.begin(), std::move(checked->signer));
            octets = checked->octets.front();
        } else if (!error) {
            error = std::move(checked.error());
        }
        remove((*signatures)[i]);
    }
    if (whole != nullptr) {
        whole->verdicts = common;
        whole->signer = reports.back().signer;
        whole->error = error;
        whole->signatures = std::move(reports);
    }
    if (error) {
        return fail(std::move(*error));
    }
    return StackedMessage{std::move(*octets), std::move(signers)};
}

Result<VerifiedContent> Verification::run_raw(std::string_view octets, std::string_view signature,
                                              const trust::CertificatePtr& certificate) {
    const auto value = value_of_raw(signature);
    Candidates candidates;
    std::optional<Error> untrusted;
    // The key tells the kind; which hash, of those that the policy allows, only trying can tell.
    for (const auto& method : signature_methods()) {
        if (!allows(policy_, method)) {
            continue;
        }
        if (certificate != nullptr && method.fits(certificate->key())) {
            auto signer = trusted_signer({certificate, {}}, method, *policy_.trust, judged_at());
            signer ? candidates.push_back(std::move(*signer)) : static_cast<void>(untrusted = signer.error());
        }
        for (auto& key : trusted_keys(method, policy_)) {
            candidates.push_back(std::move(key));
        }
    }
    if (candidates.empty()) {
        return stop("trust", untrusted ? std::move(*untrusted)
                                       : Error{Errc::signer_untrusted,
                                               "no trusted key of an algorithm that is accepted here can have made "
                                               "this signature; give the signer's certificate",
                                               {},
                                               {}});
    }
    pass("trust", candidates.front().path.how);
    const auto at = std::find_if(candidates.begin(), candidates.end(), [&](const Signer& candidate) {
        const auto* method = signature_method_named(candidate.algorithm);
        return candidate.key.verifies(method->algorithm, octets, value, crypto::EcdsaForm::der);
    });
    if (at == candidates.end()) {
        return stop("mathematics",
                    Error{Errc::signature_invalid,
                          "these octets were not signed so with the key of " + candidates.front().name() +
                              "; they were changed, or the certificate is not the signer's",
                          {},
                          {}});
    }
    pass("mathematics", at->algorithm + ", " + std::to_string(at->key.bits()) + " bits");
    pass("coverage", "all " + std::to_string(octets.size()) + " octets");
    if (report_ != nullptr) {
        report_->signer = *at;
        report_->verdicts = verdicts_;
    }
    return VerifiedContent{Seal::seal(std::string(octets), 1), std::move(*at), std::move(verdicts_)};
}

}  // namespace otkel::signing
