#include <gtest/gtest.h>

#include "tests/unit/trust/cms/crafted_message.hpp"

// Time stamps over the signature values of messages.

namespace otkel::trust {
namespace {

using crypto::KeyAlgorithm;
using testing::all_passed;
using testing::attribute;
using testing::CmsPki;
using testing::on;
using testing::options_at;
using testing::policy_of;
using testing::stamped;
using testing::token_over;
using testing::verdicts_of;

constexpr std::string_view document = "Шарт № 7";
const CmsPki& pki() { return CmsPki::of(KeyAlgorithm::gost2015_512); }

std::string signed_by(const crypto::Identity& identity) { return *sign_cms(document, identity, options_at(on(2023))); }
CmsSigner judged(std::string_view message, const CmsPolicy& policy, std::size_t signer = 0) {
    const auto verified = verify_cms(message, std::nullopt, policy);
    EXPECT_TRUE(verified) << verified.error().to_string();
    return verified ? verified->signers.at(signer) : CmsSigner{};
}
CmsSigner judged(std::string_view message) { return judged(message, policy_of(pki().trust)); }
std::string with_stamp() { return std::string(all_passed) + " time stamp+"; }
std::string with_broken_stamp() { return std::string(all_passed) + " time stamp-"; }

// A message whose unsigned attributes are put in without looking at them.
std::string with_unsigned(const std::string& attributes) {
    testing::CraftedMessage message(pki().identity("АСАН"));
    message.unsigned_attributes = attributes;
    return message.build();
}

TEST(CmsStamp, is_verified_and_reported) {
    const auto signer = judged(stamped(signed_by(pki().identity("АСАН")), pki().stamping, on(2025, 8)));
    EXPECT_EQ(verdicts_of(signer), with_stamp());
    ASSERT_TRUE(signer.stamp);
    EXPECT_EQ(signer.stamp->time, on(2025, 8));
    EXPECT_EQ(signer.stamp->policy, stamp_policy::gost2015);
    EXPECT_EQ(signer.stamp->serial, "258");
    EXPECT_EQ(signer.stamp->authority->der(), pki().stamping.certificate()->der());
    EXPECT_EQ(signer.judged_at, on(2026));  // a certificate that is valid now is judged now
}

TEST(CmsStamp, has_an_expired_certificate_judged_at_the_stamped_time) {
    const auto message = stamped(signed_by(pki().identity("АСАН", 2022, 2024)), pki().stamping, on(2023, 8));
    const auto signer = judged(message);
    EXPECT_EQ(verdicts_of(signer), with_stamp()) << signer.error->to_string();
    EXPECT_EQ(signer.judged_at, on(2023, 8));
    auto policy = policy_of(pki().trust);
    policy.judge_at_stamped_time = false;
    EXPECT_EQ(verdicts_of(judged(message, policy)), "limits+ structure+ algorithms+ trust-");
}

TEST(CmsStamp, after_the_certificate_expired_does_not_help) {
    const auto message = stamped(signed_by(pki().identity("АСАН", 2022, 2024)), pki().stamping, on(2025, 8));
    const auto signer = judged(message);
    EXPECT_EQ(verdicts_of(signer), "limits+ structure+ algorithms+ trust-");
    EXPECT_EQ(signer.error->code, Errc::certificate_invalid);
}

TEST(CmsStamp, of_an_expired_signer_must_hold) {
    testing::CraftedMessage message(pki().identity("АСАН", 2022, 2024));
    message.unsigned_attributes =
        attribute(oid::signature_time_stamp, {token_over(pki().stamping, "something else", on(2023, 8))});
    const auto signer = judged(message.build());
    EXPECT_EQ(verdicts_of(signer), "limits+ structure+ algorithms+ trust-");
    EXPECT_EQ(signer.error->code, Errc::certificate_invalid);
    EXPECT_NE(signer.error->detail.find("other octets"), std::string::npos);
}

TEST(CmsStamp, of_an_earlier_signer_holds_after_another_signed) {
    const auto first = stamped(signed_by(pki().identity("АСАН")), pki().stamping, on(2025, 8));
    const auto both = add_cms_signer(first, std::nullopt, pki().identity("БОЛАТ"), options_at(on(2026)));
    ASSERT_TRUE(both);
    EXPECT_EQ(verdicts_of(judged(*both, policy_of(pki().trust), 0)), with_stamp());
    EXPECT_EQ(verdicts_of(judged(*both, policy_of(pki().trust), 1)), all_passed);
    const auto all = stamped(*both, pki().stamping, on(2026), 1);
    EXPECT_EQ(verdicts_of(judged(all, policy_of(pki().trust), 0)), with_stamp());
    EXPECT_EQ(verdicts_of(judged(all, policy_of(pki().trust), 1)), with_stamp());
}

TEST(CmsStamp, over_other_octets_is_refused) {
    const auto message = signed_by(pki().identity("АСАН"));
    EXPECT_EQ(add_cms_time_stamp(message, 0, token_over(pki().stamping, document, on(2025))).error().code,
              Errc::invalid_argument);
    const auto signer =
        judged(with_unsigned(attribute(oid::signature_time_stamp, {token_over(pki().stamping, document, on(2025))})));
    EXPECT_EQ(verdicts_of(signer), with_broken_stamp());
    EXPECT_EQ(signer.error->code, Errc::signature_invalid);
}

TEST(CmsStamp, of_somebody_who_may_not_stamp_is_refused) {
    auto content = testing::stamping_content();
    content.extended_key_usage.clear();
    const auto message = signed_by(pki().identity("АСАН"));
    const auto signer = judged(stamped(message, pki().issuer(content), on(2025)));
    EXPECT_EQ(verdicts_of(signer), with_broken_stamp());
    EXPECT_EQ(signer.error->code, Errc::certificate_invalid);
    const auto stranger = judged(stamped(message, CmsPki::of(KeyAlgorithm::ecdsa_p256).stamping, on(2025)));
    EXPECT_EQ(verdicts_of(stranger), with_broken_stamp());
    EXPECT_EQ(stranger.error->code, Errc::signer_untrusted);
}

TEST(CmsStamp, from_the_future_is_refused) {
    const auto signer = judged(stamped(signed_by(pki().identity("АСАН")), pki().stamping, on(2026, 6, 2)));
    EXPECT_EQ(verdicts_of(signer), with_broken_stamp());
}

TEST(CmsStamp, of_a_changed_message_is_refused) {
    const auto message = stamped(signed_by(pki().identity("АСАН")), pki().stamping, on(2025));
    // The last octet of the message is the last of the token's signature.
    auto changed = message;
    changed.back() = static_cast<char>(changed.back() ^ 0x01);
    EXPECT_EQ(verdicts_of(judged(changed)), with_broken_stamp());
}

TEST(CmsStamp, several_must_all_hold_and_the_earliest_counts) {
    const auto once = stamped(signed_by(pki().identity("АСАН")), pki().stamping, on(2025, 9));
    const auto twice = stamped(once, pki().stamping, on(2025, 8));
    const auto signer = judged(twice);
    EXPECT_EQ(verdicts_of(signer), with_stamp());
    EXPECT_EQ(signer.stamp->time, on(2025, 8));
    const auto third = stamped(twice, CmsPki::of(KeyAlgorithm::ecdsa_p256).stamping, on(2025, 7));
    EXPECT_EQ(verdicts_of(judged(third)), with_broken_stamp());
}

TEST(CmsStamp, may_be_taken_away_and_other_unsigned_attributes_added) {
    const auto other = attribute("1.2.840.113549.1.9.16.2.99", {crypto::der::null()});
    EXPECT_EQ(verdicts_of(judged(with_unsigned(other))), all_passed);
    EXPECT_EQ(verdicts_of(judged(with_unsigned(""))), all_passed);
}

TEST(CmsStamp, that_is_none_is_refused) {
    const auto signer = judged(with_unsigned(attribute(oid::signature_time_stamp, {crypto::der::null()})));
    EXPECT_EQ(verdicts_of(signer), with_broken_stamp());
    EXPECT_EQ(signer.error->code, Errc::malformed);
    const auto message = signed_by(pki().identity("АСАН"));
    EXPECT_EQ(add_cms_time_stamp(message, 0, "nothing").error().code, Errc::malformed);
    EXPECT_EQ(add_cms_time_stamp(message, 0, message).error().code, Errc::invalid_argument);
    EXPECT_EQ(add_cms_time_stamp(message, 1, message).error().code, Errc::invalid_argument);
    EXPECT_EQ(verify_cms(with_unsigned(crypto::der::null()), std::nullopt, policy_of(pki().trust)).error().code,
              Errc::malformed);
}

TEST(CmsStamp, by_the_2004_algorithm_holds_over_a_2015_signature) {
    const auto& old = CmsPki::of(KeyAlgorithm::gost2004);
    auto store = pki().trust;
    store.include(old.trust);
    const auto message = signed_by(pki().identity("АСАН"));
    const auto value = cms_signature_values(message)->at(0);
    const auto token = token_over(old.stamping, value, on(2025), crypto::DigestAlgorithm::gost34311);
    const auto signer = judged(*add_cms_time_stamp(message, 0, token), policy_of(store));
    EXPECT_EQ(verdicts_of(signer), with_stamp());
    EXPECT_EQ(signer.stamp->policy, stamp_policy::gost2004);
    EXPECT_EQ(signer.stamp->digest, crypto::DigestAlgorithm::gost34311);
}

}  // namespace
}  // namespace otkel::trust
