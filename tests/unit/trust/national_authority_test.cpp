#include <gtest/gtest.h>

#include "gateway/crypto/key_store.hpp"
#include "gateway/trust/holder.hpp"
#include "gateway/trust/trust_store.hpp"
#include "tests/support/reference_data.hpp"

// Certificates that the national authority has really issued, where they are at hand beside the project.

namespace otkel::trust {
namespace {

WallTime in(int year, unsigned month = 6) {
    return WallTime{std::chrono::sys_days{std::chrono::year{year} / std::chrono::month{month} / 15}};
}

std::string content_of(const std::string& file) { return otkel::testing::reference_file("nca/" + file); }

CertificatePtr certificate(const std::string& file) {
    const auto certificates = Certificate::from_file_content(content_of(file));
    EXPECT_TRUE(certificates) << file << ": " << certificates.error().detail;
    return certificates->front();
}
CertificatePtr production(const std::string& file) { return certificate("ca-production/edscheck_" + file); }
CertificatePtr test_authority(const std::string& file) { return certificate("ca-test/" + file); }
CertificatePtr leaf(const std::string& file) { return certificate("leaf/" + file); }

class NationalAuthority : public ::testing::Test {
protected:
    void SetUp() override { OTKEL_NEEDS_REFERENCE_DATA("nca"); }
    static TrustStore production_store() {
        TrustStore store;
        for (const auto* root : {"root_gost_2022.pem", "root_rsa_2020.cer", "root_gost_2020.cer", "root_gost.pem"}) {
            store.anchor(production(root));
        }
        for (const auto* authority : {"nca_gost_2022.pem", "nca_rsa_2022.cer", "nca_gost.pem"}) {
            store.know(production(authority));
        }
        return store;
    }
    static TrustStore test_store() {
        TrustStore store;
        store.anchor(test_authority("root_gost_2022_test.cer"));
        store.anchor(test_authority("root_gost_test.crt"));
        store.know(test_authority("nca_gost_2022_test.cer"));
        store.know(test_authority("nca_gost_test.crt"));
        return store;
    }
};

std::size_t steps(const TrustStore& store, const CertificatePtr& of, WallTime at, Purpose purpose) {
    const auto path = store.establish(of, at, purpose);
    EXPECT_TRUE(path) << path.error().to_string();
    return path ? path->certificates.size() : 0;
}

TEST_F(NationalAuthority, has_the_fingerprints_that_it_publishes) {
    EXPECT_EQ(production("root_gost_2022.pem")->fingerprint(),
              "af77725f8328bb24f89d81da3acdf7cee4324248538b7ba2cd2a860517fb9dca");
    EXPECT_EQ(production("nca_gost_2022.pem")->fingerprint(),
              "32c7d233a42703a327f3025543a05b930e3f39a786c68dfa196baa86d5618524");
    EXPECT_EQ(production("root_rsa_2020.cer")->fingerprint(),
              "9ba06354b626641715182e4d07c9dbaa1777720fa795d03174ffc68876535dcd");
    EXPECT_EQ(production("nca_rsa_2022.cer")->fingerprint(),
              "84fb799a66140950818c056a5d9730acc2a7622cdd4ef0d47113b132fb892905");
    EXPECT_EQ(production("root_gost_2020.cer")->fingerprint(),
              "c48164ab5ccaaee6b938299a1e3aeebd6f698bb2bd716a0f0d85befc46166aa2");
    EXPECT_TRUE(production("root_gost.pem")->fingerprint().starts_with("9ab210e5"));
    EXPECT_TRUE(production("root_gost.pem")->fingerprint().ends_with("2e9759"));
    EXPECT_TRUE(production("nca_gost.pem")->fingerprint().starts_with("908521d0"));
    EXPECT_TRUE(production("nca_gost.pem")->fingerprint().ends_with("e8cc18"));
}

TEST_F(NationalAuthority, has_production_paths_for_every_kind_of_key) {
    const auto store = production_store();
    EXPECT_EQ(steps(store, leaf("production_tsa_2025.cer"), in(2026), Purpose::time_stamping), 3U);
    EXPECT_EQ(steps(store, production("nca_gost_2022.pem"), in(2026), Purpose::crl_signing), 2U);
    EXPECT_EQ(steps(store, production("nca_rsa_2022.cer"), in(2026), Purpose::crl_signing), 2U);
    EXPECT_EQ(steps(store, production("nca_gost.pem"), in(2020), Purpose::crl_signing), 2U);
    EXPECT_EQ(steps(store, production("ucgo_gost.cer"), in(2026), Purpose::crl_signing), 2U);
    EXPECT_EQ(steps(store, production("btsd_gost.cer"), in(2026), Purpose::crl_signing), 2U);
    for (const auto* root : {"root_gost_2022.pem", "root_rsa_2020.cer", "root_gost_2020.cer"}) {
        EXPECT_TRUE(production(root)->is_signed_with(production(root)->key())) << root;
        EXPECT_EQ(steps(store, production(root), in(2026), Purpose::crl_signing), 1U);
    }
}

TEST_F(NationalAuthority, has_production_certificates_that_end) {
    const auto store = production_store();
    const auto told = [&](const CertificatePtr& of, WallTime at, Purpose purpose) {
        const auto path = store.establish(of, at, purpose);
        EXPECT_FALSE(path);
        return path ? Errc::internal : path.error().code;
    };
    EXPECT_EQ(told(leaf("production_tsa_2025.cer"), in(2025), Purpose::time_stamping), Errc::certificate_invalid);
    EXPECT_EQ(told(leaf("production_tsa_2025.cer"), in(2029), Purpose::time_stamping), Errc::certificate_invalid);
    EXPECT_EQ(told(leaf("production_tsa_2025.cer"), in(2026), Purpose::ocsp_signing), Errc::certificate_invalid);
    EXPECT_EQ(told(production("nca_gost.pem"), in(2026), Purpose::crl_signing), Errc::certificate_invalid);
    EXPECT_EQ(told(production("nca_gost_2022.pem"), in(2026), Purpose::signing), Errc::certificate_invalid);
    EXPECT_EQ(told(leaf("individual_gost2015_test.cer"), in(2024), Purpose::signing), Errc::signer_untrusted);
}

TEST_F(NationalAuthority, has_test_paths) {
    const auto store = test_store();
    EXPECT_EQ(steps(store, leaf("individual_gost2015_test.cer"), in(2024), Purpose::signing), 3U);
    EXPECT_EQ(steps(store, leaf("ceo_gost2004_test.cer"), in(2022), Purpose::signing), 3U);
    EXPECT_EQ(steps(store, test_authority("nca_gost_2022_test.cer"), in(2024), Purpose::crl_signing), 2U);
    const auto foreign = store.establish(test_authority("nca_rsa_test.crt"), in(2022), Purpose::crl_signing);
    ASSERT_FALSE(foreign);
    EXPECT_EQ(foreign.error().code, Errc::signer_untrusted);
    EXPECT_NE(foreign.error().detail.find("НЕГІЗГІ КО TEST (RSA)"), std::string::npos) << foreign.error().detail;
}

TEST_F(NationalAuthority, writes_the_profile_of_its_time_stamp_authority) {
    const auto tsa = leaf("production_tsa_2025.cer");
    EXPECT_EQ(tsa->subject(), "O=ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ,C=KZ,CN=TIME-STAMPING AUTHORITY");
    EXPECT_EQ(tsa->key().algorithm(), crypto::KeyAlgorithm::gost2015_512);
    EXPECT_EQ(tsa->signature_algorithm(), "1.2.398.3.10.1.1.2.3.2");
    EXPECT_EQ(tsa->authority_key_id(), production("nca_gost_2022.pem")->subject_key_id());
    EXPECT_EQ(tsa->issuer_der(), production("nca_gost_2022.pem")->subject_der());
    EXPECT_EQ(tsa->policies(), std::vector<std::string>{"1.2.398.3.3.2.6"});
    EXPECT_EQ(tsa->ocsp_addresses(), std::vector<std::string>{"http://ocsp.pki.gov.kz"});
    EXPECT_EQ(tsa->crl_addresses(), std::vector<std::string>{"http://crl.pki.gov.kz/nca_gost_2022.crl"});
    EXPECT_TRUE(tsa->is_extended_key_usage_critical());
    EXPECT_TRUE(tsa->unknown_critical().empty());
    EXPECT_FALSE(tsa->is_authority());
}

// Not in those of the 2004 generation: their identifiers are something else.
TEST_F(NationalAuthority, writes_key_identifiers_as_sha_1_of_the_key) {
    for (const auto& one :
         {production("root_gost_2022.pem"), production("nca_rsa_2022.cer"), leaf("individual_gost2015_test.cer")}) {
        EXPECT_EQ(one->subject_key_id(), crypto::digest(crypto::DigestAlgorithm::sha1, one->key().bit_string()))
            << one->subject();
    }
}

TEST_F(NationalAuthority, tells_who_the_holder_is) {
    const auto person = holder_of(*leaf("individual_gost2015_test.cer"));
    EXPECT_EQ(person.iin, "123456789011");
    EXPECT_EQ(person.surname, "ТЕСТОВ");
    EXPECT_EQ(person.given_name, "ТЕСТ");
    EXPECT_EQ(person.patronymic, "ТЕСТОВИЧ");
    EXPECT_EQ(person.country, "KZ");
    EXPECT_EQ(person.roles, std::vector{Role::natural_person});
    EXPECT_EQ(person.use, CertificateUse::signing);
    const auto head = holder_of(*leaf("ceo_gost2004_test.cer"));
    EXPECT_EQ(head.bin, "123456789021");
    EXPECT_EQ(head.organization, "АО \"ТЕСТ\"");
    EXPECT_EQ(head.roles, (std::vector{Role::legal_entity, Role::head}));
}

TEST_F(NationalAuthority, issues_key_files_whose_certificates_have_paths) {
    const auto store = test_store();
    for (const auto* file :
         {"individual_valid_gost2015.p12", "internal_testdata_certs_legal_valid_head.p12",
          "internal_testdata_certs_legal_valid_infosystem.p12", "internal_testdata_certs_legal_revoked_head.p12"}) {
        const auto identities = crypto::read_pkcs12(content_of(std::string("p12/") + file), "Qwerty12");
        ASSERT_TRUE(identities) << file << identities.error().to_string();
        const auto one = Certificate::from_der(identities->front().certificate_der);
        ASSERT_TRUE(one) << file << one.error().to_string();
        EXPECT_EQ(steps(store, *one, (*one)->not_before(), Purpose::signing), 3U) << file;
        EXPECT_FALSE(holder_of(**one).roles.empty()) << file;
        EXPECT_TRUE((*one)->key().is_same_as(identities->front().key.public_key()));
    }
}

// Every octet counts: whichever is changed, the certificate cannot be read, or nobody has issued it. `stride` leaves
// some out where a verification is slow.
void expect_every_octet_to_count(const TrustStore& store, const CertificatePtr& good, Purpose purpose, WallTime at,
                                 std::size_t stride) {
    ASSERT_TRUE(store.establish(good, at, purpose)) << good->subject();
    for (std::size_t i = 0; i < good->der().size(); i += stride) {
        for (const unsigned change : {0x01U, 0x80U}) {
            auto der = good->der();
            der[i] = static_cast<char>(static_cast<unsigned char>(der[i]) ^ change);
            const auto changed = Certificate::from_der(der);
            EXPECT_FALSE(changed && store.establish(*changed, at, purpose))
                << good->subject() << ", octet " << i << ", change " << change;
        }
    }
}

TEST_F(NationalAuthority, has_no_octet_in_a_certificate_that_does_not_count) {
    const auto store = production_store();
    const auto tests = test_store();
    expect_every_octet_to_count(store, leaf("production_tsa_2025.cer"), Purpose::time_stamping, in(2026), 1);
    expect_every_octet_to_count(store, production("nca_rsa_2022.cer"), Purpose::crl_signing, in(2026), 1);
    expect_every_octet_to_count(store, production("root_rsa_2020.cer"), Purpose::crl_signing, in(2026), 1);
    expect_every_octet_to_count(tests, leaf("ceo_gost2004_test.cer"), Purpose::signing, in(2022), 1);
    expect_every_octet_to_count(tests, leaf("individual_gost2015_test.cer"), Purpose::signing, in(2024), 7);
    for (const auto* authority :
         {"root_gost_2022.pem", "nca_gost_2022.pem", "root_gost_2020.cer", "ucgo_gost.cer", "btsd_gost.cer"}) {
        expect_every_octet_to_count(store, production(authority), Purpose::crl_signing, in(2026), 11);
    }
    for (const auto* authority : {"root_gost.pem", "nca_gost.pem"}) {
        expect_every_octet_to_count(store, production(authority), Purpose::crl_signing, in(2020), 11);
    }
    for (const auto* authority : {"root_gost_2022_test.cer", "nca_gost_2022_test.cer"}) {
        expect_every_octet_to_count(tests, test_authority(authority), Purpose::crl_signing, in(2024), 11);
    }
    for (const auto* authority : {"root_gost_test.crt", "nca_gost_test.crt"}) {
        expect_every_octet_to_count(tests, test_authority(authority), Purpose::crl_signing, in(2022), 11);
    }
}

}  // namespace
}  // namespace otkel::trust
