#include <algorithm>
#include <array>

#include "adapters/ncanode/endpoints.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/trust/cms/cms.hpp"
#include "gateway/trust/cms/cms_writer.hpp"

namespace otkel::adapters::ncanode {
namespace {

namespace json = boost::json;

struct StampPolicy {
    std::string_view word, oid;
};
// The one in the middle has no name of its own in trust/: nobody stamps by it any more (protocol fact, seen).
constexpr std::array stamp_policies{
    StampPolicy{"TSA_GOST2015_POLICY", trust::stamp_policy::gost2015},
    StampPolicy{"TSA_GOSTGT_POLICY", "1.2.398.3.3.2.6.3"},
    StampPolicy{"TSA_GOST_POLICY", trust::stamp_policy::gost2004},
};

// How the new signatures of a request are to be stamped.
struct StampWish {
    bool wanted{false};
    std::string policy;
};

// Some callers always send the field.
std::optional<std::string> read_content(const Fields& request) {
    auto content = request.octets_if("data");
    return content && content->empty() ? std::nullopt : std::move(content);
}

StampWish read_stamp_wish(const Fields& request, const Parts& parts) {
    StampWish wish;
    wish.wanted = request.flag("withTsp");
    if (const auto word = request.text_if("tsaPolicy"); word && !word->empty()) {
        const auto* const at = std::find_if(stamp_policies.begin(), stamp_policies.end(),
                                            [&](const StampPolicy& row) { return row.word == *word; });
        if (at == stamp_policies.end()) {
            request.refuse("tsaPolicy",
                           "TSA_GOST2015_POLICY, TSA_GOSTGT_POLICY and TSA_GOST_POLICY are the words that "
                           "may stand here");
            return wish;
        }
        wish.policy = at->oid;
    }
    if (wish.wanted && !parts.has_authority) {
        request.refuse("withTsp",
                       "nobody can be asked for a time stamp: this gateway has no certification authority "
                       "configured (config/adapters/nca.yaml)");
    }
    return wish;
}

std::vector<crypto::Identity> read_signers(const Fields& request, const Parts& parts) {
    std::vector<crypto::Identity> identities;
    for (const auto& signer : request.objects("signers", parts.settings.signers_max)) {
        // What cannot sign here is told before anything is signed.
        if (auto identity = choose_signer(signer, parts.keys())) {
            identities.push_back({identity->key(), identity->certificate_der(), {}, {}});
        }
    }
    return identities;
}

Result<Outcome> finish(std::string message, std::size_t first, StampWish wish) {
    if (!wish.wanted) {
        return Outcome(json::object{{"cms", to_base64(message)}});
    }
    auto values = trust::cms_signature_values(message);
    if (!values) {
        return fail(values.error());
    }
    Unstamped unstamped{std::move(message), first, {}, std::move(wish.policy)};
    for (auto i = first; i < values->size(); ++i) {
        unstamped.values.push_back(std::move((*values)[i]));
    }
    return Outcome(std::move(unstamped));
}

trust::CmsOptions options_of(const Parts& parts, bool detached) {
    trust::CmsOptions options;
    options.detached = detached;
    options.signing_time = parts.clock.wall();
    return options;
}

// `message`: what was signed so far; empty before the first.
Result<std::string> signed_by_all(std::string message, const std::optional<std::string>& content,
                                  const std::vector<crypto::Identity>& identities, const trust::CmsOptions& options) {
    for (const auto& identity : identities) {
        auto next = message.empty() ? trust::sign_cms(content.value_or(std::string()), identity, options)
                                    : trust::add_cms_signer(message, content, identity, options);
        if (!next) {
            return next;
        }
        message = std::move(*next);
    }
    return message;
}

// What is the same for all signers of a message cannot be changed by one that is added.
void refuse_other_form(const Fields& request, bool detached) {
    if (request.has("detached") && request.flag("detached") != detached) {
        request.refuse("detached", detached ? "the message carries no content, and stays so; leave this out"
                                            : "the message carries its content, and stays so; leave this out");
    }
}

Verified::Signer signer_of(trust::CmsSigner& signer, const Parts& parts) {
    Verified::Signer told;
    if (signer.certificate != nullptr) {
        // One that held when it was stamped is judged by that time.
        told.certificates.push_back(signer.path.certificates.empty()
                                        ? judge(signer.certificate, parts)
                                        : JudgedCertificate{signer.certificate, std::move(signer.path), {}, {}});
    }
    if (signer.stamp) {
        told.stamp = as_json(*signer.stamp, signer.signature);
    }
    return told;
}

std::string details_of(const trust::CmsMessage& message) {
    std::string details;
    for (std::size_t i = 0; i < message.signers.size(); ++i) {
        if (const auto& error = message.signers[i].error) {
            details += (details.empty() ? "signers[" : "; signers[") + std::to_string(i) + "]: " + error->detail;
        }
    }
    return details;
}

}  // namespace

Result<Outcome> sign_cms_message(const Fields& request, const Parts& parts) {
    const auto content = request.octets("data");
    const auto identities = read_signers(request, parts);
    const auto options = options_of(parts, request.flag("detached"));
    auto wish = read_stamp_wish(request, parts);
    if (request.has_failed()) {
        return fail(request.error());
    }
    auto message = signed_by_all({}, content, identities, options);
    if (!message) {
        request.refuse("data", message.error());
        return fail(request.error());
    }
    return finish(std::move(*message), 0, std::move(wish));
}

Result<Outcome> add_cms_signature(const Fields& request, const Parts& parts) {
    auto message = request.octets("cms");
    const auto content = read_content(request);
    const auto identities = read_signers(request, parts);
    auto wish = read_stamp_wish(request, parts);
    if (request.has_failed()) {
        return fail(request.error());
    }
    const auto before = trust::cms_signature_values(message);
    const auto carried = trust::extract_cms_content(message);
    const bool detached = !carried && carried.error().code == Errc::not_found;
    if (!before) {
        request.refuse("cms", before.error());
    } else if (!carried && !detached) {
        request.refuse("cms", carried.error());
    }
    refuse_other_form(request, detached);
    if (detached && !content) {
        request.refuse("data", "the message carries no content; give what was signed, in base64");
    }
    if (request.has_failed()) {
        return fail(request.error());
    }
    auto next = signed_by_all(std::move(message), content, identities, options_of(parts, detached));
    if (!next) {
        request.refuse(next.error().code == Errc::invalid_argument ? "data" : "cms", next.error());
        return fail(request.error());
    }
    return finish(std::move(*next), before->size(), std::move(wish));
}

Result<Outcome> verify_cms_message(const Fields& request, const Parts& parts) {
    Verified verified;
    verified.by_signer = true;
    const auto octets = request.octets("cms");
    const auto content = read_content(request);
    read_revocation_check(request, parts, verified);
    if (request.has_failed()) {
        return fail(request.error());
    }
    trust::CmsPolicy policy{*parts.settings.trust, parts.clock.wall(), parts.settings.algorithms};
    policy.signers_max = parts.settings.signers_max;
    policy.certificates_max = parts.settings.certificates_max;
    auto message = trust::verify_cms(octets, content, policy);
    if (message) {
        verified.holds = message->valid();
        verified.details = details_of(*message);
        for (auto& signer : message->signers) {
            verified.signers.push_back(signer_of(signer, parts));
        }
        return Outcome(std::move(verified));
    }
    // Another content than the signed one, or no signature at all, is an answer; everything else is no message.
    const auto code = message.error().code;
    if (code != Errc::signature_invalid && code != Errc::not_signed) {
        request.refuse(code == Errc::invalid_argument ? "data" : "cms", message.error());
        return fail(request.error());
    }
    verified.details = message.error().detail;
    return Outcome(std::move(verified));
}

Result<Outcome> extract_cms(const Fields& request, const Parts& /*parts*/) {
    const auto octets = request.octets("cms");
    if (request.has_failed()) {
        return fail(request.error());
    }
    const auto content = trust::extract_cms_content(octets);
    if (!content) {
        request.refuse("cms", content.error());
        return fail(request.error());
    }
    return Outcome(json::object{{"data", to_base64(*content)}});
}

}  // namespace otkel::adapters::ncanode
