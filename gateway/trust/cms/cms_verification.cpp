#include <algorithm>

#include "gateway/base/bytes.hpp"
#include "gateway/trust/cms/cms.hpp"
#include "gateway/trust/cms/object_identifiers.hpp"
#include "gateway/trust/cms/signer_verification.hpp"

namespace otkel::trust {
namespace {

// Clocks of authorities and ours differ.
constexpr std::chrono::minutes clock_skew_max{5};

SignedDataLimits limits_of(const CmsPolicy& policy) {
    SignedDataLimits limits;
    limits.octets_max = policy.octets_max;
    limits.signers_max = policy.signers_max;
    limits.certificates_max = policy.certificates_max;
    limits.attributes_max = policy.attributes_max;
    return limits;
}

Result<std::string_view> content_of(const SignedData& data, std::optional<std::string_view> detached,
                                    const CmsPolicy& policy) {
    if (detached && detached->size() > policy.octets_max) {
        return fail(Errc::limit_exceeded, "the detached content has " + std::to_string(detached->size()) + " octets; " +
                                              std::to_string(policy.octets_max) + " are accepted");
    }
    if (!data.content && !detached) {
        return fail(Errc::invalid_argument, "the message carries no content; give the content that was signed");
    }
    if (data.content && detached && !equal_in_constant_time(*data.content, *detached)) {
        return fail(Errc::signature_invalid, "the message carries another content than the one that was given");
    }
    return data.content ? *data.content : *detached;
}

// Signed attributes are a few hundred octets, but without them every signature costs a digest of the whole content,
// also when it is a copy of another one.
Result<void> check_work(const SignedData& data, std::string_view content, const CmsPolicy& policy) {
    const auto bare = static_cast<std::size_t>(std::count_if(data.signers.begin(), data.signers.end(),
                                                             [](const auto& s) { return !s.has_signed_attributes; }));
    if (bare > 1 && content.size() > policy.octets_max / bare) {
        return fail(Errc::limit_exceeded, std::to_string(bare) + " signers without signed attributes over " +
                                              std::to_string(content.size()) + " octets are too much work");
    }
    return {};
}

class SignerOfMessage {
public:
    SignerOfMessage(const SignedData& data, const SignerInfo& signer, const std::vector<CertificatePtr>& certificates,
                    const CmsPolicy& policy)
        : signer_(signer),
          policy_(policy),
          rules_{policy.trust, Purpose::signing, policy.algorithms},
          verification_(data, signer, certificates, rules_, found_),
          tokens_(values_of(signer.unsigned_attributes, oid::signature_time_stamp)) {}

    CmsSigner verify(SignedContent& content) {
        found_.judged_at = policy_.now;
        if (record(found_, "limits", check_limits()) &&
            record(found_, "structure", verification_.check_structure(content.octets())) &&
            record(found_, "algorithms", verification_.check_algorithms()) && record(found_, "trust", check_trust()) &&
            record(found_, "mathematics", verification_.check_mathematics(content.octets())) &&
            record(found_, "coverage", verification_.check_coverage(content)) && !tokens_.empty()) {
            record(found_, "time stamp", check_stamps());
        }
        return std::move(found_);
    }

private:
    [[nodiscard]] Result<std::string> check_limits() const {
        if (tokens_.size() > policy_.time_stamps_max) {
            return fail(Errc::limit_exceeded, "the signer has " + std::to_string(tokens_.size()) + " time stamps; " +
                                                  std::to_string(policy_.time_stamps_max) + " are accepted");
        }
        return std::to_string(tokens_.size()) + " time stamps";
    }

    Result<std::string> check_trust() {
        auto now = verification_.check_trust(policy_.now);
        if (now || now.error().code != Errc::certificate_invalid || !policy_.judge_at_stamped_time || tokens_.empty()) {
            return now;
        }
        if (const auto stamped = check_stamps(); !stamped) {
            return fail(Errc::certificate_invalid,
                        now.error().detail + "; its time stamp does not help: " + stamped.error().detail);
        }
        auto then = verification_.check_trust(std::min(found_.stamp->time, policy_.now));
        if (!then) {
            return then;
        }
        return *then + ", at the stamped time " + to_utc_text(found_.judged_at);
    }

    // All that are there, once.
    Result<std::string> check_stamps() {
        if (!stamps_) {
            stamps_ = verify_stamps();
        }
        return *stamps_;
    }

    Result<std::string> verify_stamps() {
        for (const auto token : tokens_) {
            auto stamp = verify_time_stamp(token, signer_.signature, policy_.trust);
            if (!stamp) {
                return fail(stamp.error());
            }
            if (stamp->time > policy_.now + clock_skew_max) {
                return fail(Errc::signature_invalid, "the stamped time " + to_utc_text(stamp->time) +
                                                         " is in the future; compare the clock of this machine");
            }
            if (!found_.stamp || stamp->time < found_.stamp->time) {
                found_.stamp = std::move(*stamp);
            }
        }
        return to_utc_text(found_.stamp->time) + " by " + found_.stamp->authority->subject();
    }

    const SignerInfo& signer_;
    const CmsPolicy& policy_;
    SignerRules rules_;
    CmsSigner found_;
    SignerVerification verification_;
    std::vector<std::string_view> tokens_;
    std::optional<Result<std::string>> stamps_;
};

}  // namespace

bool CmsMessage::valid() const {
    return !signers.empty() && std::none_of(signers.begin(), signers.end(), [](const auto& s) { return s.error; });
}

Result<CmsMessage> verify_cms(std::string_view message, std::optional<std::string_view> detached_content,
                              const CmsPolicy& policy) {
    const auto read = read_signed_message(message, limits_of(policy));
    if (!read) {
        return fail(read.error());
    }
    const auto& data = read->data;
    if (data.signers.empty()) {
        return fail(Errc::not_signed, "the message has no signer");
    }
    const auto octets = content_of(data, detached_content, policy);
    if (!octets) {
        return fail(octets.error());
    }
    if (const auto bearable = check_work(data, *octets, policy); !bearable) {
        return fail(bearable.error());
    }
    const auto certificates = read_certificates(data);
    if (!certificates) {
        return fail(certificates.error());
    }
    SignedContent content(*octets);
    CmsMessage verified{!data.content, std::string(*octets), {}};
    for (const auto& signer : data.signers) {
        verified.signers.push_back(SignerOfMessage(data, signer, *certificates, policy).verify(content));
    }
    return verified;
}

Result<std::string> extract_cms_content(std::string_view message) {
    const auto read = read_signed_message(message);
    if (!read) {
        return fail(read.error());
    }
    if (!read->data.content) {
        return fail(Errc::not_found, "the message is detached: it carries no content");
    }
    return std::string(*read->data.content);
}

}  // namespace otkel::trust
