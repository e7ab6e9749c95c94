#include <gtest/gtest.h>

#include "gateway/xml/tree.hpp"
#include "tests/unit/signing/signing_fixture.hpp"

// Business signatures inside of a verified message, and what may go unsigned.

namespace otkel::signing {
namespace {

class Business : public SigningTest {
protected:
    static constexpr std::string_view document_ =
        "<d:Declaration xmlns:d=\"urn:example:customs\" xmlns:x=\"urn:example:unused\"><no>1</no></d:Declaration>";

    [[nodiscard]] std::string signed_document() const {
        static const auto customs = signing_identity("customs-business");
        return *sign_enveloped(document_, customs);
    }
    // The inner document stands as it was signed, which is not exclusive canonical form: it declares what it does not
    // use.
    [[nodiscard]] VerifiedMessage message_with(std::string_view data) {
        const auto content =
            "<m:SendMessage xmlns:m=\"urn:m\"><before></before><data>" + std::string(data) + "</data></m:SendMessage>";
        auto message = verify(*sign_envelope(content, *signer_, KeyReference::key_identifier, BodyForm::any));
        EXPECT_TRUE(message);
        return std::move(*message);
    }
    static xml::Element data_of(const xml::Tree& tree) { return *tree.root().first_child()->child("data"); }
};

TEST_F(Business, verifies_a_signed_document_inside_of_the_body) {
    const auto message = message_with(signed_document());
    const auto tree = xml::Tree::parse(message.octets, policy_.limits);
    ASSERT_TRUE(tree);
    const auto inner = verifier_.verify_inside(message, data_of(*tree).first_child()->path(), policy_, &report_);
    ASSERT_TRUE(inner) << inner.error().to_string();
    EXPECT_EQ(inner->octets.view(), document_);
    EXPECT_EQ(inner->signer.certificate->bin(), "490140002386");
    EXPECT_EQ(report_.verdicts.size(), 7U);
}

TEST_F(Business, refuses_a_changed_or_unsigned_document_inside_of_the_body) {
    const auto path_in = [&](const VerifiedMessage& message) {
        return data_of(*xml::Tree::parse(message.octets, policy_.limits)).first_child()->path();
    };
    const auto changed = message_with(replaced(signed_document(), "<no>1", "<no>2"));
    EXPECT_EQ(verifier_.verify_inside(changed, path_in(changed), policy_).error().code, Errc::signature_invalid);
    const auto unsigned_one = message_with(document_);
    EXPECT_EQ(verifier_.verify_inside(unsigned_one, path_in(unsigned_one), policy_).error().code, Errc::not_signed);
    EXPECT_FALSE(verifier_.verify_inside(unsigned_one, {0, 1, 7}, policy_));
}

TEST_F(Business, leads_to_the_same_element_after_the_signature_was_taken_out) {
    // The signature of the outer document stands first, so that all paths change when it goes.
    auto raw = *sign_enveloped("<a xmlns=\"urn:a\"><b></b></a>", *signer_);
    const auto signature = part_of(raw, "<ds:Signature", "</ds:Signature>");
    raw = replaced(replaced(raw, signature, ""), "<b>", signature + "<b>");
    const auto message = verify(raw, Profile::enveloped);
    ASSERT_TRUE(message);
    const auto tree = xml::Tree::parse(message->octets, policy_.limits);
    ASSERT_TRUE(tree);
    EXPECT_EQ(tree->root().first_child()->local(), "b");
    // The path of <b> leads to <b>: it carries no signature, and the error names it.
    const auto inner = verifier_.verify_inside(*message, tree->root().first_child()->path(), policy_);
    EXPECT_EQ(inner.error().code, Errc::not_signed);
    EXPECT_EQ(inner.error().place.path, "/*");
}

TEST_F(Business, verifies_a_signed_document_that_stands_as_text) {
    std::string escaped;
    for (const char c : signed_document()) {
        c == '<' ? escaped.append("&lt;") : c == '>' ? escaped.append("&gt;") : escaped.append(1, c);
    }
    const auto message = message_with(escaped);
    const auto tree = xml::Tree::parse(message.octets, policy_.limits);
    ASSERT_TRUE(tree);
    const auto text = message.octets.within(data_of(*tree).text());
    const auto inner = verifier_.verify_text(text, policy_, &report_);
    ASSERT_TRUE(inner) << inner.error().to_string();
    EXPECT_EQ(inner->octets.view(), document_);
    EXPECT_EQ(verifier_.verify_text(message.octets.within("<!DOCTYPE a><a/>"), policy_).error().code,
              Errc::forbidden_construct);
    EXPECT_EQ(verifier_.verify_text(message.octets.within("no xml"), policy_).error().code, Errc::malformed);
}

TEST_F(Business, octets_know_on_which_line_they_were_received) {
    const auto raw = replaced(replaced(envelope(), "<soap:Header>", "\n\n<soap:Header>"), "<soap:Body", "\n<soap:Body");
    const auto message = verify(raw);
    ASSERT_TRUE(message) << message.error().to_string();
    EXPECT_EQ(message->octets.first_line(), 4);
}

TEST_F(Business, accepts_unsigned_documents_as_they_came) {
    const auto octets =
        verifier_.accept_unsigned("<a  b='1'><!-- c --><x xmlns:q='urn:q'/></a>", xml::Limits{}, "a trial");
    ASSERT_TRUE(octets);
    EXPECT_EQ(octets->view(), "<a  b='1'><!-- c --><x xmlns:q='urn:q'/></a>");
    EXPECT_EQ(verifier_.accept_unsigned("<!DOCTYPE a><a/>", xml::Limits{}, "a trial").error().code,
              Errc::forbidden_construct);
    EXPECT_EQ(verifier_.accept_unsigned("<a>", xml::Limits{}, "a trial").error().code, Errc::malformed);
}

TEST_F(Business, accepts_the_body_of_an_unsigned_envelope) {
    for (const auto* space : {"http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"}) {
        const auto raw = "<s:Envelope xmlns:s=\"" + std::string(space) +
                         "\" xmlns:t=\"urn:t\"><s:Body><a v=\"t:x\"/></s:Body></s:Envelope>";
        const auto octets = verifier_.accept_unsigned_body(raw, xml::Limits{}, "faults may be unsigned");
        ASSERT_TRUE(octets);
        EXPECT_EQ(octets->view(),
                  "<s:Body xmlns:s=\"" + std::string(space) + "\" xmlns:t=\"urn:t\"><a v=\"t:x\"></a></s:Body>");
    }
    const auto refused = [&](std::string_view raw) {
        return verifier_.accept_unsigned_body(raw, xml::Limits{}, "a trial").error().code;
    };
    EXPECT_EQ(refused("<a/>"), Errc::malformed);
    EXPECT_EQ(refused("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"/>"), Errc::malformed);
    EXPECT_EQ(
        refused("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/><s:Body/></s:Envelope>"),
        Errc::forbidden_construct);
}

TEST(Profiles, have_names) {
    EXPECT_EQ(profile_of("wsse"), Profile::wsse);
    EXPECT_EQ(profile_of("enveloped"), Profile::enveloped);
    EXPECT_EQ(profile_of("eaeu"), Profile::eaeu);
    EXPECT_EQ(profile_of("xmldsig"), Profile::xmldsig);
    EXPECT_EQ(profile_of("xades"), std::nullopt);
    EXPECT_EQ(name(Profile::enveloped), "enveloped");
}

}  // namespace
}  // namespace otkel::signing
