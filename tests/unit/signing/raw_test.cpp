#include <gtest/gtest.h>

#include "gateway/base/bytes.hpp"
#include "tests/unit/signing/signature_template.hpp"
#include "tests/unit/signing/signing_fixture.hpp"
#include "tests/unit/signing/xmlsec_reference.hpp"

// Signatures over plain octets, and keys that are trusted without a certificate.

namespace otkel::signing {
namespace {

class Raw : public EveryKeyTest, public ::testing::WithParamInterface<KeyKind> {
protected:
    Raw() { sign_with(GetParam()); }
    void SetUp() override { signature_ = *sign_raw(octets_, *signer_); }

    [[nodiscard]] static trust::CertificatePtr certificate_of(const SigningIdentity& identity) {
        return *trust::Certificate::from_der(identity.certificate_der());
    }
    [[nodiscard]] Result<VerifiedContent> verify_raw(std::string_view octets, std::string_view signature,
                                                     const trust::CertificatePtr& certificate) {
        report_ = {};
        return verifier_.verify_raw(octets, signature, certificate, policy_, &report_);
    }
    void expect_refused(const Result<VerifiedContent>& content, Errc code, std::string_view step) {
        ASSERT_FALSE(content);
        EXPECT_EQ(content.error().code, code) << content.error().to_string();
        EXPECT_EQ(failed_step(), step);
    }
    void trust_only(const crypto::PublicKey& key) {
        auto store = std::make_shared<trust::TrustStore>();
        store->trust_key(key);
        policy_.trust = store;
        policy_.bare_keys = true;
    }

