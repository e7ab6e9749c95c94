#include <gtest/gtest.h>

#include <functional>

#include "gateway/xml/tree.hpp"
#include "tests/unit/signing/mutations.hpp"
#include "tests/unit/signing/signing_fixture.hpp"
#include "tests/unit/signing/xmlsec_reference.hpp"

// Profile eaeu: the container of signed electronic documents.

namespace otkel::signing {
namespace {

constexpr std::string_view document =
    "<d:GoodsDeclaration xmlns:d=\"urn:EEC:R:055:GoodsDeclaration:v1.1.0\"><d:No>1</d:No></d:GoodsDeclaration>";
constexpr std::string_view receipt =
    "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:Object><r:Receipt "
    "xmlns:r=\"urn:EEC:TTP:v1.0:receipt\"/></ds:Object></ds:Signature>";

class SignedDoc : public EveryKeyTest, public ::testing::WithParamInterface<KeyKind> {
protected:
    SignedDoc() { sign_with(GetParam()); }
    void SetUp() override { raw_ = *sign_eaeu({document, "urn:uuid:1"}, *signer_); }

    void expect_refused(const std::string& raw, Errc code, std::string_view step) {
        EXPECT_EQ(refusal(raw, Profile::eaeu), code) << raw;
        EXPECT_EQ(failed_step(), step) << report_.error->to_string();
    }
    [[nodiscard]] std::string content() const { return part_of(raw_, "<doc:SignedContent", "</doc:SignedContent>"); }
    [[nodiscard]] std::string signature() const { return part_of(raw_, "<ds:Signature ", "</ds:Signature>"); }
    [[nodiscard]] std::string id() const { return part_of(content(), "Id=\"", "\""); }

