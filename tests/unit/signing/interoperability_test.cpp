#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/support/temporary_folder.hpp"
#include "tests/unit/signing/mutations.hpp"
#include "tests/unit/signing/signature_template.hpp"
#include "tests/unit/signing/signing_fixture.hpp"
#include "tests/unit/signing/xmlsec_reference.hpp"

// xmlsec1 is the reference implementation: it accepts what we sign, we accept what it signs in the profiles, and
// whatever we accept, it accepts too.

namespace otkel::signing {
namespace {

using testing::xmlsec_accepts;
using testing::xmlsec_sign;

class Interoperability : public EveryKeyTest, public ::testing::WithParamInterface<KeyKind> {
protected:
    Interoperability() { sign_with(GetParam()); }

    [[nodiscard]] std::string signature(const Template& parts) const { return signature_template(*signer_, parts); }
    [[nodiscard]] std::string x509_data() const { return signing::x509_data(*signer_); }
    [[nodiscard]] std::string issuer_serial() const {
        return "<ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>" + signer_->issuer() +
               "</ds:X509IssuerName><ds:X509SerialNumber>" + signer_->serial() +
               "</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data>";
    }
    // An envelope as other stacks write it: other prefixes, white space, declarations far from their use.
    [[nodiscard]] std::string signed_by_xmlsec(Template parts) const {
        if (parts.key_info.empty()) {
            parts.key_info = x509_data();
        }
        parts.key_info = "<wsse:SecurityTokenReference>" + parts.key_info + "</wsse:SecurityTokenReference>";
        const auto text =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<SOAP-ENV:Envelope "
            "xmlns:SOAP-ENV=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:unused=\"urn:unused\" "
            "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns=\"urn:default\">\n<SOAP-ENV:Header>"
            "<wsse:Security xmlns:wsse=\"http://docs.oasis-open.org/wss/2004/01/"
            "oasis-200401-wss-wssecurity-secext-1.0.xsd\" SOAP-ENV:mustUnderstand=\"1\">" +
            signature(parts) +
            "</wsse:Security></SOAP-ENV:Header>\n<SOAP-ENV:Body xmlns:wsu=\"http://docs.oasis-open.org/wss/2004/01/"
            "oasis-200401-wss-wssecurity-utility-1.0.xsd\" wsu:Id=\"id-1\">\r\n<Ask xsi:type=\"unused:Type\" b='2' "
            "a='1'>"
            "<x xmlns=\"\"/><![CDATA[<text>]]><!-- c --></Ask></SOAP-ENV:Body>\n</SOAP-ENV:Envelope>\n";
        return xmlsec_sign(text, signer_->key());
    }
    void expect_accepted(const Template& parts) {
        const auto raw = signed_by_xmlsec(parts);
        ASSERT_TRUE(xmlsec_accepts(raw, signer_->key().public_key()));
        const auto message = verify(raw);
        ASSERT_TRUE(message) << message.error().to_string() << raw;
        EXPECT_NE(message->octets.view().find("&lt;text&gt;"), std::string_view::npos);
    }
};

INSTANTIATE_TEST_SUITE_P(EveryKey, Interoperability, every_key(),
                         [](const auto& parameter) { return std::string(parameter.param.name); });

TEST_P(Interoperability, accepts_the_envelopes_of_others) {
    expect_accepted({});
    expect_accepted({.key_info = issuer_serial()});
}

// The prefix list of SignedInfo or of the reference pulls declarations of the ancestors in (seen in requests).
TEST_P(Interoperability, honours_inclusive_namespaces) {
    for (const auto* prefixes : {"SOAP-ENV", "", "unused #default xsi", "nowhere"}) {
        expect_accepted({.c14n = element("CanonicalizationMethod", exclusive, prefix_list(prefixes))});
        expect_accepted({.transforms = element("Transform", exclusive, prefix_list(prefixes))});
    }
}

TEST_P(Interoperability, refuses_what_the_profile_does_not_know_even_if_it_holds) {
    const auto refused_at = [&](const Template& parts) {
        const auto raw = signed_by_xmlsec(parts);
        EXPECT_TRUE(xmlsec_accepts(raw, signer_->key().public_key()));
        EXPECT_NE(refusal(raw), Errc::internal);
        return failed_step();
    };
    EXPECT_EQ(refused_at({.c14n = element("CanonicalizationMethod", inclusive)}), "algorithms");
    EXPECT_EQ(refused_at({.transforms = element("Transform", inclusive)}), "algorithms");
    EXPECT_EQ(refused_at({.transforms = element("Transform", exclusive) + element("Transform", exclusive)}),
              "algorithms");
}

// The attacker here is a trusted signer who signs something else than the Body.
TEST_P(Interoperability, refuses_good_signatures_over_something_else) {
    const auto signed_over = [&](std::string_view uri) {
        return signed_by_xmlsec(
            {.uri = std::string(uri), .key_info = replaced(x509_data(), "<ds:X509Data", "<ds:X509Data Id=\"other\"")});
    };
    EXPECT_TRUE(verify(signed_over("#id-1")));
    for (const auto* uri : {"#other", "#xpointer(id('id-1'))"}) {
        const auto raw = signed_over(uri);
        EXPECT_TRUE(xmlsec_accepts(raw, signer_->key().public_key())) << raw;
        EXPECT_EQ(refusal(raw), Errc::signature_invalid);
        EXPECT_EQ(failed_step(), "coverage");
    }
}

TEST_P(Interoperability, accepts_enveloped_signatures_in_all_canonicalizations) {
    const auto enveloped = element("Transform", "http://www.w3.org/2000/09/xmldsig#enveloped-signature");
    for (const auto& method : {std::string(exclusive), std::string(inclusive), std::string(inclusive) + "#WithComments",
                               std::string(exclusive) + "WithComments"}) {
        for (const auto& transforms : {enveloped, enveloped + element("Transform", method)}) {
            const auto text =
                "<!-- before --><p:a xmlns:p=\"urn:p\" xmlns=\"urn:d\" xmlns:u=\"urn:u\" xml:lang=\"kk\">"
                "<b u:x='1' a='2'/><!-- inside -->text\r\n" +
                signature({.uri = "",
                           .c14n = element("CanonicalizationMethod", method),
                           .transforms = transforms,
                           .key_info = x509_data()}) +
                "</p:a><!-- after -->";
            const auto raw = xmlsec_sign(text, signer_->key());
            ASSERT_TRUE(xmlsec_accepts(raw, signer_->key().public_key()));
            const auto message = verify(raw, Profile::enveloped);
            ASSERT_TRUE(message) << message.error().to_string() << raw;
            EXPECT_EQ(message->octets.view().find("<!--"), std::string_view::npos);
            EXPECT_EQ(message->octets.view().find("Signature"), std::string_view::npos);
        }
    }
}

TEST_P(Interoperability, accepts_nothing_that_xmlsec_refuses) {
    std::mt19937 random(20260712);
    const std::string business = "<p:a xmlns:p=\"urn:p\" xmlns:q=\"urn:q\"><b>1</b><q:c d=\"2\"></q:c></p:a>";
    const std::vector<std::pair<std::string, Profile>> seeds{
        {envelope(), Profile::wsse},
        {envelope(content_, KeyReference::binary_security_token), Profile::wsse},
        {signed_by_xmlsec({.c14n = element("CanonicalizationMethod", exclusive, prefix_list("SOAP-ENV"))}),
         Profile::wsse},
        {envelope(*sign_enveloped("<a></a>", *signer_)), Profile::wsse},
        {*sign_enveloped(business, *signer_), Profile::enveloped}};
    int accepted = 0;
    int only_xmlsec = 0;
    for (int i = 0; i < 6000; ++i) {
        const auto& [seed, profile] = seeds[static_cast<std::size_t>(i) % seeds.size()];
        auto raw = mutated(seed, random);
        if (i % 3 == 0) {
            raw = mutated(raw, random);
        }
        const bool ours = verify(raw, profile).has_value();
        const bool theirs = xmlsec_accepts(raw, signer_->key().public_key());
        ASSERT_TRUE(theirs || !ours) << raw;
        accepted += ours ? 1 : 0;
        only_xmlsec += theirs && !ours ? 1 : 0;
    }
    // Otherwise the mutations prove nothing.
    EXPECT_GT(accepted, 200);
    EXPECT_GT(only_xmlsec, 100);
}

// The command knows no GOST.
class CommandLine : public SigningTest {
protected:
    CommandLine() { signer_ = rsa_; }
    void SetUp() override {
        if (std::system("command -v xmlsec1 >/dev/null") != 0) {
            GTEST_SKIP() << "the xmlsec1 command is not installed";
        }
    }

