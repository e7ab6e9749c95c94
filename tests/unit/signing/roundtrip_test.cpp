#include <gtest/gtest.h>

#include <tuple>

#include "tests/unit/signing/signing_fixture.hpp"
#include "tests/unit/signing/xmlsec_reference.hpp"

namespace otkel::signing {
namespace {

struct Case {
    KeyReference reference;
    const char* name;
};
void PrintTo(const Case& shown, std::ostream* out) { *out << shown.name; }

class Roundtrip : public EveryKeyTest, public ::testing::WithParamInterface<std::tuple<KeyKind, Case>> {
protected:
    Roundtrip() { sign_with(std::get<KeyKind>(GetParam())); }
    [[nodiscard]] Result<std::string> signed_envelope() const {
        return sign_envelope(content_, *signer_, std::get<Case>(GetParam()).reference);
    }
};

INSTANTIATE_TEST_SUITE_P(
    Envelope, Roundtrip,
    ::testing::Combine(every_key(),
                       ::testing::Values(Case{KeyReference::key_identifier, "key_identifier"},
                                         Case{KeyReference::binary_security_token, "binary_security_token"},
                                         Case{KeyReference::issuer_serial, "issuer_serial"},
                                         Case{KeyReference::x509_certificate, "x509_certificate"})),
    [](const auto& parameter) {
        return std::string(std::get<KeyKind>(parameter.param).name) + "_" + std::get<Case>(parameter.param).name;
    });

TEST_P(Roundtrip, gives_the_body_back_and_says_who_signed) {
    const auto raw = signed_envelope();
    ASSERT_TRUE(raw) << raw.error().to_string();
    const auto message = verify(*raw);
    ASSERT_TRUE(message) << message.error().to_string();
    EXPECT_NE(message->octets.view().find(content_), std::string_view::npos);
    EXPECT_TRUE(message->octets.view().starts_with("<soap:Body xmlns:soap="));
    EXPECT_TRUE(message->octets.view().ends_with("</soap:Body>"));
    EXPECT_EQ(message->signer.certificate->der(), signer_->certificate_der());
    EXPECT_EQ(message->signer.algorithm, signer_->method().word);
}

TEST_P(Roundtrip, is_accepted_by_xmlsec) {
    const auto raw = *signed_envelope();
    EXPECT_TRUE(testing::xmlsec_accepts(raw, signer_->key().public_key()));
}

TEST_P(Roundtrip, reports_every_step) {
    const auto raw = *signed_envelope();
    ASSERT_TRUE(verify(raw));
    std::vector<std::string_view> steps;
    for (const auto& verdict : report_.verdicts) {
        EXPECT_TRUE(verdict.passed);
        EXPECT_FALSE(verdict.detail.empty());
        steps.push_back(verdict.step);
    }
    const std::vector<std::string_view> expected{"limits",      "place",    "algorithms", "trust",
                                                 "mathematics", "coverage", "references"};
    EXPECT_EQ(steps, expected);
    EXPECT_TRUE(report_.signer);
    EXPECT_FALSE(report_.error);
}

class Sign : public SigningTest {};

// In exclusive canonical form a declaration that the Body has made is not repeated, so the Body takes other prefixes.
TEST_F(Sign, carries_content_that_uses_the_prefixes_of_the_envelope) {
    const std::string_view fault =
        "<soap:Fault xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><faultcode>soap:Server</faultcode>"
        "<wsu:a xmlns:wsu=\"urn:x\"></wsu:a></soap:Fault>";
    const auto raw = envelope(fault);
    const auto message = verify(raw);
    ASSERT_TRUE(message) << message.error().to_string();
    EXPECT_NE(message->octets.view().find(fault), std::string_view::npos);
    EXPECT_TRUE(testing::xmlsec_accepts(raw, signer_->key().public_key()));
}

TEST_F(Sign, carries_content_that_is_not_canonical_when_told_so) {
    const std::string_view content = "<a  b='2' a='1'  xmlns:unused='urn:u'><b/>&#x41;</a>";
    EXPECT_EQ(refusal(*sign_envelope(content, *signer_)), Errc::signature_invalid);
    const auto raw = sign_envelope(content, *signer_, KeyReference::key_identifier, BodyForm::any);
    ASSERT_TRUE(raw);
    EXPECT_NE(raw->find(content), std::string::npos);
    const auto message = verify(*raw);
    ASSERT_TRUE(message) << message.error().to_string();
    EXPECT_NE(message->octets.view().find("<a a=\"1\" b=\"2\"><b></b>A</a>"), std::string_view::npos);
    EXPECT_FALSE(sign_envelope("<a>", *signer_, KeyReference::key_identifier, BodyForm::any));
}

TEST_F(Sign, gives_every_message_an_id_of_its_own) { EXPECT_NE(envelope(), envelope()); }

class SignEnveloped : public SigningTest {
protected:
    // Signed by us, accepted by us and by xmlsec1, and nothing but the signature added.
    void expect_good(std::string_view document) {
        for (const auto* identity : {gost_, rsa_, ec_}) {
            const auto raw = sign_enveloped(document, *identity);
            ASSERT_TRUE(raw) << raw.error().to_string();
            const auto message = verify(*raw, Profile::enveloped);
            ASSERT_TRUE(message) << message.error().to_string() << *raw;
            EXPECT_EQ(message->octets.view(), document);
            EXPECT_TRUE(testing::xmlsec_accepts(*raw, identity->key().public_key())) << *raw;
        }
    }
};

TEST_F(SignEnveloped, signs_documents_with_and_without_namespaces) {
    expect_good("<a></a>");
    expect_good("<a>text</a>");
    expect_good("<a xmlns=\"urn:default\"><b></b></a>");
    expect_good("<p:a xmlns:p=\"urn:p\" no=\"1\"><b>1</b></p:a>");
    expect_good(
        "<p:a xmlns=\"urn:default\" xmlns:a=\"urn:a\" xmlns:p=\"urn:p\" xmlns:z=\"urn:z\" no=\"1 > 0 &quot;&amp;\">"
        "<z:b a:c=\"1\"></z:b></p:a>");
}

TEST_F(SignEnveloped, signs_documents_that_use_its_own_prefix) {
    expect_good("<ds:a xmlns:ds=\"urn:other\"></ds:a>");
    expect_good("<a xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><b></b></a>");
}

// C14N 1.0 section 2.4: a subset inherits the xml: attributes of its ancestors.
TEST_F(SignEnveloped, signs_documents_with_xml_attributes_on_the_root) {
    expect_good("<a b=\"1\" xml:lang=\"kk\" xml:space=\"preserve\"> <b></b></a>");
}

TEST_F(SignEnveloped, refuses_what_is_not_one_canonical_element) {
    for (const auto* document : {"", "text", "<a", "<a/>", "<a>", "<a b='1'></a>", "<a  b=\"1\"></a>"}) {
        const auto raw = sign_enveloped(document, *signer_);
        ASSERT_FALSE(raw) << document;
        EXPECT_EQ(raw.error().code, Errc::malformed);
    }
}

TEST_F(Sign, refuses_a_certificate_that_is_not_of_the_key) {
    auto identity = testing::pki_identity("shep-bus");
    identity.certificate_der = testing::pki_identity("gateway-transport").certificate_der;
    const auto prepared = SigningIdentity::prepare(std::move(identity));
    ASSERT_FALSE(prepared);
    EXPECT_EQ(prepared.error().code, Errc::invalid_configuration);
}

}  // namespace
}  // namespace otkel::signing