    std::string raw_;
};

INSTANTIATE_TEST_SUITE_P(EveryKey, SignedDoc, every_key(),
                         [](const auto& parameter) { return std::string(parameter.param.name); });

TEST_P(SignedDoc, gives_the_signed_content_back) {
    const auto message = verify(raw_, Profile::eaeu);
    ASSERT_TRUE(message) << message.error().to_string() << raw_;
    EXPECT_TRUE(message->octets.view().starts_with(
        "<doc:SignedContent xmlns:doc=\"urn:EEC:SignedData:v1.0:EDoc\" DocInstance=\"urn:uuid:1\" Id=\"c"));
    EXPECT_NE(message->octets.view().find(document), std::string_view::npos);
    EXPECT_EQ(message->signer.certificate->der(), signer_->certificate_der());
    EXPECT_EQ(report_.verdicts.size(), 7U);
    EXPECT_TRUE(testing::xmlsec_accepts(raw_, signer_->key().public_key()));
}

TEST_P(SignedDoc, says_that_a_receipt_is_there_and_not_verified) {
    const auto with_receipt = replaced(raw_, "</doc:SignedDoc>", std::string(receipt) + "</doc:SignedDoc>");
    ASSERT_TRUE(verify(with_receipt, Profile::eaeu)) << report_.error->to_string();
    EXPECT_EQ(report_.verdicts.back().step, "receipt");
    EXPECT_NE(report_.verdicts.back().detail.find("not verified"), std::string::npos);
    expect_refused(replaced(with_receipt, "</doc:SignedDoc>", std::string(receipt) + "</doc:SignedDoc>"),
                   Errc::forbidden_construct, "place");
    expect_refused(replaced(raw_, "</doc:SignedDoc>", "<x/></doc:SignedDoc>"), Errc::forbidden_construct, "place");
}

TEST_P(SignedDoc, takes_content_in_any_form_when_told_so) {
    const std::string_view loose = "<a  b='2' a='1' xmlns:doc='urn:x'><!-- c --><doc:b/>&#x41;</a>";
    EXPECT_EQ(refusal(*sign_eaeu({loose, "i1"}, *signer_), Profile::eaeu), Errc::signature_invalid);
    const auto raw = sign_eaeu({loose, "<&\">", BodyForm::any}, *signer_);
    ASSERT_TRUE(raw) << raw.error().to_string();
    EXPECT_NE(raw->find(loose), std::string::npos);
    const auto message = verify(*raw, Profile::eaeu);
    ASSERT_TRUE(message) << message.error().to_string() << *raw;
    EXPECT_TRUE(testing::xmlsec_accepts(*raw, signer_->key().public_key()));
    EXPECT_FALSE(sign_eaeu({"<a>", "i1", BodyForm::any}, *signer_));
}

TEST_P(SignedDoc, is_found_in_the_body_of_an_envelope) {
    const auto envelope = [](std::string_view body) {
        return "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "
               "xmlns:wsa=\"http://www.w3.org/2005/08/addressing\">\n<s:Header><wsa:To>x</wsa:To></s:Header><s:Body>" +
               std::string(body) + "</s:Body></s:Envelope>";
    };
    const auto message = verifier_.verify_body(envelope(raw_), Profile::eaeu, policy_, &report_);
    ASSERT_TRUE(message) << message.error().to_string();
    EXPECT_NE(message->octets.view().find(document), std::string_view::npos);
    EXPECT_EQ(message->octets.first_line(), 2);
    for (const auto& body : {std::string(), raw_ + raw_, "text" + raw_, std::string("<a/>")}) {
        EXPECT_EQ(verifier_.verify_body(envelope(body), Profile::eaeu, policy_).error().code, Errc::malformed) << body;
    }
    EXPECT_EQ(verifier_.verify_body(raw_, Profile::eaeu, policy_).error().code, Errc::malformed);
    EXPECT_EQ(verifier_.verify_body("<a", Profile::eaeu, policy_).error().code, Errc::malformed);
    EXPECT_EQ(
        verifier_.verify_body(envelope(replaced(raw_, "<d:No>1", "<d:No>2")), Profile::eaeu, policy_).error().code,
        Errc::signature_invalid);
}

TEST_P(SignedDoc, refuses_what_was_changed) {
    expect_refused(replaced(raw_, "<d:No>1", "<d:No>2"), Errc::signature_invalid, "references");
    expect_refused(replaced(raw_, "DocInstance=\"urn:uuid:1\"", "DocInstance=\"urn:uuid:2\""), Errc::signature_invalid,
                   "references");
    expect_refused(replaced(raw_, "<ds:SignedInfo>", "<ds:SignedInfo> "), Errc::signature_invalid, "mathematics");
    expect_refused(replaced(raw_, signer_->certificate_base64(), foreign_->certificate_base64()),
                   Errc::signer_untrusted, "trust");
    // The parts that nobody signs may change.
    EXPECT_TRUE(verify(replaced(raw_, "<doc:Data Id=", "<doc:Data  Id="), Profile::eaeu));
}

TEST_P(SignedDoc, refuses_another_layout) {
    const auto evil = "<doc:SignedContent DocInstance=\"i\" Id=\"evil\"><x/></doc:SignedContent>";
    expect_refused(replaced(raw_, signature(), ""), Errc::not_signed, "place");
    expect_refused(replaced(raw_, signature(), signature() + signature()), Errc::forbidden_construct, "place");
    expect_refused(replaced(raw_, content(), ""), Errc::malformed, "place");
    expect_refused(replaced(raw_, content(), content() + evil), Errc::forbidden_construct, "place");
    expect_refused(replaced(raw_, content(), evil + content()), Errc::forbidden_construct, "place");
    expect_refused(replaced(replaced(raw_, signature(), ""), content(), content() + signature()), Errc::malformed,
                   "place");
    expect_refused("<a/>", Errc::malformed, "place");
    expect_refused(replaced(replaced(raw_, "<doc:SignedDoc", "<x:SignedDoc xmlns:x=\"urn:x\""), "</doc:SignedDoc",
                            "</x:SignedDoc"),
                   Errc::malformed, "place");
}

TEST_P(SignedDoc, refuses_wrapped_content) {
    const auto evil = replaced(replaced(content(), "<d:No>1", "<d:No>9"), id(), "Id=\"evil\"");
    const auto with_receipt = [&](const std::string& inside) {
        return replaced(replaced(raw_, content(), evil), "</doc:SignedDoc>",
                        replaced(std::string(receipt), "<ds:Object>", "<ds:Object>" + inside) + "</doc:SignedDoc>");
    };
    expect_refused(with_receipt(content()), Errc::forbidden_construct, "place");
    expect_refused(with_receipt("<w " + id() + "/>"), Errc::signature_invalid, "coverage");
    expect_refused(replaced(replaced(raw_, content(), evil), "</ds:KeyInfo>", content() + "</ds:KeyInfo>"),
                   Errc::forbidden_construct, "place");
    expect_refused(replaced(replaced(raw_, content(), evil), "</ds:Signature>",
                            "<ds:Object>" + content() + "</ds:Object></ds:Signature>"),
                   Errc::forbidden_construct, "place");
    // The same Id on the container.
    expect_refused(replaced(raw_, part_of(raw_, "<doc:Data Id=\"", "\""), "<doc:Data " + id()), Errc::signature_invalid,
                   "coverage");
    // The signed content inside of other content.
    const auto inner = replaced(evil, "</doc:SignedContent>", content() + "</doc:SignedContent>");
    expect_refused(replaced(raw_, content(), inner), Errc::signature_invalid, "coverage");
    expect_refused("<w>" + raw_ + "</w>", Errc::malformed, "place");
}

TEST_P(SignedDoc, a_signature_inside_of_the_content_is_part_of_it) {
    const auto business = *sign_enveloped("<a></a>", *other_kind_);
    const auto raw = sign_eaeu({business, "i1", BodyForm::any}, *signer_);
    const auto message = verify(*raw, Profile::eaeu);
    ASSERT_TRUE(message) << message.error().to_string();
    const auto tree = xml::Tree::parse(message->octets, policy_.limits);
    const auto inner = verifier_.verify_inside(*message, tree->root().first_child()->path(), policy_);
    ASSERT_TRUE(inner) << inner.error().to_string();
    EXPECT_EQ(inner->octets.view(), "<a></a>");
}

TEST_P(SignedDoc, accepts_nothing_that_xmlsec_refuses) {
    std::mt19937 random(20260715);
    int accepted = 0;
    for (int i = 0; i < 2000; ++i) {
        const auto raw = mutated(raw_, random);
        const bool ours = verify(raw, Profile::eaeu).has_value();
        ASSERT_TRUE(!ours || testing::xmlsec_accepts(raw, signer_->key().public_key())) << raw;
        accepted += ours ? 1 : 0;
    }
    EXPECT_GT(accepted, 50);
}

}  // namespace
}  // namespace otkel::signing
