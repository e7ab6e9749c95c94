#include <gtest/gtest.h>

#include "tests/unit/signing/mutations.hpp"
#include "tests/unit/signing/signature_template.hpp"
#include "tests/unit/signing/signing_fixture.hpp"
#include "tests/unit/signing/xmlsec_reference.hpp"

// Profile xmldsig: any reference layout inside of one document.

namespace otkel::signing {
namespace {

using testing::xmlsec_accepts;
using testing::xmlsec_sign;

class AnyLayout : public EveryKeyTest, public ::testing::WithParamInterface<KeyKind> {
protected:
    AnyLayout() { sign_with(GetParam()); }

    [[nodiscard]] std::string signature(Template parts) const {
        if (parts.key_info.empty()) {
            parts.key_info = "<ds:KeyName>somebody</ds:KeyName>" + x509_data(*signer_);
        }
        return signature_template(*signer_, parts);
    }
    [[nodiscard]] std::string reference(std::string_view uri, std::string_view transforms = {}) const {
        return reference_template(*signer_, uri, transforms);
    }
    [[nodiscard]] std::string signed_by_xmlsec(std::string_view text) const {
        auto raw = xmlsec_sign(text, signer_->key());
        EXPECT_TRUE(xmlsec_accepts(raw, signer_->key().public_key())) << raw;
        return raw;
    }
    [[nodiscard]] std::string enveloping(std::string_view object = "<ds:Object Id=\"id-1\">some <b/>text</ds:Object>") {
        return signed_by_xmlsec(signature({.transforms = "", .objects = std::string(object)}));
    }
    [[nodiscard]] std::string detached(std::string_view content = "<b Id=\"id-1\"><!-- c -->1</b>") {
        return signed_by_xmlsec("<a xmlns=\"urn:a\">" + std::string(content) + signature({}) + "</a>");
    }
    void expect_accepted(const std::string& raw, std::string_view content) {
        const auto message = verify(raw, Profile::xmldsig);
        ASSERT_TRUE(message) << message.error().to_string() << raw;
        EXPECT_EQ(message->octets.view(), content);
    }
    void expect_refused(const std::string& raw, Errc code, std::string_view step) {
        EXPECT_EQ(refusal(raw, Profile::xmldsig), code) << raw;
        EXPECT_EQ(failed_step(), step) << report_.error->to_string();
    }
};

INSTANTIATE_TEST_SUITE_P(EveryKey, AnyLayout, every_key(),
                         [](const auto& parameter) { return std::string(parameter.param.name); });

TEST_P(AnyLayout, accepts_an_enveloping_signature) {
    const auto raw = enveloping();
    expect_accepted(
        raw, "<ds:Object xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"id-1\">some <b></b>text</ds:Object>");
    expect_refused(replaced(raw, "some ", "other "), Errc::signature_invalid, "references");
}

TEST_P(AnyLayout, accepts_a_detached_signature_in_the_same_document) {
    const auto raw = detached();
    expect_accepted(raw, "<b xmlns=\"urn:a\" Id=\"id-1\">1</b>");
    expect_refused(replaced(raw, ">1</b>", ">2</b>"), Errc::signature_invalid, "references");
    // What no reference covers may change.
    EXPECT_TRUE(verify(replaced(raw, "</a>", "<c/></a>"), Profile::xmldsig));
}

TEST_P(AnyLayout, finds_ids_in_every_spelling) {
    for (const auto* id : {"ID", "id", "xml:id", "n:Id"}) {
        expect_accepted(detached("<n:b xmlns:n=\"urn:n\" " + std::string(id) + "=\"id-1\"/>"),
                        "<n:b xmlns:n=\"urn:n\" " + std::string(id) + "=\"id-1\"></n:b>");
    }
}

TEST_P(AnyLayout, accepts_a_signature_over_the_whole_document) {
    const auto transforms = element("Transform", enveloped_transform) + element("Transform", exclusive);
    const auto raw = signed_by_xmlsec("<!-- c --><a><b>" + signature({.uri = "", .transforms = transforms}) +
                                      "</b>text</a><!-- c -->");
    expect_accepted(raw, "<a><b></b>text</a>");
    expect_refused(replaced(raw, "text</a>", "text2</a>"), Errc::signature_invalid, "references");
}

TEST_P(AnyLayout, gives_the_octets_of_every_reference_in_order) {
    const auto all =
        reference("#two", element("Transform", exclusive)) + reference("", element("Transform", enveloped_transform));
    const auto raw =
        signed_by_xmlsec("<a><b Id=\"id-1\">1</b>" + signature({.more_references = all}) + "<c Id=\"two\"></c></a>");
    const auto message = verify(raw, Profile::xmldsig);
    ASSERT_TRUE(message) << message.error().to_string();
    const std::vector<std::string_view> expected{"<b Id=\"id-1\">1</b>", "<c Id=\"two\"></c>",
                                                 "<a><b Id=\"id-1\">1</b><c Id=\"two\"></c></a>"};
    ASSERT_EQ(message->references.size(), expected.size());
    std::string joined;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(message->references[i].view(), expected[i]);
        joined += expected[i];
    }
    EXPECT_EQ(message->octets.view(), joined);
    // The last of them differs too.
    expect_refused(replaced(raw, "</a>", "<d/></a>"), Errc::signature_invalid, "references");
    expect_refused(replaced(raw, "<c Id", "<c x=\"1\" Id"), Errc::signature_invalid, "references");
}

TEST_P(AnyLayout, decodes_base64_when_told_so) {
    const auto base64 = element("Transform", "http://www.w3.org/2000/09/xmldsig#base64");
    const auto raw = signed_by_xmlsec(
        signature({.transforms = base64, .objects = "<ds:Object Id=\"id-1\">aGVs<x>bG8</x>=</ds:Object>"}));
    expect_accepted(raw, "hello");
    expect_refused(replaced(raw, "aGVs", "%%%%"), Errc::signature_invalid, "references");
    expect_refused(replaced(raw, "aGVs", "aGVz"), Errc::signature_invalid, "references");
}

TEST_P(AnyLayout, knows_canonical_xml_1_1_where_it_is_the_same) {
    const auto method = element("CanonicalizationMethod", "http://www.w3.org/2006/12/xml-c14n11");
    const auto transform = element("Transform", "http://www.w3.org/2006/12/xml-c14n11#WithComments");
    const auto text = [&](std::string_view attribute) {
        return signed_by_xmlsec("<a xml:" + std::string(attribute) + "=\"kk\" xmlns:u=\"urn:u\"><b Id=\"id-1\"/>" +
                                signature({.c14n = method, .transforms = transform}) + "</a>");
    };
    expect_accepted(text("lang"), "<b xmlns:u=\"urn:u\" Id=\"id-1\" xml:lang=\"kk\"></b>");
    expect_refused(text("id"), Errc::unsupported, "mathematics");
    expect_refused(text("base"), Errc::unsupported, "mathematics");
    EXPECT_EQ(refusal(replaced(text("lang"), "<b Id", "<b x='1' Id"), Profile::enveloped), Errc::forbidden_construct);
}

TEST_P(AnyLayout, refuses_ids_that_mean_nothing_or_two_things) {
    const auto raw = detached();
    expect_refused(replaced(raw, "</a>", "<c ID=\"id-1\"/></a>"), Errc::signature_invalid, "coverage");
    expect_refused(replaced(raw, "</a>", "<c xml:id=\"id-1\"/></a>"), Errc::signature_invalid, "coverage");
    expect_refused(replaced(raw, "<b Id=", "<b No="), Errc::signature_invalid, "coverage");
}

TEST_P(AnyLayout, refuses_expressions_and_the_world_outside) {
    const auto text = [&](std::string_view uri) {
        return "<a><b Id=\"id-1\"/>" + signature({.uri = std::string(uri)}) + "</a>";
    };
    expect_refused(signed_by_xmlsec(text("#xpointer(id('id-1'))")), Errc::signature_invalid, "coverage");
    const auto enveloped = element("Transform", enveloped_transform);
    expect_refused(signed_by_xmlsec("<a>" + signature({.uri = "#xpointer(/)", .transforms = enveloped}) + "</a>"),
                   Errc::signature_invalid, "coverage");
    for (const auto* uri : {"http://localhost/x", "file:///etc/passwd", "body.xml", "#"}) {
        const auto raw = signed_by_xmlsec(text("#id-1"));
        expect_refused(replaced(raw, "URI=\"#id-1\"", "URI=\"" + std::string(uri) + "\""), Errc::signature_invalid,
                       "mathematics");
    }
    expect_refused(replaced(detached(), "URI=\"#id-1\"", "Id=\"r\""), Errc::forbidden_construct, "algorithms");
}

TEST_P(AnyLayout, refuses_transforms_and_algorithms_that_are_not_listed) {
    const auto raw = detached();
    const auto transform = part_of(raw, "<ds:Transform ", "/>");
    for (const auto* uri :
         {"http://www.w3.org/TR/1999/REC-xslt-19991116", "http://www.w3.org/TR/1999/REC-xpath-19991116",
          "http://www.w3.org/2002/06/xmldsig-filter2", "urn:unknown", ""}) {
        expect_refused(replaced(raw, transform, element("Transform", uri)), Errc::forbidden_construct, "algorithms");
    }
    expect_refused(replaced(raw, transform, transform + transform), Errc::forbidden_construct, "algorithms");
    expect_refused(replaced(raw, transform, transform + element("Transform", enveloped_transform)),
                   Errc::forbidden_construct, "algorithms");
    expect_refused(replaced(raw, signer_->method().uri, "http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
                   Errc::forbidden_construct, "algorithms");
    expect_refused(replaced(raw, signer_->method().digest_uri, "http://www.w3.org/2000/09/xmldsig#sha1"),
                   Errc::forbidden_construct, "algorithms");
}

TEST_P(AnyLayout, caps_the_references) {
    policy_.references_max = 3;
    const auto one = reference("#id-1");
    const auto text = [&](const std::string& more) {
        return signed_by_xmlsec("<a><b Id=\"id-1\"/>" + signature({.more_references = more}) + "</a>");
    };
    EXPECT_TRUE(verify(text(one + one), Profile::xmldsig));
    expect_refused(text(one + one + one), Errc::limit_exceeded, "algorithms");
}

TEST_P(AnyLayout, refuses_a_second_signature) {
    const auto raw = detached();
    const auto own = part_of(raw, "<ds:Signature", "</ds:Signature>");
    expect_refused(replaced(raw, "</a>", own + "</a>"), Errc::forbidden_construct, "place");
    expect_refused(enveloping("<ds:Object Id=\"id-1\">" + own + "</ds:Object>"), Errc::forbidden_construct, "place");
    expect_refused(replaced(raw, own, ""), Errc::not_signed, "place");
    expect_refused("<a><b xmlns=\"relative\"/>" + own + "</a>", Errc::forbidden_construct, "place");
}

TEST_P(AnyLayout, refuses_a_reference_of_which_nothing_is_left) {
    const auto raw = enveloping();
    EXPECT_TRUE(verify(raw, Profile::xmldsig));
    const auto transforms = element("Transform", enveloped_transform);
    const auto text = signature({.transforms = transforms, .objects = "<ds:Object Id=\"id-1\"/>"});
    expect_refused(xmlsec_sign(text, signer_->key()), Errc::signature_invalid, "coverage");
}

TEST_P(AnyLayout, a_changed_signature_is_not_valid) {
    const auto raw = detached();
    const auto value = part_of(raw, "<ds:SignatureValue>", "</ds:SignatureValue>");
    expect_refused(replaced(raw, value, "<ds:SignatureValue>AAAA</ds:SignatureValue>"), Errc::signature_invalid,
                   "mathematics");
    expect_refused(replaced(raw, signer_->certificate_base64(), foreign_->certificate_base64()), Errc::signer_untrusted,
                   "trust");
    expect_refused(replaced(raw, x509_data(*signer_), "<ds:X509Data><ds:X509SKI>AA==</ds:X509SKI></ds:X509Data>"),
                   Errc::forbidden_construct, "trust");
    expect_refused(replaced(raw, x509_data(*signer_), ""), Errc::signer_untrusted, "trust");
    expect_refused(replaced(raw, part_of(raw, "<ds:KeyInfo>", "</ds:KeyInfo>"), ""), Errc::signer_untrusted, "trust");
}

TEST_P(AnyLayout, other_profiles_refuse_what_only_this_one_knows) {
    EXPECT_EQ(refusal(detached(), Profile::enveloped), Errc::forbidden_construct);
    EXPECT_EQ(refusal(enveloping(), Profile::enveloped), Errc::not_signed);
    EXPECT_EQ(refusal(detached(), Profile::wsse), Errc::malformed);
}

TEST_P(AnyLayout, accepts_nothing_that_xmlsec_refuses) {
    std::mt19937 random(20260713);
    const auto two = reference("", element("Transform", enveloped_transform) + element("Transform", inclusive));
    const std::vector<std::string> seeds{
        enveloping(), detached(),
        signed_by_xmlsec("<p:a xmlns:p=\"urn:p\"><b Id=\"id-1\"/>" +
                         signature({.c14n = element("CanonicalizationMethod", inclusive), .more_references = two}) +
                         "<p:c>text</p:c></p:a>"),
        signed_by_xmlsec(signature({.transforms = element("Transform", "http://www.w3.org/2000/09/xmldsig#base64"),
                                    .objects = "<ds:Object Id=\"id-1\">aGVsbG8=</ds:Object>"}))};
    int accepted = 0;
    for (int i = 0; i < 3000; ++i) {
        auto raw = mutated(seeds[static_cast<std::size_t>(i) % seeds.size()], random);
        if (i % 3 == 0) {
            raw = mutated(raw, random);
        }
        const bool ours = verify(raw, Profile::xmldsig).has_value();
        ASSERT_TRUE(!ours || xmlsec_accepts(raw, signer_->key().public_key())) << raw;
        accepted += ours ? 1 : 0;
    }
    EXPECT_GT(accepted, 100);
}

}  // namespace
}  // namespace otkel::signing
