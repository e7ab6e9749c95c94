#include <gmock/gmock.h>

#include "adapters/ncanode/soap_parts.hpp"
#include "adapters/ncanode/tests/ncanode_fixture.hpp"

namespace otkel::adapters::ncanode {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view soap = "http://schemas.xmlsoap.org/soap/envelope/";

std::string envelope(const std::string& header, const std::string& body) {
    return "<?xml version=\"1.0\"?><S:Envelope xmlns:S=\"" + std::string(soap) +
           "\" xmlns:q=\"urn:q\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">" + header + "<S:Body>" +
           body + "</S:Body></S:Envelope>";
}

class NcanodeWsse : public NcanodeTest {
protected:
    Reply sign(const std::string& xml, const std::string& name = "gateway-transport") {
        auto request = key_of(name);
        request["xml"] = xml;
        return post("/wsse/sign", request);
    }
    std::string signed_envelope(const std::string& xml) {
        const auto reply = sign(xml);
        EXPECT_EQ(reply.status, 200) << json::serialize(reply.body);
        return reply.text("xml");
    }
    Reply verify(const std::string& xml) { return post("/wsse/verify", {{"xml", xml}}); }
};

TEST_F(NcanodeWsse, signs_and_verifies) {
    const auto xml = signed_envelope(envelope("", "<q:m><data xsi:type=\"q:T\"/></q:m>"));
    EXPECT_THAT(xml, HasSubstr("KeyIdentifier"));
    const auto verified = verify(xml);
    EXPECT_EQ(verified.status, 200);
    EXPECT_TRUE(verified.valid()) << verified.text("details");
    EXPECT_EQ(verified.signer().at("subject").as_object().at("bin").as_string(), "490140000002");
}

TEST_F(NcanodeWsse, keeps_the_names_that_the_body_takes_from_its_envelope) {
    const auto xml = signed_envelope(envelope("", "<q:m><data xsi:type=\"q:T\"/></q:m>"));
    EXPECT_THAT(xml, HasSubstr("xmlns:q=\"urn:q\""));
    EXPECT_THAT(xml, HasSubstr("xmlns:xsi="));
    EXPECT_THAT(xml, HasSubstr("<data xsi:type=\"q:T\"/>"));
}

TEST_F(NcanodeWsse, keeps_other_headers_and_replaces_an_earlier_signature) {
    const auto first =
        signed_envelope(envelope("<S:Header><q:route S:mustUnderstand=\"0\">x</q:route></S:Header>", "<q:m>1</q:m>"));
    const auto second = signed_envelope(first);
    for (const auto& xml : {first, second}) {
        EXPECT_THAT(xml, HasSubstr("<q:route"));
        EXPECT_TRUE(verify(xml).valid()) << verify(xml).text("details");
    }
}

TEST_F(NcanodeWsse, says_no_to_a_changed_body) {
    auto xml = signed_envelope(envelope("", "<q:m>100</q:m>"));
    xml.replace(xml.find("100<"), 3, "900");
    const auto verified = verify(xml);
    EXPECT_EQ(verified.status, 200);
    EXPECT_FALSE(verified.valid());
    EXPECT_FALSE(verified.text("details").empty());
}

// XML signature wrapping: the signed Body is kept aside, the application reads another one.
TEST_F(NcanodeWsse, says_no_to_a_wrapped_body) {
    const auto xml = signed_envelope(envelope("", "<q:m>100</q:m>"));
    const auto at = xml.find("<soap:Body");
    const auto end = xml.find("</soap:Body>") + 12;
    const auto body = xml.substr(at, end - at);
    const auto forged = "<soap:Body><q:m xmlns:q=\"urn:q\">900</q:m></soap:Body>";
    const auto header_end = xml.find("</soap:Header>");
    auto in_header = xml;
    in_header.replace(at, body.size(), forged);
    in_header.insert(header_end, "<w>" + body + "</w>");
    auto beside = xml;
    beside.insert(at, forged);
    for (const auto& wrapped : {in_header, beside}) {
        const auto verified = verify(wrapped);
        EXPECT_EQ(verified.status, 200);
        EXPECT_FALSE(verified.valid());
    }
}

TEST_F(NcanodeWsse, says_no_to_an_unsigned_envelope_and_an_unknown_signer) {
    const auto unsigned_one = verify(envelope("", "<q:m/>"));
    EXPECT_EQ(unsigned_one.status, 200);
    EXPECT_FALSE(unsigned_one.valid());
    const auto foreign = verify(sign(envelope("", "<q:m/>"), "foreign").text("xml"));
    EXPECT_FALSE(foreign.valid());
    EXPECT_EQ(foreign.signer().at("subject").as_object().at("commonName").as_string(), "Foreign signer");
}

// The bus names its certificate by issuer and number only (protocol fact, seen).
TEST_F(NcanodeWsse, verifies_a_known_signer_that_is_named_by_issuer_and_number) {
    start(anchors() + "known:\n  - {certificate: " + testing::pki_folder().string() + "/shep-bus.cert.pem}\n");
    const auto named = [](const std::string& name) {
        const auto identity = signing::SigningIdentity::prepare(testing::pki_identity(name));
        return signing::sign_envelope("<m></m>", *identity, signing::KeyReference::issuer_serial).value();
    };
    const auto verified = verify(named("shep-bus"));
    EXPECT_TRUE(verified.valid()) << verified.text("details");
    EXPECT_EQ(verified.signer().at("subject").as_object().at("commonName").as_string(), "Synthetic SHEP");
    const auto unknown = verify(named("customs-business"));
    EXPECT_FALSE(unknown.valid());
    EXPECT_TRUE(unknown.body.at("signers").as_array().empty());
}

TEST_F(NcanodeWsse, signs_with_a_key_of_the_gateway) {
    identities_["transport"] = std::make_shared<const signing::SigningIdentity>(
        signing::SigningIdentity::prepare(testing::pki_identity("gateway-transport")).value());
    start(anchors() + "key_names: [transport]\n");
    const auto xml = envelope("", "<q:m/>");
    const auto signed_one = post("/wsse/sign", {{"xml", xml}, {"keyName", "transport"}, {"trimXml", true}});
    EXPECT_TRUE(verify(signed_one.text("xml")).valid());
    expect_refused(post("/wsse/sign", {{"xml", xml}, {"keyName", "business"}}), "keyName");
}

TEST_F(NcanodeWsse, refuses_what_is_no_envelope_or_would_lose_something) {
    expect_refused(sign("<a/>"), "xml");
    expect_refused(verify("<a/>"), "xml");
    expect_refused(sign(""), "xml");
    expect_refused(post("/wsse/sign", {{"xml", envelope("", "<q:m/>")}}), "key");
    const auto security = [](const std::string& content) {
        return "<S:Header><w:Security "
               "xmlns:w=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\">" +
               content + "</w:Security></S:Header>";
    };
    expect_refused(sign(envelope(security("<w:UsernameToken/>"), "<q:m/>")), "xml");
    EXPECT_EQ(sign(envelope(security(""), "<q:m/>")).status, 200);
    const auto soap12 = "<S:Envelope xmlns:S=\"http://www.w3.org/2003/05/soap-envelope\"><S:Body/></S:Envelope>";
    expect_refused(sign(soap12), "xml");
    expect_refused(verify(soap12), "xml");
}

TEST(SoapParts, refuses_parts_that_are_not_of_an_envelope) {
    const std::string open = "<e:Envelope xmlns:e=\"" + std::string(soap) + "\"";
    const auto code = [](const std::string& xml) { return take_apart(xml).error().code; };
    EXPECT_EQ(code(open + "/>"), Errc::malformed);
    EXPECT_EQ(code(open + "><e:Body/><e:Body/></e:Envelope>"), Errc::malformed);
    EXPECT_EQ(code(open + "><e:Body/><e:Header/></e:Envelope>"), Errc::malformed);
    EXPECT_EQ(code(open + "><e:Body/><x/></e:Envelope>"), Errc::malformed);
    EXPECT_EQ(code(open + " e:encodingStyle=\"x\"><e:Body/></e:Envelope>"), Errc::unsupported);
    EXPECT_EQ(code(open + "><e:Body a=\"1\"/></e:Envelope>"), Errc::unsupported);
    EXPECT_EQ(code("<!-- nothing -->"), Errc::malformed);
}

TEST(SoapParts, gives_headers_and_body_what_they_take_from_around_them) {
    const auto parts = take_apart("<e:Envelope xmlns:e=\"" + std::string(soap) +
                                  "\" xmlns=\"urn:outer\" xmlns:p='u\"rn'><e:Header xmlns:p=\"urn:near\"><p:h/>"
                                  "</e:Header><e:Body Id=\"old\"> <m xmlns=\"urn:own\"/>text</e:Body></e:Envelope>");
    ASSERT_TRUE(parts);
    EXPECT_EQ(parts->headers, "<p:h xmlns:p=\"urn:near\" xmlns:e=\"" + std::string(soap) + "\" xmlns=\"urn:outer\"/>");
    EXPECT_EQ(parts->body, " <m xmlns:e=\"" + std::string(soap) + "\" xmlns:p='u\"rn' xmlns=\"urn:own\"/>text");
}

}  // namespace
}  // namespace otkel::adapters::ncanode
