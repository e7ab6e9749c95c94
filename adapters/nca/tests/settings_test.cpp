#include "adapters/nca/settings.hpp"

#include "adapters/nca/tests/nca_fixture.hpp"

namespace otkel::adapters::nca {
namespace {

class NcaSettings : public NcaTest {
protected:
    NcaSettings() { twin_settings_.port = 9; }  // nobody is called

    Result<Settings> read(const std::string& yaml) {
        complaints_ = std::make_unique<settings::Complaints>();
        return read_settings(settings::Section::load(write("nca.yaml", yaml), *complaints_));
    }
    std::string complaint(const std::string& yaml) {
        const auto settings = read(yaml);
        EXPECT_FALSE(settings);
        return settings ? std::string{} : settings.error().to_string();
    }
    std::string ca(const std::string& more) const {
        return "authorities:\n" + root_yaml() + "  - {name: ca, certificate: " + certificate_file("ca") + more + "}\n";
    }

private:
    std::unique_ptr<settings::Complaints> complaints_;
};

TEST_F(NcaSettings, have_documented_defaults) {
    const auto settings = read(ca(""));
    ASSERT_TRUE(settings) << settings.error().to_string();
    EXPECT_TRUE(settings->authorities[0].anchor);
    EXPECT_FALSE(settings->authorities[1].anchor);
    EXPECT_EQ(settings->lists.full_every, std::chrono::minutes{60});
    EXPECT_EQ(settings->lists.delta_every, std::chrono::minutes{10});
    EXPECT_EQ(settings->lists.certificates_every, std::chrono::hours{24});
    EXPECT_EQ(settings->time_stamps.policy, trust::stamp_policy::gost2015);
    EXPECT_TRUE(settings->ocsp_rules.nonce_required);
    EXPECT_FALSE(settings->sign_in.enabled);
}

TEST_F(NcaSettings, a_certificate_other_than_the_pinned_one_names_both) {
    const auto pinned = testing::pki_certificate("foreign-ca")->fingerprint();
    const auto text = complaint(ca(", sha256: " + pinned));
    EXPECT_NE(text.find(pinned), std::string::npos) << text;
    EXPECT_NE(text.find(testing::pki_certificate("ca")->fingerprint()), std::string::npos) << text;
}

TEST_F(NcaSettings, the_pinned_certificate_is_taken_in_either_case_of_letters) {
    auto pin = testing::pki_certificate("ca")->fingerprint();
    std::transform(pin.begin(), pin.end(), pin.begin(), [](char c) { return static_cast<char>(std::toupper(c)); });
    EXPECT_TRUE(read(ca(", sha256: " + pin)));
}

TEST_F(NcaSettings, mistakes_are_told_with_their_place) {
    EXPECT_NE(complaint(ca(", sha256: abc")).find("64 hexadecimal digits"), std::string::npos);
    EXPECT_NE(complaint(ca(", ocsp_url: 'ftp://x'")).find("ftp://x"), std::string::npos);
    EXPECT_NE(complaint(ca(", delta_crl_url: 'http://h/d'")).find("full list"), std::string::npos);
    EXPECT_NE(complaint(ca(", colour: red")).find("colour"), std::string::npos);
    EXPECT_NE(complaint(ca("") + "sign_in: {roles: [king]}\n").find("king"), std::string::npos);
    EXPECT_NE(complaint(ca("") + "sign_in: {uses: [both]}\n").find("both"), std::string::npos);
    EXPECT_NE(complaint(ca("") + "ocsp: {quota: {per_minute: 0}}\n").find("per_minute"), std::string::npos);
    EXPECT_NE(complaint("authorities:\n  - {name: 'A B', certificate: " + certificate_file("root") + "}\n").find("A B"),
              std::string::npos);
    EXPECT_NE(complaint("authorities:\n" + root_yaml() + root_yaml()).find("two authorities"), std::string::npos);
}

TEST_F(NcaSettings, without_an_anchor_nothing_can_be_trusted) {
    EXPECT_NE(complaint("authorities: []\n").find("anchor"), std::string::npos);
    EXPECT_NE(complaint("authorities:\n  - {name: ca, certificate: " + certificate_file("ca") + "}\n").find("anchor"),
              std::string::npos);
}

TEST_F(NcaSettings, a_certificate_of_no_authority_is_refused) {
    EXPECT_NE(complaint("authorities:\n  - {name: ca, anchor: true, certificate: " + certificate_file("person") + "}\n")
                  .find("CA:TRUE"),
              std::string::npos);
}

TEST_F(NcaSettings, a_missing_file_needs_a_pin_and_an_address) {
    const std::string missing = "authorities:\n" + root_yaml() + "  - {name: ca, certificate: nowhere.pem";
    EXPECT_NE(complaint(missing + "}\n").find("nowhere.pem"), std::string::npos);
    EXPECT_TRUE(read(missing + ", certificate_url: 'http://127.0.0.1/c', sha256: " + std::string(64, 'a') + "}\n"));
}

TEST_F(NcaSettings, rules_of_revocation_are_those_of_the_peers) {
    const auto settings = read(ca("") + "sign_in: {revocation: {mode: crl, grace_s: 7200, fresh_s: 5}}\n");
    ASSERT_TRUE(settings) << settings.error().to_string();
    EXPECT_EQ(settings->sign_in.revocation.mode, trust::RevocationMode::crl);
    EXPECT_EQ(settings->sign_in.revocation.grace, std::chrono::hours{2});
    EXPECT_EQ(settings->sign_in.revocation.fresh, std::chrono::seconds{5});
}

// What ships must load, with the development PKI where it says.
TEST_F(NcaSettings, of_the_repository_are_good_for_both_sides) {
    std::filesystem::create_directories(folder_ / "var");
    std::filesystem::create_directory_symlink(testing::pki_folder(), folder_ / "var/pki");
    settings::Complaints complaints;
    auto section = settings::Section::load("config/adapters/nca.yaml", complaints);
    section.set_root(folder_.path());
    const auto settings = read_settings(section);
    ASSERT_TRUE(settings) << settings.error().to_string();
    EXPECT_EQ(settings->authorities.size(), 3U);
    const auto twin = read_twin_settings(section.section("twin"));
    ASSERT_TRUE(twin) << twin.error().to_string();
    EXPECT_TRUE(twin->authorities.time_stamps);
    EXPECT_TRUE(twin->authorities.find("ca")->issued.contains(testing::pki_certificate("head")->serial_octets()));
    EXPECT_FALSE(twin->authorities.find("ca")->issued.contains(testing::pki_certificate("foreign")->serial_octets()));
}

}  // namespace
}  // namespace otkel::adapters::nca
