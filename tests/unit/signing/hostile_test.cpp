#include <gtest/gtest.h>

#include "tests/unit/signing/signing_fixture.hpp"

namespace otkel::signing {
namespace {

class Hostile : public EveryKeyTest, public ::testing::WithParamInterface<KeyKind> {
protected:
    Hostile() { sign_with(GetParam()); }

    // The message with one thing changed, and the step that must refuse it.
    void expect_refused(const std::string& raw, Errc code, std::string_view step) {
        EXPECT_EQ(refusal(raw), code) << raw;
        EXPECT_EQ(failed_step(), step) << report_.error->to_string();
    }
    [[nodiscard]] std::string changed(std::string_view from, std::string_view to) const {
        return replaced(envelope(), from, to);
    }
    [[nodiscard]] std::string with_value_inserted(std::string_view element, std::string_view inserted) const {
        const auto raw = envelope();
        const auto begin = "<ds:" + std::string(element) + ">";
        return raw.substr(0, raw.find(begin) + begin.size() + 8) + std::string(inserted) +
               raw.substr(raw.find(begin) + begin.size() + 8);
    }
};

INSTANTIATE_TEST_SUITE_P(EveryKey, Hostile, every_key(),
                         [](const auto& parameter) { return std::string(parameter.param.name); });

constexpr std::string_view exclusive = "Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"";

TEST_P(Hostile, a_changed_body_fails_at_the_reference) {
    expect_refused(changed("<sum>100<", "<sum>900<"), Errc::signature_invalid, "references");
    EXPECT_TRUE(report_.signer);
    EXPECT_EQ(report_.verdicts.size(), 7U);
}

TEST_P(Hostile, a_changed_signed_info_fails_at_the_mathematics) {
    expect_refused(with_value_inserted("SignatureValue", "AAAA"), Errc::signature_invalid, "mathematics");
    expect_refused(changed("<ds:SignedInfo>", "<ds:SignedInfo> "), Errc::signature_invalid, "mathematics");
    expect_refused(changed("<ds:SignedInfo>", "<ds:SignedInfo Id=\"x\">"), Errc::signature_invalid, "mathematics");
}

TEST_P(Hostile, a_comment_or_cdata_inside_of_a_value_is_refused) {
    for (const auto* element : {"DigestValue", "SignatureValue"}) {
        for (const auto* inserted : {"<!-- -->", "<![CDATA[]]>", "<x/>"}) {
            expect_refused(with_value_inserted(element, inserted), Errc::forbidden_construct, "algorithms");
        }
    }
    expect_refused(changed("<ds:SignedInfo>", "<ds:SignedInfo><!-- -->"), Errc::forbidden_construct, "algorithms");
    expect_refused(changed("</wsse:KeyIdentifier>", "<!-- --></wsse:KeyIdentifier>"), Errc::forbidden_construct,
                   "trust");
}

TEST_P(Hostile, white_space_inside_of_base64_is_tolerated) {
    EXPECT_TRUE(verify(with_value_inserted("SignatureValue", "&#13;\n  ")));
    EXPECT_TRUE(verify(changed("</wsse:KeyIdentifier>", "&#13;\n</wsse:KeyIdentifier>")));
    EXPECT_TRUE(verify(changed("<ds:SignatureValue>", "\n<ds:SignatureValue>")));
}

// Otherwise a character of the signature could change and the signature would still hold.
TEST_P(Hostile, base64_has_one_text_for_one_value) {
    // The lowest bit of the last character belongs to no octet.
    const auto stray = [](std::string text) {
        auto& last = text[text.find('=') - 1];
        const std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        last = alphabet[alphabet.find(last) | 1U];
        return text;
    };
    const auto raw = envelope();
    const auto own = part_of(raw, "<ds:SignatureValue>", "</ds:SignatureValue>");
    expect_refused(replaced(raw, own, stray(own)), Errc::malformed, "algorithms");
    expect_refused(replaced(raw, own, replaced(own, "=</ds", " </ds")), Errc::malformed, "algorithms");
}

TEST_P(Hostile, a_comment_or_cdata_in_the_body_does_not_split_what_is_read) {
    for (const auto* iin : {"9301<!-- x -->15500001", "<![CDATA[9301]]>15500001", "&#57;30115500001"}) {
        const auto message = verify(changed("<iin>930115500001", "<iin>" + std::string(iin)));
        ASSERT_TRUE(message) << iin;
        EXPECT_NE(message->octets.view().find("<iin>930115500001</iin>"), std::string_view::npos);
    }
}

TEST_P(Hostile, foreign_signature_algorithms_are_refused) {
    for (const auto* uri : {"http://www.w3.org/2000/09/xmldsig#hmac-sha1", "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
                            "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
                            "http://www.w3.org/2001/04/xmldsig-more#rsa-md5", "", "urn:unknown"}) {
        expect_refused(changed(signer_->method().uri, uri), Errc::forbidden_construct, "algorithms");
    }
}

TEST_P(Hostile, foreign_digest_algorithms_are_refused) {
    for (const auto* uri :
         {"http://www.w3.org/2000/09/xmldsig#sha1", "http://www.w3.org/2001/04/xmldsig-more#md5", ""}) {
        expect_refused(changed(signer_->method().digest_uri, uri), Errc::forbidden_construct, "algorithms");
    }
}

TEST_P(Hostile, foreign_transforms_are_refused) {
    const auto transform = "<ds:Transform " + std::string(exclusive);
    for (const auto* uri :
         {"http://www.w3.org/TR/1999/REC-xslt-19991116", "http://www.w3.org/TR/1999/REC-xpath-19991116",
          "http://www.w3.org/2002/06/xmldsig-filter2", "http://www.w3.org/2000/09/xmldsig#base64",
          "http://www.w3.org/2000/09/xmldsig#enveloped-signature", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
          "http://www.w3.org/2001/10/xml-exc-c14n#WithComments"}) {
        expect_refused(changed(transform, "<ds:Transform Algorithm=\"" + std::string(uri) + "\""),
                       Errc::forbidden_construct, "algorithms");
    }
}

TEST_P(Hostile, foreign_canonicalizations_are_refused) {
    const auto method = "<ds:CanonicalizationMethod " + std::string(exclusive);
    for (const auto* uri : {"http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2006/12/xml-c14n11",
                            "http://www.w3.org/TR/1999/REC-xslt-19991116"}) {
        expect_refused(changed(method, "<ds:CanonicalizationMethod Algorithm=\"" + std::string(uri) + "\""),
                       Errc::forbidden_construct, "algorithms");
    }
}

TEST_P(Hostile, parameters_of_methods_are_refused) {
    expect_refused(
        changed("</ds:SignatureMethod>", "<ds:HMACOutputLength>1</ds:HMACOutputLength></ds:SignatureMethod>"),
        Errc::forbidden_construct, "algorithms");
    expect_refused(changed("</ds:DigestMethod>", "<x/></ds:DigestMethod>"), Errc::forbidden_construct, "algorithms");
    expect_refused(changed("</ds:Transform>", "<ds:XPath>1</ds:XPath></ds:Transform>"), Errc::forbidden_construct,
                   "algorithms");
    expect_refused(changed("<ds:DigestMethod ", "<ds:DigestMethod x=\"1\" "), Errc::forbidden_construct, "algorithms");
}

TEST_P(Hostile, the_number_of_parts_is_fixed) {
    const auto reference = part_of(envelope(), "<ds:Reference", "</ds:Reference>");
    const auto transform = part_of(reference, "<ds:Transform ", "</ds:Transform>");
    const auto raw = envelope();
    const auto own = part_of(raw, "<ds:Reference", "</ds:Reference>");
    expect_refused(replaced(raw, own, own + own), Errc::forbidden_construct, "algorithms");
    expect_refused(replaced(raw, own, ""), Errc::malformed, "algorithms");
    expect_refused(replaced(raw, part_of(raw, "<ds:SignedInfo", "</ds:SignedInfo>"), "<ds:SignedInfo/>"),
                   Errc::malformed, "algorithms");
    expect_refused(replaced(raw, transform, ""), Errc::forbidden_construct, "algorithms");
    expect_refused(replaced(raw, transform, transform + transform), Errc::forbidden_construct, "algorithms");
    expect_refused(replaced(raw, transform, transform + transform + transform), Errc::limit_exceeded, "algorithms");
    std::string many;
    for (int i = 0; i < 1000; ++i) {
        many += transform;
    }
    expect_refused(replaced(raw, transform, many), Errc::forbidden_construct, "algorithms");
}

TEST_P(Hostile, external_references_are_refused) {
    for (const auto* uri : {"http://localhost/x", "file:///etc/passwd", "body.xml", "#"}) {
        const auto raw = envelope();
        const auto own = part_of(raw, "<ds:Reference URI=\"", "\">");
        // The signature over SignedInfo no longer holds either, and that is found first: nothing is fetched.
        EXPECT_EQ(refusal(replaced(raw, own, "<ds:Reference URI=\"" + std::string(uri) + "\">")),
                  Errc::signature_invalid);
    }
}

TEST_P(Hostile, a_digest_of_another_family_is_refused) {
    expect_refused(changed(signer_->method().digest_uri, other_kind_->method().digest_uri), Errc::forbidden_construct,
                   "algorithms");
    expect_refused(changed(signer_->method().digest_uri, "http://www.w3.org/2001/04/xmldsig-more#gost34311"),
                   Errc::forbidden_construct, "algorithms");
}

TEST_P(Hostile, a_foreign_certificate_is_refused_before_any_mathematics) {
    expect_refused(*sign_envelope(content_, *foreign_), Errc::signer_untrusted, "trust");
    expect_refused(replaced(envelope(), signer_->certificate_base64(), foreign_->certificate_base64()),
                   Errc::signer_untrusted, "trust");
}

TEST_P(Hostile, a_trusted_certificate_does_not_help_a_foreign_key) {
    const auto raw = *sign_envelope(content_, *foreign_);
    expect_refused(replaced(raw, foreign_->certificate_base64(), signer_->certificate_base64()),
                   Errc::signature_invalid, "mathematics");
    // The kind of key must be the one that the algorithm asks for.
    expect_refused(replaced(raw, foreign_->certificate_base64(), other_kind_->certificate_base64()),
                   Errc::certificate_invalid, "trust");
}

TEST_P(Hostile, an_expired_certificate_is_refused) {
    expect_refused(*sign_envelope(content_, signing_identity("expired-peer")), Errc::certificate_invalid, "trust");
}

TEST_P(Hostile, a_certificate_in_another_coding_or_place_is_refused) {
    expect_refused(changed("#X509v3\"", "#X509PKIPathv1\""), Errc::forbidden_construct, "trust");
    expect_refused(changed("#Base64Binary\"", "#HexBinary\""), Errc::forbidden_construct, "trust");
    expect_refused(changed(signer_->certificate_base64(), "AAAA"), Errc::malformed, "trust");
    expect_refused(changed(signer_->certificate_base64(), "%%%"), Errc::malformed, "trust");
    expect_refused(changed("<wsse:SecurityTokenReference>", "<wsse:SecurityTokenReference><x/>"),
                   Errc::forbidden_construct, "trust");
    const auto raw = envelope();
    expect_refused(replaced(raw, part_of(raw, "<ds:KeyInfo>", "</ds:KeyInfo>"), ""), Errc::malformed, "algorithms");
}

TEST_P(Hostile, a_token_reference_must_name_one_token_of_the_header) {
    const auto raw = envelope(content_, KeyReference::binary_security_token);
    ASSERT_TRUE(verify(raw));
    const auto token = part_of(raw, "<wsse:BinarySecurityToken", "</wsse:BinarySecurityToken>");
    const auto outside =
        replaced(token, "BinarySecurityToken ", "BinarySecurityToken " + part_of(raw, "xmlns:wsse=\"", "\"") + " ");
    expect_refused(replaced(raw, token, token + token), Errc::forbidden_construct, "trust");
    expect_refused(replaced(replaced(raw, token, ""), "</soap:Header>", outside + "</soap:Header>"),
                   Errc::forbidden_construct, "trust");
    expect_refused(replaced(raw, "<wsse:Reference URI=\"#", "<wsse:Reference URI=\"http://x/#"),
                   Errc::forbidden_construct, "trust");
}

TEST_P(Hostile, an_unknown_issuer_and_serial_is_untrusted) {
    const auto raw = envelope(content_, KeyReference::issuer_serial);
    expect_refused(replaced(raw, signer_->serial(), "12345"), Errc::signer_untrusted, "trust");
    EXPECT_NE(report_.error->detail.find("12345"), std::string::npos);
    expect_refused(replaced(raw, "<ds:X509SerialNumber>", "<ds:X509SerialNumber><x/>"), Errc::forbidden_construct,
                   "trust");
}

TEST_P(Hostile, a_policy_can_forbid_an_algorithm) {
    policy_.algorithms = {std::string(other_kind_->method().word)};
    expect_refused(envelope(), Errc::forbidden_construct, "algorithms");
    EXPECT_TRUE(verify(*sign_envelope(content_, *other_kind_)));
}

TEST_P(Hostile, unsigned_messages_are_said_to_be_unsigned) {
    const auto raw = envelope();
    const auto header = part_of(raw, "<soap:Header>", "</soap:Header>");
    EXPECT_EQ(refusal(replaced(raw, header, "")), Errc::not_signed);
    EXPECT_EQ(refusal(replaced(raw, header, "<soap:Header/>")), Errc::not_signed);
    EXPECT_EQ(refusal("<a/>", Profile::enveloped), Errc::not_signed);
    EXPECT_EQ(refusal("<a/>"), Errc::malformed);
    EXPECT_EQ(refusal(""), Errc::malformed);
    EXPECT_EQ(refusal(replaced(raw, "</soap:Envelope>", "")), Errc::malformed);
    EXPECT_EQ(refusal("<!DOCTYPE a>" + raw), Errc::forbidden_construct);
}

// Measured once: inclusive C14N of 1 000 namespace declarations takes seconds. A garbage signature with a certificate
// that everybody can have must not reach it.
TEST_P(Hostile, a_garbage_signature_never_reaches_the_content) {
    std::string document = "<a";
    for (int i = 0; i < 1000; ++i) {
        document += " xmlns:n" + std::to_string(i) + "=\"urn:" + std::to_string(i) + "\"";
    }
    document += ">";
    for (int i = 0; i < 1000; ++i) {
        document += "<n" + std::to_string(i) + ":b></n" + std::to_string(i) + ":b>";
    }
    document += "</a>";
    // Taken from another document: the certificate is good, the value is not of this SignedInfo.
    const auto signature = part_of(*sign_enveloped("<a></a>", *signer_), "<ds:Signature", "</ds:Signature>");
    const auto raw = replaced(document, "</a>", signature + "</a>");
    EXPECT_EQ(refusal(raw, Profile::enveloped), Errc::limit_exceeded);
    EXPECT_EQ(failed_step(), "limits");
    policy_.limits.namespaces_in_scope = 2000;
    policy_.limits.attributes_per_element = 2000;
    EXPECT_EQ(refusal(raw, Profile::enveloped), Errc::signature_invalid);
    EXPECT_EQ(failed_step(), "mathematics");
}

TEST_P(Hostile, a_message_that_costs_too_much_is_stopped) {
    policy_.limits.cpu_time = std::chrono::milliseconds{0};
    expect_refused(envelope(), Errc::limit_exceeded, "references");
}

TEST_P(Hostile, errors_say_where) {
    const auto raw = replaced(envelope(), "<ds:SignedInfo>", "\n<ds:SignedInfo><x/>");
    ASSERT_EQ(refusal(raw), Errc::forbidden_construct);
    EXPECT_EQ(report_.error->place.line, 2);
    EXPECT_EQ(report_.error->place.path, "/soap:Envelope/soap:Header/wsse:Security/ds:Signature/ds:SignedInfo/x");
}

}  // namespace
}  // namespace otkel::signing
