#include "gateway/trust/cms/cms.hpp"

#include <gtest/gtest.h>

#include "tests/unit/trust/cms/cms_pki.hpp"

namespace otkel::trust {
namespace {

using crypto::KeyAlgorithm;
using testing::all_passed;
using testing::CmsPki;
using testing::on;
using testing::options_at;
using testing::policy_of;
using testing::verdicts_of;

constexpr std::string_view document = "Шарт № 7, екі данада";

class Cms : public ::testing::TestWithParam<KeyAlgorithm> {
protected:
    [[nodiscard]] const CmsPki& pki() const { return CmsPki::of(GetParam()); }
    [[nodiscard]] std::string signed_document(bool detached = false) const {
        return *sign_cms(document, pki().identity("АСАН"), options_at(on(2026), detached));
    }
    [[nodiscard]] CmsMessage verified(std::string_view message,
                                      std::optional<std::string_view> content = std::nullopt) const {
        auto result = verify_cms(message, content, policy_of(pki().trust));
        EXPECT_TRUE(result) << result.error().to_string();
        return result.value_or(CmsMessage{});
    }
};

TEST_P(Cms, verifies_what_it_signed_with_its_content) {
    const auto message = verified(signed_document());
    ASSERT_TRUE(message.valid()) << message.signers.at(0).error->to_string();
    EXPECT_FALSE(message.detached);
    EXPECT_EQ(message.content, document);
    const auto& signer = message.signers.at(0);
    EXPECT_EQ(verdicts_of(signer), all_passed);
    EXPECT_EQ(signer.algorithm, crypto::word(crypto::preferred_signature(GetParam())));
    EXPECT_EQ(signer.claimed_time, on(2026));
    EXPECT_EQ(signer.judged_at, on(2026));
    EXPECT_EQ(signer.path.certificates.size(), 2U);
    EXPECT_EQ(extract_cms_content(signed_document()).value(), document);
}

TEST_P(Cms, verifies_a_detached_signature_with_the_content_that_is_given) {
    const auto detached = signed_document(true);
    const auto message = verified(detached, document);
    EXPECT_TRUE(message.valid());
    EXPECT_TRUE(message.detached);
    EXPECT_EQ(verify_cms(detached, std::nullopt, policy_of(pki().trust)).error().code, Errc::invalid_argument);
    EXPECT_EQ(extract_cms_content(detached).error().code, Errc::not_found);
}

TEST_P(Cms, tells_that_another_content_was_signed) {
    const auto message = verified(signed_document(true), "Шарт № 8, екі данада");
    EXPECT_FALSE(message.valid());
    EXPECT_EQ(verdicts_of(message.signers.at(0)), "limits+ structure+ algorithms+ trust+ mathematics+ coverage-");
    EXPECT_EQ(message.signers.at(0).error->code, Errc::signature_invalid);
    EXPECT_EQ(verify_cms(signed_document(), "another", policy_of(pki().trust)).error().code, Errc::signature_invalid);
}

TEST_P(Cms, judges_each_of_several_signers) {
    const auto second =
        add_cms_signer(signed_document(), std::nullopt, pki().identity("БОЛАТ"), options_at(on(2026, 7)));
    ASSERT_TRUE(second) << second.error().to_string();
    const auto& foreign = CmsPki::of(KeyAlgorithm::ecdsa_p384);
    const auto third = add_cms_signer(*second, document, foreign.identity("БӨТЕН"), options_at(on(2026, 8)));
    ASSERT_TRUE(third) << third.error().to_string();
    EXPECT_TRUE(verified(*second).valid());

    const auto message = verified(*third);
    ASSERT_EQ(message.signers.size(), 3U);
    EXPECT_FALSE(message.valid());
    EXPECT_EQ(verdicts_of(message.signers[0]), all_passed);
    EXPECT_EQ(verdicts_of(message.signers[1]), all_passed);
    EXPECT_EQ(verdicts_of(message.signers[2]), "limits+ structure+ algorithms+ trust-");
    EXPECT_EQ(message.signers[2].error->code, Errc::signer_untrusted);
    EXPECT_EQ(message.signers[1].claimed_time, on(2026, 7));
}

TEST_P(Cms, adds_a_signer_to_a_detached_signature_only_over_the_same_content) {
    const auto first = signed_document(true);
    const auto second = add_cms_signer(first, document, pki().identity("БОЛАТ"), options_at(on(2026)));
    ASSERT_TRUE(second);
    EXPECT_TRUE(verified(*second, document).valid());
    const auto refused = [&](std::optional<std::string_view> content) {
        return add_cms_signer(first, content, pki().identity("БОЛАТ"), options_at(on(2026))).error().code;
    };
    EXPECT_EQ(refused("another"), Errc::invalid_argument);
    EXPECT_EQ(refused(std::nullopt), Errc::invalid_argument);
    EXPECT_EQ(add_cms_signer(signed_document(), "another", pki().identity("БОЛАТ"), options_at(on(2026))).error().code,
              Errc::invalid_argument);
}

TEST_P(Cms, added_signers_leave_the_octets_of_the_earlier_ones) {
    const auto first = signed_document();
    const auto second = add_cms_signer(first, std::nullopt, pki().identity("БОЛАТ"), options_at(on(2026)));
    const auto before = cms_signature_values(first).value();
    const auto after = cms_signature_values(*second).value();
    ASSERT_EQ(after.size(), 2U);
    EXPECT_EQ(after[0], before[0]);
    // The SignerInfo is the last element of the first message.
    EXPECT_NE(second->find(first.substr(first.size() - 200)), std::string::npos);
}

TEST_P(Cms, notices_every_change_of_the_signature_value_and_the_content) {
    const auto message = signed_document();
    const auto signature = cms_signature_values(message)->at(0);
    const auto content_at = message.find(document);
    const auto signature_at = message.find(signature);
    const auto changed = [&](std::size_t at) {
        auto other = message;
        other[at] = static_cast<char>(other[at] ^ 0x01);
        return verify_cms(other, std::nullopt, policy_of(pki().trust));
    };
    for (const auto at : {content_at, content_at + document.size() - 1}) {
        EXPECT_EQ(verdicts_of(changed(at)->signers.at(0)),
                  "limits+ structure+ algorithms+ trust+ mathematics+ coverage-");
    }
    for (const auto at : {signature_at + 8, signature_at + signature.size() - 1}) {
        EXPECT_EQ(verdicts_of(changed(at)->signers.at(0)), "limits+ structure+ algorithms+ trust+ mathematics-");
    }
}

TEST_P(Cms, keeps_to_the_algorithms_of_the_policy) {
    auto policy = policy_of(pki().trust);
    policy.algorithms = {std::string(crypto::word(crypto::preferred_signature(GetParam())))};
    EXPECT_TRUE(verify_cms(signed_document(), std::nullopt, policy)->valid());
    policy.algorithms = {"rsa-sha512"};
    const auto refused = verify_cms(signed_document(), std::nullopt, policy);
    EXPECT_EQ(verdicts_of(refused->signers.at(0)), "limits+ structure+ algorithms-");
    EXPECT_EQ(refused->signers.at(0).error->code, Errc::forbidden_construct);
}

INSTANTIATE_TEST_SUITE_P(Keys, Cms,
                         ::testing::Values(KeyAlgorithm::gost2015_512, KeyAlgorithm::gost2004, KeyAlgorithm::rsa,
                                           KeyAlgorithm::ecdsa_p256),
                         [](const auto& parameter) {
                             std::string name(crypto::word(crypto::preferred_signature(parameter.param)));
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

const CmsPki& pki() { return CmsPki::of(KeyAlgorithm::ecdsa_p256); }

TEST(CmsMessage, of_nobody_is_not_valid) { EXPECT_FALSE(CmsMessage{}.valid()); }

TEST(CmsSigning, refuses_a_key_that_does_not_belong_to_the_certificate) {
    auto identity = pki().identity("АСАН");
    identity.key = crypto::PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    EXPECT_EQ(sign_cms(document, identity, options_at(on(2026))).error().code, Errc::invalid_argument);
}

TEST(CmsSigning, carries_the_chain_and_leaves_out_what_is_not_wanted) {
    const auto issuing = pki().issuer(testing::authority_content("АРАЛЫҚ"));
    const trust::issuing::Issuer between(issuing.certificate(), issuing.key());
    const auto key = crypto::PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    const auto leaf = between.issue(testing::content_for("АСАН", 2025, 2028), key.public_key());
    const auto message = *sign_cms(document, {key, leaf->der(), {between.certificate()->der()}, {}},
                                   CmsOptions{false, WallTime{}, false});
    const auto verified = verify_cms(message, std::nullopt, policy_of(pki().trust));
    ASSERT_TRUE(verified->valid());
    EXPECT_EQ(verified->signers[0].path.certificates.size(), 3U);
    EXPECT_FALSE(verified->signers[0].claimed_time);
    const auto twice = *add_cms_signer(message, std::nullopt, {key, leaf->der(), {between.certificate()->der()}, {}},
                                       options_at(on(2026)));
    EXPECT_EQ(twice.find(leaf->der()), twice.rfind(leaf->der()));
}

TEST(CmsTrust, refuses_an_expired_certificate_and_one_that_may_not_sign) {
    const auto expired = *sign_cms(document, pki().identity("АСАН", 2022, 2024), options_at(on(2023)));
    const auto judged = verify_cms(expired, std::nullopt, policy_of(pki().trust));
    EXPECT_EQ(verdicts_of(judged->signers.at(0)), "limits+ structure+ algorithms+ trust-");
    EXPECT_EQ(judged->signers.at(0).error->code, Errc::certificate_invalid);

    auto content = testing::content_for("АСАН", 2025, 2028);
    content.key_usage = key_encipherment;
    const auto issued = pki().issuer(content);
    const auto message = *sign_cms(document, {issued.key(), issued.certificate()->der(), {}, {}}, options_at(on(2026)));
    EXPECT_EQ(verify_cms(message, std::nullopt, policy_of(pki().trust))->signers.at(0).error->code,
              Errc::certificate_invalid);
}

TEST(CmsTrust, trusts_nobody_by_default) {
    const auto message = *sign_cms(document, pki().identity("АСАН"), options_at(on(2026)));
    const auto judged = verify_cms(message, std::nullopt, policy_of(TrustStore{}));
    EXPECT_EQ(judged->signers.at(0).error->code, Errc::signer_untrusted);
}

Errc refusal(std::string_view message, std::size_t CmsPolicy::* limit, std::size_t max,
             std::optional<std::string_view> content = std::nullopt) {
    auto policy = policy_of(pki().trust);
    policy.*limit = max;
    const auto verified = verify_cms(message, content, policy);
    return verified ? Errc::internal : verified.error().code;
}

TEST(CmsLimits, are_kept) {
    const auto message = *sign_cms(document, pki().identity("АСАН"), options_at(on(2026)));
    const auto two = *add_cms_signer(message, std::nullopt, pki().identity("БОЛАТ"), options_at(on(2026)));
    const auto limit = Errc::limit_exceeded;
    EXPECT_EQ(refusal(message, &CmsPolicy::octets_max, message.size() - 1), limit);
    EXPECT_EQ(refusal(message, &CmsPolicy::octets_max, message.size(), std::string(message.size() + 1, 'x')), limit);
    EXPECT_EQ(refusal(message, &CmsPolicy::attributes_max, 3), limit);
    EXPECT_EQ(refusal(two, &CmsPolicy::signers_max, 1), limit);
    EXPECT_EQ(refusal(two, &CmsPolicy::certificates_max, 1), limit);

    auto policy = policy_of(pki().trust);
    policy.time_stamps_max = 0;
    const auto stamped = testing::stamped(message, pki().stamping, on(2026));
    EXPECT_EQ(verdicts_of(verify_cms(stamped, std::nullopt, policy)->signers.at(0)), "limits-");
}

}  // namespace
}  // namespace otkel::trust
