#include "adapters/nca/login_proof.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "gateway/base/bytes.hpp"
#include "gateway/trust/cms/cms.hpp"

namespace otkel::adapters::nca {
namespace {

namespace json = boost::json;

std::optional<std::string> text(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (value == nullptr) {
        return std::string{};
    }
    const auto* string = value->if_string();
    return string == nullptr ? std::nullopt : std::optional(std::string(*string));
}

Failure malformed() {
    return fail(Errc::malformed, "the body is not JSON with the texts nonce, and xml or cms (base64)");
}

Result<Proof> prove_xml(const LoginMessage& message, std::string_view challenge, const ProofRules& rules) {
    signing::Policy policy;
    policy.trust = rules.trust;
    policy.algorithms = rules.settings.algorithms;
    policy.limits = rules.limits;
    policy.limits.octets = std::min(policy.limits.octets, rules.settings.body_octets_max);
    auto verified = rules.verifier.verify(message.xml, signing::Profile::enveloped, policy);
    if (!verified) {
        return fail(verified.error());
    }
    if (verified->octets.view() != challenge) {
        return fail(Errc::signature_invalid, "the signed document is not the challenge, octet for octet");
    }
    return Proof{std::move(verified->signer.certificate), std::move(verified->signer.path), {}};
}

Result<Proof> prove_cms(const LoginMessage& message, std::string_view challenge, const ProofRules& rules) {
    trust::CmsPolicy policy{*rules.trust, rules.now, rules.settings.algorithms};
    policy.octets_max = rules.settings.body_octets_max;
    policy.signers_max = 1;
    // Who signs in must be able to sign now: a stamp of better days does not help.
    policy.judge_at_stamped_time = false;
    auto verified = trust::verify_cms(message.cms, challenge, policy);
    if (!verified) {
        return fail(verified.error());
    }
    if (verified->signers.size() != 1) {
        return fail(Errc::signature_invalid, "exactly one signer is expected");
    }
    auto& signer = verified->signers.front();
    if (signer.error) {
        return fail(std::move(*signer.error));
    }
    if (!verified->valid() || verified->content != challenge || !signer.certificate) {
        return fail(Errc::signature_invalid, "the signed content is not the challenge");
    }
    return Proof{std::move(signer.certificate), std::move(signer.path), {}};
}

Result<void> check_holder(const trust::Holder& holder, const SignInSettings& settings) {
    if (std::find(settings.uses.begin(), settings.uses.end(), holder.use) == settings.uses.end()) {
        return fail(Errc::certificate_invalid, "a certificate for " + std::string(trust::name(holder.use)) +
                                                   " is not accepted here (sign_in.uses)");
    }
    const bool any_role = settings.roles.empty() || std::any_of(settings.roles.begin(), settings.roles.end(),
                                                                [&](trust::Role role) { return holder.has(role); });
    if (!any_role) {
        return fail(Errc::forbidden, "the certificate has none of the roles that may sign in (sign_in.roles)");
    }
    return {};
}

}  // namespace

Result<LoginMessage> read_login(std::string_view body) {
    json::parse_options options;
    options.max_depth = 4;
    boost::system::error_code error;
    const auto value = json::parse(body, error, {}, options);
    if (error || !value.is_object()) {
        return malformed();
    }
    auto nonce = text(value.get_object(), "nonce");
    auto xml = text(value.get_object(), "xml");
    auto cms = text(value.get_object(), "cms");
    if (!nonce || nonce->empty() || !xml || !cms || xml->empty() == cms->empty()) {
        return malformed();
    }
    LoginMessage message{std::move(*nonce), std::move(*xml), {}};
    if (!cms->empty()) {
        auto octets = from_base64(*cms);
        if (!octets || octets->empty()) {
            return malformed();
        }
        message.cms = std::move(*octets);
    }
    return message;
}

Result<Proof> prove(const LoginMessage& message, std::string_view challenge, const ProofRules& rules) {
    auto proof = message.cms.empty() ? prove_xml(message, challenge, rules) : prove_cms(message, challenge, rules);
    if (!proof) {
        return proof;
    }
    proof->holder = trust::holder_of(*proof->certificate);
    if (auto checked = check_holder(proof->holder, rules.settings); !checked) {
        return fail(checked.error());
    }
    return proof;
}

}  // namespace otkel::adapters::nca
