#include "gateway/trust/issuing/certificate_writer.hpp"

#include <gmock/gmock.h>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/der.hpp"
#include "tests/unit/trust/issuing/issuing_fixture.hpp"

namespace otkel::trust::issuing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CertificateOfEveryAlgorithm : public ::testing::TestWithParam<crypto::KeyAlgorithm> {};
INSTANTIATE_TEST_SUITE_P(CertificateWriter, CertificateOfEveryAlgorithm, ::testing::ValuesIn(every_algorithm()),
                         algorithm_name);

class CertificateBesideOpenssl : public ::testing::TestWithParam<crypto::KeyAlgorithm> {
protected:
    Issuer root_{make_root(GetParam())};
    Openssl openssl_;
};
INSTANTIATE_TEST_SUITE_P(CertificateWriter, CertificateBesideOpenssl, ::testing::ValuesIn(openssl_algorithms()),
                         algorithm_name);

TEST_P(CertificateOfEveryAlgorithm, signs_itself_and_others) {
    const auto root = make_root(GetParam());
    const auto signer = make_signer(root);
    const auto& certificate = *signer.certificate();
    EXPECT_TRUE(root.certificate()->is_signed_with(root.key().public_key()));
    EXPECT_TRUE(certificate.is_signed_with(root.key().public_key()));
    EXPECT_FALSE(certificate.is_signed_with(signer.key().public_key()));
    EXPECT_TRUE(certificate.key().is_same_as(signer.key().public_key()));
    EXPECT_EQ(certificate.issuer_der(), root.certificate()->subject_der());
    EXPECT_EQ(certificate.authority_key_id(), root.certificate()->subject_key_id());
    EXPECT_EQ(certificate.subject_key_id(),
              crypto::digest(crypto::DigestAlgorithm::sha1, signer.key().public_key().bit_string()));
}

TEST_P(CertificateBesideOpenssl, is_accepted_by_a_second_opinion) {
    openssl_.write("root.pem", *root_.certificate());
    openssl_.write("signer.pem", *make_signer(root_).certificate());
    const auto verified = openssl_.run("verify -x509_strict -check_ss_sig -CAfile root.pem signer.pem");
    EXPECT_EQ(verified.status, 0) << verified.output;
    openssl_.write("stranger.pem", *make_root(GetParam()).certificate());
    EXPECT_NE(openssl_.run("verify -CAfile stranger.pem signer.pem").status, 0);
}

TEST_P(CertificateBesideOpenssl, with_an_unknown_critical_extension_is_refused_by_a_second_opinion) {
    auto content = subject_content("ТЕСТ");
    content.critical_extensions = {{"2.999.7", crypto::der::null()}};
    openssl_.write("root.pem", *root_.certificate());
    openssl_.write("leaf.pem", *make_leaf(root_, content).certificate());
    EXPECT_THAT(openssl_.run("verify -CAfile root.pem leaf.pem").output, HasSubstr("unhandled critical extension"));
}

class CertificateWriter : public ::testing::Test {
protected:
    [[nodiscard]] CertificatePtr issue(const CertificateContent& content) const {
        return root_.issue(content, key_.public_key());
    }
    [[nodiscard]] std::string text_of(const CertificateContent& content) const {
        openssl_.write("certificate.pem", *issue(content));
        return openssl_.run("x509 -in certificate.pem -noout -text -nameopt utf8,sep_comma_plus").output;
    }

    Issuer root_{make_root(crypto::KeyAlgorithm::ecdsa_p256)};
    crypto::PrivateKey key_{crypto::PrivateKey::generate(crypto::KeyAlgorithm::ecdsa_p256)};
    Openssl openssl_;
};

TEST_F(CertificateWriter, writes_names_in_the_order_given) {
    auto content = subject_content("ТЕСТ АДАМ");
    content.subject = {{"2.5.4.3", "ТЕСТ АДАМ"}, {"2.5.4.4", "ТЕСТ"},           {"2.5.4.5", "IIN910211500004"},
                       {"2.5.4.6", "KZ"},        {"2.5.4.10", "ЖШС \"Сынақ\""}, {"2.5.4.11", "BIN490140000002"},
                       {"2.5.4.42", "ТЕСТҰЛЫ"}};
    EXPECT_THAT(text_of(content),
                HasSubstr("Subject: CN=ТЕСТ АДАМ,SN=ТЕСТ,serialNumber=IIN910211500004,C=KZ,O=ЖШС \"Сынақ\","
                          "OU=BIN490140000002,GN=ТЕСТҰЛЫ"));
    EXPECT_EQ(issue(content)->subject_der(), name_der(content.subject));
    EXPECT_EQ(issue(content)->iin(), "910211500004");
    EXPECT_EQ(issue(content)->bin(), "490140000002");
}

TEST_F(CertificateWriter, writes_the_string_types_of_the_standard) {
    const auto der = name_der({{"2.5.4.6", "KZ"}, {"2.5.4.3", "ТЕСТ"}, {"1.2.840.113549.1.9.1", "a@otkel.test"}});
    EXPECT_THAT(der, HasSubstr("\x13\x02KZ"));
    EXPECT_THAT(der, HasSubstr("\x0c\x08ТЕСТ"));
    EXPECT_THAT(der, HasSubstr("\x16\x0c"
                               "a@otkel.test"));
    EXPECT_EQ(name_der({}), std::string("\x30\x00", 2));
}

