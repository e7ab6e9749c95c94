#include "adapters/ncanode/tests/ncanode_fixture.hpp"
#include "tests/support/reference_data.hpp"

// Documents and keys of the national authority's test environment, when they are there.

namespace otkel::adapters::ncanode {
namespace {

class NcanodeArtefacts : public NcanodeTest {
protected:
    void SetUp() override {
        OTKEL_NEEDS_REFERENCE_DATA("nca");
        std::string yaml = "anchors:\n";
        for (const auto* folder : {"ca-test", "ca-production"}) {
            for (const auto& entry : std::filesystem::directory_iterator(testing::reference_data() / "nca" / folder)) {
                yaml += "  - {certificate: " + std::filesystem::absolute(entry.path()).string() + "}\n";
            }
        }
        clock_.set_wall(WallTime{std::chrono::sys_days{std::chrono::year{2025} / 1 / 15}});
        start(yaml);
    }
    [[nodiscard]] std::string file(const std::string& name) const { return testing::reference_file("nca/" + name); }
    [[nodiscard]] json::object key(const std::string& name) const {
        return {{"key", to_base64(file("p12/" + name))}, {"password", "Qwerty12"}};
    }
    // When the certificate was valid.
    void at(const std::string& not_before) { clock_.set_wall(parse_time(not_before).value() + std::chrono::hours{24}); }
    static std::string not_before(const json::object& certificate) {
        return std::string(certificate.at("notBefore").as_string());
    }
};

TEST_F(NcanodeArtefacts, verifies_signed_xml) {
    for (const auto* name : {"xml/gost2015_enveloped.xml", "xml/gost2004_enveloped.xml"}) {
        const json::object request{{"xml", file(name)}};
        at(not_before(post("/xml/verify", request).signer()));
        const auto verified = post("/xml/verify", request);
        EXPECT_TRUE(verified.valid()) << name << ": " << verified.text("details");
    }
}

TEST_F(NcanodeArtefacts, verifies_cms_in_both_forms) {
    // Judged by their time stamps, which are from July 2026.
    clock_.set_wall(WallTime{std::chrono::sys_days{std::chrono::year{2027} / 1 / 1}});
    const auto document = to_base64(file("cms/individual_document.txt"));
    json::object attached{{"cms", to_base64(file("cms/individual_attached.der"))}};
    json::object detached{{"cms", to_base64(file("cms/individual_detached.der"))}, {"data", document}};
    for (auto* request : {&attached, &detached}) {
        const auto verified = post("/cms/verify", *request);
        EXPECT_TRUE(verified.valid()) << verified.text("details");
    }
}

TEST_F(NcanodeArtefacts, tells_about_keys_of_the_authority) {
    for (const auto* name :
         {"individual_valid_gost2015.p12", "internal_testdata_certs_legal_valid_head.p12",
          "internal_testdata_certs_legal_revoked_head.p12", "internal_testdata_certs_legal_valid_infosystem.p12"}) {
        const json::object request{{"keys", {key(name)}}};
        at(not_before(post("/pkcs12/info", request).signer()));
        const auto told = post("/pkcs12/info", request);
        EXPECT_TRUE(told.valid()) << name;
        const auto aliases = post("/pkcs12/aliases", request);
        EXPECT_EQ(aliases.body.at("aliases").as_array().at(0).as_array().size(), 1U) << name;
    }
}

TEST_F(NcanodeArtefacts, signs_with_a_key_of_the_authority) {
    const auto signer = key("individual_valid_gost2015.p12");
    at(not_before(post("/pkcs12/info", {{"keys", {signer}}}).signer()));
    const auto xml = post("/xml/sign", {{"xml", "<a/>"}, {"signers", {signer}}});
    EXPECT_TRUE(post("/xml/verify", {{"xml", xml.text("xml")}}).valid());
    const auto cms = post("/cms/sign", {{"data", "AA=="}, {"signers", {signer}}});
    EXPECT_TRUE(post("/cms/verify", {{"cms", cms.text("cms")}}).valid());
}

}  // namespace
}  // namespace otkel::adapters::ncanode
