#include <gmock/gmock.h>

#include "adapters/ncanode/tests/ncanode_fixture.hpp"
#include "tests/support/texts.hpp"

namespace otkel::adapters::ncanode {
namespace {

using otkel::tests::replaced;
using ::testing::HasSubstr;
using ::testing::Not;

class NcanodeXml : public NcanodeTest {
protected:
    static constexpr const char* document = "<?xml version=\"1.0\" encoding=\"utf-8\"?><a><b>test</b></a>";

    std::string signed_by(std::initializer_list<const char*> names, const std::string& xml = document) {
        const auto reply = post("/xml/sign", {{"xml", xml}, {"signers", signers(names)}});
        EXPECT_EQ(reply.status, 200) << json::serialize(reply.body);
        return reply.text("xml");
    }
    Reply verify(const std::string& xml) { return post("/xml/verify", {{"xml", xml}}); }
};

TEST_F(NcanodeXml, signs_and_verifies) {
    const auto reply = post("/xml/sign", {{"xml", document}, {"signers", signers({"person"})}});
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.text("message"), "OK");
    const auto verified = verify(reply.text("xml"));
    EXPECT_EQ(verified.status, 200);
    EXPECT_TRUE(verified.valid());
    EXPECT_EQ(verified.signer().at("subject").as_object().at("iin").as_string(), "910211500004");
}

TEST_F(NcanodeXml, tells_everything_about_a_signer) {
    const auto verified = verify(signed_by({"head"}));
    const auto& signer = verified.signer();
    const auto certificate = testing::pki_certificate("head");
    EXPECT_TRUE(signer.at("valid").as_bool());
    EXPECT_TRUE(signer.at("revocations").as_array().empty());
    EXPECT_EQ(signer.at("notBefore").as_string(), "2025-01-01T00:00:00.000+00:00");
    EXPECT_EQ(signer.at("notAfter").as_string(), "2037-01-01T00:00:00.000+00:00");
    EXPECT_EQ(signer.at("keyUsage").as_string(), "SIGN");
    EXPECT_EQ(signer.at("signAlg").as_string(), "ECGOST3410-2015-512");
    EXPECT_EQ(signer.at("keyUser").as_array(), (json::array{"ORGANIZATION", "CEO"}));
    EXPECT_EQ(signer.at("publicKey").as_string(), to_base64(certificate->key().der()));
    EXPECT_EQ(from_base64(std::string_view(signer.at("signature").as_string())).value().size(), 128U);
    const auto serial = to_hex(certificate->serial_octets());
    EXPECT_EQ(signer.at("serialNumber").as_string(), serial.substr(serial.find_first_not_of('0')));
    const auto& subject = signer.at("subject").as_object();
    EXPECT_EQ(subject.at("commonName").as_string(), "Сынақ Басшы");
    EXPECT_EQ(subject.at("surName").as_string(), "Сынақ");
    EXPECT_EQ(subject.at("lastName").as_string(), "Басшықызы");
    EXPECT_EQ(subject.at("gender").as_string(), "FEMALE");
    EXPECT_EQ(subject.at("iin").as_string(), "880523600004");
    EXPECT_EQ(subject.at("bin").as_string(), "490140000002");
    EXPECT_EQ(subject.at("organization").as_string(), "Otkel development");
    EXPECT_EQ(subject.at("country").as_string(), "KZ");
    EXPECT_EQ(std::string_view(subject.at("dn").as_string()),
              "GIVENNAME=Басшықызы, OU=BIN490140000002, O=Otkel development, C=KZ, SERIALNUMBER=IIN880523600004, "
              "SURNAME=Сынақ, CN=Сынақ Басшы");
    EXPECT_FALSE(subject.contains("email"));
    EXPECT_EQ(signer.at("issuer").as_object().at("commonName").as_string(), "ӨТКЕЛ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST) TEST");
}

TEST_F(NcanodeXml, adds_a_signature_to_those_that_are_there) {
    const auto both = signed_by({"person", "customs-business-rsa"});
    const auto three = signed_by({"head"}, both);
    const auto verified = verify(three);
    EXPECT_TRUE(verified.valid());
    ASSERT_EQ(verified.body.at("signers").as_array().size(), 3U);
    // The last signature comes first.
    EXPECT_EQ(verified.signer(0).at("subject").as_object().at("iin").as_string(), "880523600004");
    EXPECT_EQ(verified.signer(1).at("signAlg").as_string(), "SHA256withECDSA");
    EXPECT_EQ(verified.signer(2).at("subject").as_object().at("iin").as_string(), "910211500004");
}

TEST_F(NcanodeXml, clears_earlier_signatures_and_nothing_else) {
    const auto xml = std::string("<?xml version=\"1.0\"?><a><!-- kept --><b> x </b></a>");
    const auto request = json::object{
        {"xml", signed_by({"person", "employee"}, xml)}, {"signers", signers({"head"})}, {"clearSignatures", true}};
    const auto cleared = post("/xml/sign", request).text("xml");
    EXPECT_THAT(cleared, HasSubstr("<a><!-- kept --><b> x </b><ds:Signature"));
    const auto verified = verify(cleared);
    EXPECT_TRUE(verified.valid());
    EXPECT_EQ(verified.body.at("signers").as_array().size(), 1U);
}

TEST_F(NcanodeXml, trims_white_space_between_elements_when_asked) {
    const json::object request{
        {"xml", "\n<a>\n  <b>x y</b>\n</a>\n"}, {"signers", signers({"person"})}, {"trimXml", true}};
    const auto trimmed = post("/xml/sign", request).text("xml");
    EXPECT_THAT(trimmed, HasSubstr("<a><b>x y</b><ds:Signature"));
    EXPECT_TRUE(verify(trimmed).valid());
}

TEST_F(NcanodeXml, says_no_to_a_changed_document) {
    const auto verified = verify(replaced(signed_by({"person"}), "test", "rest"));
    EXPECT_EQ(verified.status, 200);
    EXPECT_FALSE(verified.valid());
    EXPECT_THAT(verified.text("details"), HasSubstr("DigestValue differs"));
    // The certificate is good; the signature is not.
    EXPECT_TRUE(verified.signer().at("valid").as_bool());
}

TEST_F(NcanodeXml, says_no_when_one_of_two_signatures_is_broken) {
    auto xml = signed_by({"person", "head"});
    const auto at = xml.find("<ds:SignatureValue>") + 25;
    xml[at] = xml[at] == 'A' ? 'B' : 'A';
    const auto verified = verify(xml);
    EXPECT_FALSE(verified.valid());
    EXPECT_EQ(verified.body.at("signers").as_array().size(), 2U);
}

TEST_F(NcanodeXml, says_no_to_a_signature_that_covers_something_else) {
    // The signed document moved into a place that nobody reads, around it another one.
    const auto xml = replaced(signed_by({"person"}), "<?xml version=\"1.0\" encoding=\"utf-8\"?>", "");
    const auto verified = verify("<a><b>forged</b><kept>" + xml + "</kept></a>");
    EXPECT_EQ(verified.status, 200);
    EXPECT_FALSE(verified.valid());
    EXPECT_TRUE(verified.body.at("signers").as_array().empty());
}

TEST_F(NcanodeXml, shows_a_signer_that_is_not_trusted) {
    const auto verified = verify(signed_by({"foreign"}));
    EXPECT_FALSE(verified.valid());
    EXPECT_FALSE(verified.signer().at("valid").as_bool());
    EXPECT_EQ(verified.signer().at("subject").as_object().at("commonName").as_string(), "Foreign signer");
    EXPECT_FALSE(verify(signed_by({"expired-peer"})).valid());
}

TEST_F(NcanodeXml, says_no_to_a_document_without_signature) {
    const auto verified = verify(document);
    EXPECT_EQ(verified.status, 200);
    EXPECT_FALSE(verified.valid());
    EXPECT_TRUE(verified.body.at("signers").as_array().empty());
}

TEST_F(NcanodeXml, refuses_what_is_no_document) {
    expect_refused(verify("<a><b></a>"), "xml");
    expect_refused(verify("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"), "xml");
    expect_refused(verify(""), "xml");
    expect_refused(post("/xml/verify", {{"xml", 1}}), "xml");
    expect_refused(post("/xml/verify", json::object()), "xml");
    expect_refused(post("/xml/sign", {{"xml", "no xml"}, {"signers", signers({"person"})}}), "xml");
}

TEST_F(NcanodeXml, honours_an_empty_reference_and_refuses_others) {
    auto signer = key_of("person");
    signer["referenceUri"] = "";
    EXPECT_EQ(post("/xml/sign", {{"xml", document}, {"signers", {signer}}}).status, 200);
    signer["referenceUri"] = "#part";
    expect_refused(post("/xml/sign", {{"xml", document}, {"signers", {signer}}}), "signers[0].referenceUri");
}

TEST_F(NcanodeXml, names_the_field_that_is_wrong) {
    const auto sign = [&](json::value list) {
        return post("/xml/sign", {{"xml", document}, {"signers", std::move(list)}});
    };
    expect_refused(post("/xml/sign", {{"xml", document}}), "signers");
    expect_refused(sign(json::array()), "signers");
    expect_refused(sign("person"), "signers");
    expect_refused(sign(json::array{"person"}), "signers[0]");
    expect_refused(sign(json::array{key_of("person"), json::object{{"password", "x"}}}), "signers[1].key");
    expect_refused(sign(json::array{json::object{{"key", "QUJD"}}}), "signers[0].password");
    expect_refused(sign(json::array{json::object{{"key", "QUJD"}, {"password", "x"}}}), "signers[0].key");
    expect_refused(sign(json::array{json::object{{"key", "no base64!"}, {"password", "x"}}}), "signers[0].key");
    auto wrong = key_of("person");
    wrong["password"] = "Wrong1";
    const auto refused = sign(json::array{wrong});
    expect_refused(refused, "signers[0].password");
    EXPECT_THAT(refused.text("message"), Not(HasSubstr("Wrong1")));
    json::array many;
    for (int i = 0; i < 17; ++i) {
        many.emplace_back(key_of("person"));
    }
    expect_refused(sign(many), "signers");
    const json::object flag{{"xml", document}, {"signers", signers({"person"})}, {"trimXml", "yes"}};
    expect_refused(post("/xml/sign", flag), "trimXml");
}

}  // namespace
}  // namespace otkel::adapters::ncanode
