#include <gtest/gtest.h>

#include "tests/unit/signing/mutations.hpp"
#include "tests/unit/signing/signing_fixture.hpp"
#include "tests/unit/signing/xmlsec_reference.hpp"

// Several people sign one document, each covering the signatures that stand there already.

namespace otkel::signing {
namespace {

class Stacked : public SigningTest {
protected:
    [[nodiscard]] static std::string signed_by(std::string document,
                                               const std::vector<const SigningIdentity*>& signers) {
        for (const auto* signer : signers) {
            auto more = sign_enveloped(document, *signer, BodyForm::any);
            EXPECT_TRUE(more) << more.error().to_string();
            document = std::move(*more);
        }
        return document;
    }
    [[nodiscard]] Result<StackedMessage> verify_stack(std::string_view raw) {
        report_ = {};
        return verifier_.verify_stacked(raw, policy_, &report_);
    }
    [[nodiscard]] Errc refused(std::string_view raw) {
        const auto message = verify_stack(raw);
        EXPECT_FALSE(message) << raw;
        return message ? Errc::internal : message.error().code;
    }

    static constexpr std::string_view document_ = "<?xml version=\"1.0\"?>\n<p:a  xmlns:p='urn:p'><b/>1</p:a>\n";
    static constexpr std::string_view canonical_ = "<p:a xmlns:p=\"urn:p\"><b></b>1</p:a>";
};

TEST_F(Stacked, reports_every_signer_and_gives_the_document_without_signatures) {
    const auto raw = signed_by(std::string(document_), {gost_, rsa_, ec_});
    const auto message = verify_stack(raw);
    ASSERT_TRUE(message) << message.error().to_string() << raw;
    EXPECT_EQ(message->octets.view(), canonical_);
    ASSERT_EQ(message->signers.size(), 3U);
    EXPECT_EQ(message->signers[0].algorithm, "gost2015-512");
    EXPECT_EQ(message->signers[1].algorithm, "rsa-sha256");
    EXPECT_EQ(message->signers[2].algorithm, "ecdsa-sha256");
    EXPECT_EQ(message->signers[0].certificate->der(), gost_->certificate_der());
    ASSERT_EQ(report_.signatures.size(), 3U);
    for (const auto& signature : report_.signatures) {
        EXPECT_TRUE(signature.signer);
        EXPECT_FALSE(signature.error);
        EXPECT_EQ(signature.verdicts.size(), 5U);
    }
    EXPECT_EQ(report_.verdicts.size(), 2U);
    EXPECT_TRUE(testing::xmlsec_accepts_stack(
        raw, {gost_->key().public_key(), rsa_->key().public_key(), ec_->key().public_key()}));
    EXPECT_EQ(refusal(raw, Profile::enveloped), Errc::forbidden_construct);
}

TEST_F(Stacked, is_the_enveloped_profile_for_one_signature) {
    const auto raw = *sign_enveloped(canonical_, *gost_);
    const auto message = verify_stack(raw);
    ASSERT_TRUE(message) << message.error().to_string();
    EXPECT_EQ(message->octets.view(), canonical_);
    EXPECT_TRUE(verify(raw, Profile::enveloped));
    EXPECT_EQ(*sign_enveloped(document_, *rsa_, BodyForm::any), signed_by(std::string(document_), {rsa_}));
}

TEST_F(Stacked, names_the_signatures_that_hold_and_those_that_do_not) {
    const auto raw = signed_by(std::string(document_), {gost_, rsa_, ec_});
    const auto first = part_of(raw, "<ds:Signature ", "</ds:Signature>");
    const auto value = part_of(first, "<ds:SignatureValue>", "</ds:SignatureValue>");
    // A damaged value of the first is covered by both others, so that nothing holds; one of the last spoils only that.
    EXPECT_EQ(refused(replaced(raw, value, "<ds:SignatureValue>AAAA</ds:SignatureValue>")), Errc::signature_invalid);
    EXPECT_TRUE(report_.signatures[0].error && report_.signatures[1].error && report_.signatures[2].error);
    const auto at = raw.rfind("<ds:SignatureValue>") + std::string_view("<ds:SignatureValue>").size();
    auto damaged = raw;
    damaged.insert(at, "AAAA");
    EXPECT_EQ(refused(damaged), Errc::signature_invalid);
    EXPECT_FALSE(report_.signatures[0].error);
    EXPECT_FALSE(report_.signatures[1].error);
    ASSERT_TRUE(report_.signatures[2].error);
    EXPECT_EQ(report_.signatures[2].verdicts.back().step, "mathematics");
    EXPECT_TRUE(report_.error);
}

TEST_F(Stacked, refuses_content_that_changed_or_came_later) {
    const auto raw = signed_by(std::string(document_), {gost_, rsa_});
    EXPECT_EQ(refused(replaced(raw, "<b/>1", "<b/>2")), Errc::signature_invalid);
    EXPECT_EQ(refused(replaced(raw, "</ds:Signature><ds:Signature", "</ds:Signature><c/><ds:Signature")),
              Errc::signature_invalid);
    EXPECT_EQ(refused(replaced(raw, "</p:a>", "<c/></p:a>")), Errc::signature_invalid);
}

TEST_F(Stacked, refuses_signatures_that_were_swapped_dropped_or_doubled) {
    const auto raw = signed_by(std::string(document_), {gost_, rsa_});
    const auto first = part_of(raw, "<ds:Signature ", "</ds:Signature>");
    const auto second = part_of(replaced(raw, first, ""), "<ds:Signature ", "</ds:Signature>");
    EXPECT_EQ(refused(replaced(replaced(raw, second, ""), first, second + first)), Errc::signature_invalid);
    EXPECT_EQ(refused(replaced(raw, first, "")), Errc::signature_invalid);
    EXPECT_EQ(refused(replaced(raw, second, second + second)), Errc::signature_invalid);
    // The later signature may go: what is left is what the first signer signed.
    EXPECT_TRUE(verify_stack(replaced(raw, second, "")));
}

TEST_F(Stacked, refuses_signatures_elsewhere_too_many_or_none) {
    const auto raw = signed_by(std::string(document_), {gost_, rsa_});
    EXPECT_EQ(refused("<w>" + part_of(raw, "<p:a", "</p:a>") + "</w>"), Errc::forbidden_construct);
    EXPECT_EQ(refused(document_), Errc::not_signed);
    EXPECT_EQ(refused("<a/><!-- c --><?p?>"), Errc::forbidden_construct);
    EXPECT_EQ(refused("<a"), Errc::malformed);
    policy_.signatures_max = 1;
    EXPECT_EQ(refused(raw), Errc::limit_exceeded);
    EXPECT_EQ(failed_step(), "place");
}

TEST_F(Stacked, one_untrusted_signer_is_one_too_many) {
    const auto raw = signed_by(std::string(document_), {gost_, &foreign_identities().gost});
    EXPECT_EQ(refused(raw), Errc::signer_untrusted);
    EXPECT_FALSE(report_.signatures[0].error);
    EXPECT_TRUE(report_.signatures[1].error);
}

TEST_F(Stacked, is_judged_at_the_time_that_is_asked_for) {
    policy_.trust = [] {
        auto store = trust();
        store->pin(testing::pki_certificate("expired-peer"));
        return store;
    }();
    const auto raw = signed_by(std::string(document_), {gost_});
    policy_.at = testing::pki_certificate("shep-bus")->not_after() + std::chrono::hours{1};
    EXPECT_EQ(refused(raw), Errc::certificate_invalid);
    policy_.at.reset();
    EXPECT_TRUE(verify_stack(raw));
    const auto old = signed_by(std::string(document_), {gost_});
    const auto expired = signing_identity("expired-peer");
    const auto of_expired = signed_by(old, {&expired});
    EXPECT_EQ(refused(of_expired), Errc::certificate_invalid);
}

TEST_F(Stacked, keeps_what_stands_around_the_document_element) {
    for (const auto* document : {"<a/>", "<a />\n", "<a b='1'/><!-- </a> -->\n<!-- <a> -->", "<a></a  >",
                                 "<!-- x --><ds:a xmlns:ds='urn:other' xml:lang='kk'><![CDATA[</a>]]></ds:a>",
                                 "<a xmlns=\"urn:a\"><!-- inside --><b xmlns=\"\"/></a>"}) {
        const auto raw = signed_by(document, {rsa_, gost_});
        EXPECT_TRUE(verify_stack(raw)) << raw;
        EXPECT_TRUE(testing::xmlsec_accepts_stack(raw, {gost_->key().public_key(), rsa_->key().public_key()})) << raw;
    }
    EXPECT_EQ(sign_enveloped("<!DOCTYPE a><a/>", *rsa_, BodyForm::any).error().code, Errc::forbidden_construct);
    EXPECT_EQ(sign_enveloped("<a>", *rsa_, BodyForm::any).error().code, Errc::malformed);
}

TEST_F(Stacked, accepts_nothing_that_xmlsec_refuses) {
    std::mt19937 random(20260714);
    const auto seed =
        signed_by("<p:a xmlns:p=\"urn:p\" Id=\"x\"><b>1</b><q:c xmlns:q=\"urn:q\"/></p:a>", {gost_, rsa_, ec_});
    const std::vector<crypto::PublicKey> keys{gost_->key().public_key(), rsa_->key().public_key(),
                                              ec_->key().public_key()};
    int accepted = 0;
    for (int i = 0; i < 3000; ++i) {
        const auto raw = mutated(seed, random);
        const bool ours = verify_stack(raw).has_value();
        ASSERT_TRUE(!ours || testing::xmlsec_accepts_stack(raw, keys)) << raw;
        accepted += ours ? 1 : 0;
    }
    EXPECT_GT(accepted, 50);
}

}  // namespace
}  // namespace otkel::signing