    [[nodiscard]] bool accepts(const std::string& raw, const std::string& certificate) {
        const auto file = folder_.write("envelope.xml", raw);
        const auto command =
            "xmlsec1 --verify --id-attr:Id http://schemas.xmlsoap.org/soap/envelope/:Body "
            "--pubkey-cert-pem '" +
            (testing::pki_folder() / (certificate + ".cert.pem")).string() + "' '" + file.string() +
            "' >/dev/null 2>&1";
        return std::system(command.c_str()) == 0;
    }

private:
    otkel::tests::TemporaryFolder folder_;
};

TEST_F(CommandLine, accepts_our_envelopes) {
    for (const auto reference : {KeyReference::key_identifier, KeyReference::binary_security_token,
                                 KeyReference::issuer_serial, KeyReference::x509_certificate}) {
        EXPECT_TRUE(accepts(envelope(content_, reference), "shep-bus-rsa"));
    }
    EXPECT_TRUE(accepts(*sign_envelope(content_, *ec_), "shep-bus-ec"));
    EXPECT_FALSE(accepts(replaced(envelope(), "<sum>100<", "<sum>900<"), "shep-bus-rsa"));
}

TEST_F(CommandLine, accepts_our_enveloped_signatures) {
    const std::string document = "<p:a xmlns=\"urn:d\" xmlns:p=\"urn:p\" xml:lang=\"kk\"><b>1</b></p:a>";
    EXPECT_TRUE(accepts(*sign_enveloped(document, *rsa_), "shep-bus-rsa"));
    EXPECT_TRUE(accepts(*sign_enveloped(document, *ec_), "shep-bus-ec"));
    EXPECT_FALSE(accepts(replaced(*sign_enveloped(document, *rsa_), "<b>1", "<b>2"), "shep-bus-rsa"));
}

}  // namespace
}  // namespace otkel::signing
