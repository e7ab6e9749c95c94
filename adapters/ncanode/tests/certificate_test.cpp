#include <gmock/gmock.h>

#include "adapters/ncanode/tests/ncanode_fixture.hpp"

namespace otkel::adapters::ncanode {
namespace {

using ::testing::HasSubstr;

class NcanodeCertificates : public NcanodeTest {
protected:
    static std::string der(const std::string& name) { return to_base64(testing::pki_certificate(name)->der()); }
    static std::string iin_of(const json::object& certificate) {
        return std::string(certificate.at("subject").as_object().at("iin").as_string());
    }
    Reply info(json::array certificates) { return post("/x509/info", {{"certs", std::move(certificates)}}); }
    Reply checked(const std::string& name, json::array words) {
        return post("/x509/info", {{"certs", {der(name)}}, {"revocationCheck", std::move(words)}});
    }
};

TEST_F(NcanodeCertificates, tells_about_keys) {
    const auto reply = post("/pkcs12/info", {{"keys", signers({"person", "foreign"})}});
    EXPECT_EQ(reply.status, 200);
    EXPECT_FALSE(reply.valid());
    EXPECT_TRUE(reply.signer(0).at("valid").as_bool());
    EXPECT_EQ(iin_of(reply.signer(0)), "910211500004");
    EXPECT_EQ(reply.signer(0).at("keyUser").as_array(), json::array{"INDIVIDUAL"});
    EXPECT_FALSE(reply.signer(1).at("valid").as_bool());
    EXPECT_TRUE(post("/pkcs12/info", {{"keys", signers({"person"})}}).valid());
}

TEST_F(NcanodeCertificates, takes_the_key_of_the_alias) {
    const auto file = file_of_two("person", "head");
    const auto key = [&](const char* alias) {
        return json::object{{"key", file}, {"password", password}, {"keyAlias", alias}};
    };
    const auto aliases = post("/pkcs12/aliases", {{"keys", {key("first"), key_of("employee")}}});
    EXPECT_EQ(aliases.status, 200);
    EXPECT_EQ(aliases.body.at("aliases").as_array().at(0).as_array(), (json::array{"first", "second"}));
    const auto info = [&](const char* alias) { return post("/pkcs12/info", {{"keys", {key(alias)}}}); };
    EXPECT_EQ(iin_of(info("first").signer()), "910211500004");
    EXPECT_EQ(iin_of(info("second").signer()), "880523600004");
    EXPECT_EQ(iin_of(info("").signer()), "910211500004");
    const auto by_identifier = to_hex(testing::pki_certificate("head")->subject_key_id());
    EXPECT_EQ(iin_of(info(by_identifier.c_str()).signer()), "880523600004");
    expect_refused(info("third"), "keys[0].keyAlias");
    const auto xml = post("/xml/sign", {{"xml", "<a/>"}, {"signers", {key("second")}}}).text("xml");
    EXPECT_EQ(iin_of(post("/xml/verify", {{"xml", xml}}).signer()), "880523600004");
}

TEST_F(NcanodeCertificates, names_the_key_that_is_wrong) {
    auto wrong = key_of("person");
    wrong["password"] = "Wrong1";
    expect_refused(post("/pkcs12/info", {{"keys", {key_of("person"), wrong}}}), "keys[1].password");
    expect_refused(post("/pkcs12/aliases", {{"keys", {wrong}}}), "keys[0].password");
    expect_refused(post("/pkcs12/info", json::object()), "keys");
    expect_refused(post("/pkcs12/aliases", {{"keys", 1}}), "keys");
}

TEST_F(NcanodeCertificates, tells_about_certificates_in_der_and_pem) {
    const auto pem = to_base64(testing::read_file(testing::pki_folder() / "person.cert.pem"));
    const auto reply = info({der("person"), pem, der("ca")});
    EXPECT_EQ(reply.status, 200);
    EXPECT_TRUE(reply.valid());
    EXPECT_EQ(reply.signer(0), reply.signer(1));
    EXPECT_EQ(reply.signer(2).at("keyUsage").as_string(), "UNKNOWN");
    EXPECT_FALSE(info({der("person"), der("expired-peer")}).valid());
    const auto foreign = info({der("person"), der("foreign")});
    EXPECT_FALSE(foreign.valid());
    EXPECT_THAT(foreign.text("details"), HasSubstr("signers[1]: "));
    expect_refused(info({der("person"), to_base64("no certificate")}), "certs[1]");
    expect_refused(info({"no base64!"}), "certs[0]");
    expect_refused(info({1}), "certs[0]");
    expect_refused(info({}), "certs");
    expect_refused(info({to_base64(testing::read_file(testing::pki_folder() / "person.cert.pem") +
                                   testing::read_file(testing::pki_folder() / "head.cert.pem"))}),
                   "certs[0]");
}

TEST_F(NcanodeCertificates, verifies_a_signature_over_text) {
    const auto key = testing::pki_identity("person").key;
    const auto signature = key.sign(key.preferred_signature(), "мәтін").value();
    json::object request{{"certificate", der("person")}, {"signature", to_base64(signature)}, {"data", "мәтін"}};
    EXPECT_TRUE(post("/x509/verify", request).valid());
    request["data"] = "басқа";
    const auto changed = post("/x509/verify", request);
    EXPECT_FALSE(changed.valid());
    EXPECT_TRUE(changed.signer().at("valid").as_bool());
    request["certificate"] = der("foreign");
    EXPECT_FALSE(post("/x509/verify", request).valid());
    for (const auto* field : {"certificate", "signature", "data"}) {
        auto partial = request;
        partial.erase(field);
        expect_refused(post("/x509/verify", partial), field);
        partial[field] = 1;
        expect_refused(post("/x509/verify", partial), field);
    }
    request["signature"] = "no base64!";
    expect_refused(post("/x509/verify", request), "signature");
}

TEST_F(NcanodeCertificates, asks_the_authority_about_revocation) {
    authority_ = std::make_unique<TestAuthority>();
    authority_->revoke("head", WallTime{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}});
    const auto good = checked("person", {"OCSP", "CRL"});
    EXPECT_TRUE(good.valid());
    EXPECT_EQ(good.signer().at("revocations").as_array(),
              (json::array{{{"revoked", false}, {"by", "OCSP"}, {"revocationTime", nullptr}, {"reason", nullptr}},
                           {{"revoked", false}, {"by", "CRL"}, {"revocationTime", nullptr}, {"reason", nullptr}}}));
    const auto revoked = checked("head", {"CRL"});
    EXPECT_FALSE(revoked.valid());
    EXPECT_FALSE(revoked.signer().at("valid").as_bool());
    EXPECT_EQ(revoked.text("details"), "signers[0]: CRL: revoked, keyCompromise");
    EXPECT_EQ(revoked.signer().at("revocations").as_array().at(0).as_object(),
              (json::object{{"revoked", true},
                            {"by", "CRL"},
                            {"revocationTime", "2026-03-01T00:00:00.000+00:00"},
                            {"reason", "keyCompromise"}}));
    EXPECT_TRUE(info({der("head")}).valid());
}

TEST_F(NcanodeCertificates, does_not_call_valid_what_nobody_could_check) {
    authority_ = std::make_unique<TestAuthority>();
    authority_->go_away();
    const auto reply = checked("person", {"OCSP"});
    EXPECT_EQ(reply.status, 200);
    EXPECT_FALSE(reply.valid());
    const auto& answer = reply.signer().at("revocations").as_array().at(0).as_object();
    EXPECT_FALSE(answer.at("revoked").as_bool());
    EXPECT_THAT(std::string(answer.at("reason").as_string()), HasSubstr("does not answer"));
}

TEST_F(NcanodeCertificates, revocation_counts_for_every_kind_of_signature) {
    authority_ = std::make_unique<TestAuthority>();
    const auto xml = post("/xml/sign", {{"xml", "<a/>"}, {"signers", signers({"head"})}}).text("xml");
    const auto cms = post("/cms/sign", {{"data", "AA=="}, {"signers", signers({"head"})}}).text("cms");
    const json::array ocsp{"OCSP"};
    EXPECT_TRUE(post("/xml/verify", {{"xml", xml}, {"revocationCheck", ocsp}}).valid());
    EXPECT_TRUE(post("/cms/verify", {{"cms", cms}, {"revocationCheck", ocsp}}).valid());
    authority_->revoke("head", WallTime{});
    EXPECT_FALSE(post("/xml/verify", {{"xml", xml}, {"revocationCheck", ocsp}}).valid());
    EXPECT_FALSE(post("/cms/verify", {{"cms", cms}, {"revocationCheck", ocsp}}).valid());
    EXPECT_TRUE(post("/xml/verify", {{"xml", xml}, {"revocationCheck", json::array()}}).valid());
}

TEST_F(NcanodeCertificates, refuses_revocation_checks_that_cannot_be_made) {
    expect_refused(checked("person", {"OCSP"}), "revocationCheck");
    authority_ = std::make_unique<TestAuthority>();
    expect_refused(checked("person", {"ocsp"}), "revocationCheck");
    expect_refused(post("/x509/info", {{"certs", {der("person")}}, {"revocationCheck", "OCSP"}}), "revocationCheck");
}

}  // namespace
}  // namespace otkel::adapters::ncanode
