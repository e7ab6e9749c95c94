#include <algorithm>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/crypto/openssl.hpp"
#include "gateway/trust/cms/object_identifiers.hpp"
#include "gateway/trust/cms/signer_verification.hpp"
#include "gateway/trust/cms/time_stamp_token.hpp"

namespace otkel::trust {
namespace {

SignedDataLimits token_limits() {
    SignedDataLimits limits;
    limits.octets_max = time_stamp_octets_max;
    limits.signers_max = 1;  // RFC 3161 section 2.4.2: the authority's signature and no other
    return limits;
}

// The error names the step, as the verdicts of a message do.
Failure refusal(const CmsSigner& signer) {
    auto error = *signer.error;
    error.detail = "time stamp, " + std::string(signer.verdicts.back().step) + ": " + error.detail;
    return fail(std::move(error));
}

Result<CmsSigner> verify_authority(const SignedData& data, const TimeStampInfo& info, const TrustStore& trust) {
    const auto certificates = read_certificates(data);
    if (!certificates) {
        return fail(certificates.error());
    }
    const SignerRules rules{trust, Purpose::time_stamping, {}, true};
    CmsSigner found;
    SignerVerification verification(data, data.signers.front(), *certificates, rules, found);
    SignedContent content(*data.content);
    if (record(found, "structure", verification.check_structure(content.octets())) &&
        record(found, "algorithms", verification.check_algorithms()) &&
        record(found, "trust", verification.check_trust(info.time)) &&
        record(found, "mathematics", verification.check_mathematics(content.octets())) &&
        record(found, "coverage", verification.check_coverage(content))) {
        return found;
    }
    return refusal(found);
}

}  // namespace

Result<VerifiedToken> verify_token(std::string_view token, const TrustStore& trust) {
    const auto read = read_signed_message(token, token_limits());
    if (!read) {
        return fail(read.error().code, "time stamp: " + read.error().detail);
    }
    const auto& data = read->data;
    if (data.content_type != oid::time_stamp_info || !data.content || data.signers.size() != 1) {
        return fail(Errc::malformed, "a time stamp holds TSTInfo and has one signer; this has type " +
                                         data.content_type + " and " + std::to_string(data.signers.size()));
    }
    auto info = read_time_stamp_info(*data.content);
    if (!info) {
        return fail(info.error());
    }
    auto authority = verify_authority(data, *info, trust);
    if (!authority) {
        return fail(authority.error());
    }
    TimeStamp stamp;
    stamp.time = info->time;
    stamp.policy = info->policy;
    stamp.serial = crypto::decimal_of(info->serial_octets);
    stamp.algorithm = crypto::name(authority->certificate->key().algorithm());
    stamp.authority = std::move(authority->certificate);
    stamp.path = std::move(authority->path);
    stamp.token = read->form.octets();
    return VerifiedToken{std::move(stamp), std::move(*info)};
}

Result<crypto::DigestAlgorithm> imprint_algorithm(const TimeStampInfo& info) {
    const auto digest = crypto::digest_of_oid(info.digest);
    if (!digest || *digest == crypto::DigestAlgorithm::sha1) {
        return fail(Errc::forbidden_construct, "time stamp: an imprint by " + info.digest + " is not accepted");
    }
    return *digest;
}

Result<TimeStamp> verify_time_stamp(std::string_view token, std::string_view stamped_octets, const TrustStore& trust,
                                    const std::vector<std::string>& policies) {
    auto verified = verify_token(token, trust);
    if (!verified) {
        return fail(verified.error());
    }
    auto& [stamp, info] = *verified;
    if (!policies.empty() && std::find(policies.begin(), policies.end(), info.policy) == policies.end()) {
        return fail(Errc::forbidden_construct,
                    "the time stamp was made under policy " + info.policy + ", which is not among those accepted");
    }
    const auto digest = imprint_algorithm(info);
    if (!digest) {
        return fail(digest.error());
    }
    stamp.digest = *digest;
    if (!equal_in_constant_time(crypto::digest(*digest, stamped_octets), info.imprint)) {
        return fail(Errc::signature_invalid, "the time stamp was made over other octets: its imprint is not their " +
                                                 std::string(crypto::name(*digest)));
    }
    return std::move(stamp);
}

}  // namespace otkel::trust