    static constexpr std::string_view octets_ = "<v2:invoice/> \r\n\xff";
    std::string signature_;
};

INSTANTIATE_TEST_SUITE_P(EveryKey, Raw, every_key(),
                         [](const auto& parameter) { return std::string(parameter.param.name); });

TEST_P(Raw, holds_over_the_octets_as_they_stand) {
    const auto certificate = certificate_of(*signer_);
    for (const auto& value : {signature_, *from_base64(signature_), "\n " + signature_ + "\r\n"}) {
        const auto content = verify_raw(octets_, value, certificate);
        ASSERT_TRUE(content) << content.error().to_string();
        EXPECT_EQ(content->octets.view(), octets_);
        EXPECT_EQ(content->signer.certificate, certificate);
        EXPECT_EQ(content->signer.algorithm, signer_->method().word);
        EXPECT_EQ(report_.verdicts.size(), 3U);
    }
}

TEST_P(Raw, refuses_changed_octets_signatures_and_certificates) {
    const auto certificate = certificate_of(*signer_);
    expect_refused(verify_raw("<v2:invoice/>", signature_, certificate), Errc::signature_invalid, "mathematics");
    expect_refused(verify_raw(octets_, "", certificate), Errc::signature_invalid, "mathematics");
    expect_refused(verify_raw(octets_, "AAAA", certificate), Errc::signature_invalid, "mathematics");
    expect_refused(verify_raw(octets_, "%%", certificate), Errc::signature_invalid, "mathematics");
    if (const auto padding = signature_.find('='); padding != std::string::npos) {
        expect_refused(verify_raw(octets_, signature_.substr(0, padding), certificate), Errc::signature_invalid,
                       "mathematics");
    }
    expect_refused(verify_raw(octets_, signature_, certificate_of(*other_kind_)), Errc::signature_invalid,
                   "mathematics");
    const auto foreign = *sign_raw(octets_, *foreign_);
    expect_refused(verify_raw(octets_, foreign, certificate), Errc::signature_invalid, "mathematics");
    expect_refused(verify_raw(octets_, foreign, certificate_of(*foreign_)), Errc::signer_untrusted, "trust");
    expect_refused(verify_raw(octets_, signature_, nullptr), Errc::signer_untrusted, "trust");
    policy_.algorithms = {std::string(other_kind_->method().word)};
    expect_refused(verify_raw(octets_, signature_, certificate), Errc::signer_untrusted, "trust");
}

TEST_P(Raw, is_judged_at_the_time_that_is_asked_for) {
    const auto certificate = certificate_of(*signer_);
    policy_.at = certificate->not_after() + std::chrono::hours{1};
    expect_refused(verify_raw(octets_, signature_, certificate), Errc::certificate_invalid, "trust");
}

TEST_P(Raw, a_bare_key_is_enough_where_the_policy_says_so) {
    trust_only(signer_->key().public_key());
    const auto content = verify_raw(octets_, signature_, nullptr);
    ASSERT_TRUE(content) << content.error().to_string();
    EXPECT_EQ(content->signer.certificate, nullptr);
    EXPECT_TRUE(content->signer.key.is_same_as(signer_->key().public_key()));
    EXPECT_FALSE(content->signer.name().empty());
    EXPECT_TRUE(verify_raw(octets_, signature_, certificate_of(*foreign_)));
    expect_refused(verify_raw(octets_, *sign_raw(octets_, *foreign_), nullptr), Errc::signature_invalid, "mathematics");
    policy_.bare_keys = false;
    expect_refused(verify_raw(octets_, signature_, nullptr), Errc::signer_untrusted, "trust");
}

class BareKey : public Raw {
protected:
    [[nodiscard]] static std::string without_key_info(const std::string& raw) {
        return replaced(raw, part_of(raw, "<ds:KeyInfo>", "</ds:KeyInfo>"), "");
    }
};

INSTANTIATE_TEST_SUITE_P(EveryKey, BareKey, every_key(),
                         [](const auto& parameter) { return std::string(parameter.param.name); });

TEST_P(BareKey, stands_in_for_a_certificate_in_every_profile) {
    const auto enveloped = *sign_enveloped("<a></a>", *signer_);
    const auto eaeu = *sign_eaeu({"<a></a>", "i1"}, *signer_);
    trust_only(signer_->key().public_key());
    for (const auto& [raw, profile] : {std::pair{envelope(), Profile::wsse}, std::pair{enveloped, Profile::enveloped},
                                       std::pair{eaeu, Profile::eaeu}, std::pair{enveloped, Profile::xmldsig}}) {
        for (const auto& form : {raw, without_key_info(raw)}) {
            const auto message = verify(form, profile);
            ASSERT_TRUE(message) << message.error().to_string();
            EXPECT_EQ(message->signer.certificate, nullptr);
            EXPECT_EQ(message->signer.path.certificates.size(), 0U);
        }
    }
}

TEST_P(BareKey, is_never_met_by_those_who_did_not_ask_for_it) {
    const auto raw = *sign_enveloped("<a></a>", *signer_);
    trust_only(signer_->key().public_key());
    policy_.bare_keys = false;
    EXPECT_EQ(refusal(raw, Profile::enveloped), Errc::signer_untrusted);
    EXPECT_EQ(refusal(without_key_info(raw), Profile::enveloped), Errc::malformed);
    EXPECT_EQ(refusal(without_key_info(raw), Profile::xmldsig), Errc::signer_untrusted);
}

TEST_P(BareKey, does_not_hide_a_certificate_that_is_trusted) {
    auto store = trust();
    store->trust_key(foreign_->key().public_key());
    policy_.trust = store;
    policy_.bare_keys = true;
    const auto message = verify(envelope());
    ASSERT_TRUE(message);
    EXPECT_EQ(message->signer.certificate->der(), signer_->certificate_der());
    const auto other = verify(*sign_envelope(content_, *foreign_));
    ASSERT_TRUE(other) << other.error().to_string();
    EXPECT_EQ(other->signer.certificate, nullptr);
}

TEST_P(BareKey, of_somebody_else_does_not_help) {
    const auto raw = *sign_enveloped("<a></a>", *signer_);
    trust_only(foreign_->key().public_key());
    EXPECT_EQ(refusal(raw, Profile::enveloped), Errc::signature_invalid);
    EXPECT_EQ(failed_step(), "mathematics");
    trust_only(other_kind_->key().public_key());
    EXPECT_EQ(refusal(raw, Profile::enveloped), Errc::signer_untrusted);
    EXPECT_EQ(failed_step(), "trust");
}

TEST_P(BareKey, is_one_of_a_few_that_are_tried) {
    auto store = std::make_shared<trust::TrustStore>();
    store->trust_key(foreign_->key().public_key());
    store->trust_key(signer_->key().public_key());
    policy_.trust = store;
    policy_.bare_keys = true;
    EXPECT_TRUE(verify(envelope()));
    policy_.bare_keys_max = 1;
    EXPECT_EQ(refusal(envelope()), Errc::signature_invalid);
}

// KeyValue says which key it is; trust comes from elsewhere.
TEST_P(BareKey, key_value_and_key_name_are_no_reason_to_trust) {
    const auto raw = replaced(*sign_enveloped("<a></a>", *signer_), x509_data(*signer_),
                              "<ds:KeyName>root</ds:KeyName><ds:KeyValue><ds:RSAKeyValue/></ds:KeyValue>");
    EXPECT_EQ(refusal(raw, Profile::xmldsig), Errc::signer_untrusted);
    trust_only(signer_->key().public_key());
    EXPECT_TRUE(verify(raw, Profile::xmldsig));
    EXPECT_TRUE(verify(raw, Profile::enveloped));
}

}  // namespace
}  // namespace otkel::signing