TEST_F(CertificateWriter, writes_every_extension) {
    auto content = subject_content("ТЕСТ");
    content.key_usage = digital_signature | non_repudiation | key_agreement;
    content.extended_key_usage = {std::string(usage::email_protection), "1.2.398.3.3.4.1.1"};
    content.policies = {"1.2.398.3.3.2"};
    content.ocsp_address = "http://pki.otkel.test/ocsp";
    content.issuer_address = "http://pki.otkel.test/ca.cer";
    content.crl_address = "http://pki.otkel.test/ca.crl";
    content.delta_crl_address = "http://pki.otkel.test/delta.crl";
    content.dns_names = {"localhost"};
    content.ip_addresses = {"127.0.0.1", "::1"};
    content.ocsp_no_check = true;
    const auto text = text_of(content);
    for (const auto* part :
         {"X509v3 Key Usage: critical\n                Digital Signature, Non Repudiation, Key Agreement",
          "X509v3 Extended Key Usage: \n                E-mail Protection, 1.2.398.3.3.4.1.1", "Policy: 1.2.398.3.3.2",
          "OCSP - URI:http://pki.otkel.test/ocsp", "CA Issuers - URI:http://pki.otkel.test/ca.cer",
          "X509v3 CRL Distribution Points: \n                Full Name:\n                  "
          "URI:http://pki.otkel.test/ca.crl",
          "X509v3 Freshest CRL: \n                Full Name:\n                  URI:http://pki.otkel.test/delta.crl",
          "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1", "OCSP No Check"}) {
        EXPECT_THAT(text, HasSubstr(part));
    }
    EXPECT_THAT(text, Not(HasSubstr("Basic Constraints")));
}

TEST_F(CertificateWriter, writes_no_extension_that_was_not_asked_for) {
    const auto certificate = issue(subject_content("ТЕСТ"));
    EXPECT_FALSE(certificate->key_usage());
    EXPECT_FALSE(certificate->is_authority());
    EXPECT_FALSE(certificate->has_ocsp_no_check());
    EXPECT_THAT(certificate->extended_key_usage(), IsEmpty());
    EXPECT_THAT(certificate->policies(), IsEmpty());
    EXPECT_THAT(certificate->ocsp_addresses(), IsEmpty());
    EXPECT_THAT(certificate->crl_addresses(), IsEmpty());
}

TEST_F(CertificateWriter, writes_each_bit_of_the_key_usage) {
    for (unsigned bit = 0; bit < 9; ++bit) {
        auto content = subject_content("ТЕСТ");
        content.key_usage = static_cast<std::uint16_t>(1U << bit);
        EXPECT_EQ(issue(content)->key_usage(), content.key_usage);
    }
}

TEST_F(CertificateWriter, writes_authorities_with_and_without_a_path_length) {
    auto content = subject_content("ОРТАЛЫҚ");
    content.authority = true;
    EXPECT_TRUE(issue(content)->is_authority());
    EXPECT_FALSE(issue(content)->path_length_max());
    content.path_length_max = 0;
    EXPECT_EQ(issue(content)->path_length_max(), 0);
}

TEST_F(CertificateWriter, writes_a_critical_extended_usage) {
    auto content = subject_content("TSA");
    content.extended_key_usage = {std::string(usage::time_stamping)};
    content.extended_key_usage_critical = true;
    EXPECT_THAT(text_of(content), HasSubstr("X509v3 Extended Key Usage: critical\n                Time Stamping"));
}

TEST_F(CertificateWriter, tells_which_critical_extension_is_unknown) {
    auto content = subject_content("ТЕСТ");
    content.critical_extensions = {{"2.999.7", crypto::der::null()}};
    EXPECT_THAT(issue(content)->unknown_critical(), ElementsAre("2.999.7"));
}

TEST_F(CertificateWriter, takes_a_serial_or_makes_one) {
    const auto content = subject_content("ТЕСТ");
    EXPECT_EQ(root_.issue(content, key_.public_key(), "\x81\x02")->serial_octets(), "\x81\x02");
    EXPECT_EQ(root_.issue(content, key_.public_key(), std::string_view("\0\x05", 2))->serial(), "5");
    const auto one = issue(content)->serial_octets();
    EXPECT_EQ(one.size(), 20U);
    EXPECT_EQ(static_cast<unsigned char>(one.front()) & 0x80U, 0U) << "20 octets that stay 20 as a positive number";
    EXPECT_NE(one, issue(content)->serial_octets());
}

TEST_F(CertificateWriter, keeps_the_times_on_both_sides_of_2050) {
    auto content = subject_content("ТЕСТ");
    content.not_before = start_of(1999);
    content.not_after = start_of(2051);
    EXPECT_EQ(issue(content)->not_before(), start_of(1999));
    EXPECT_EQ(issue(content)->not_after(), start_of(2051));
}

TEST_F(CertificateWriter, issues_across_algorithms) {
    const auto gost = crypto::PrivateKey::generate(crypto::KeyAlgorithm::gost2015_512);
    const auto certificate = root_.issue(subject_content("ТЕСТ"), gost.public_key());
    EXPECT_TRUE(certificate->is_signed_with(root_.key().public_key()));
    EXPECT_TRUE(certificate->key().is_same_as(gost.public_key()));
}

}  // namespace
}  // namespace otkel::trust::issuing
