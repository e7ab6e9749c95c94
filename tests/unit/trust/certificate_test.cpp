#include "gateway/trust/certificate.hpp"

#include <gtest/gtest.h>

#include "tests/support/pki_trust.hpp"

namespace otkel::trust {
namespace {

using testing::pki_certificate;
using testing::pki_folder;
using testing::read_file;

// As writers of XML signatures do.
std::string spaced(std::string name) {
    name.insert(name.find(',') + 1, " ");
    return name;
}

WallTime start_of(int year) { return WallTime{std::chrono::sys_days{std::chrono::year{year} / 1 / 1}}; }

TEST(Certificate, knows_whose_it_is) {
    const auto certificate = pki_certificate("customs-business");
    EXPECT_EQ(certificate->iin(), "930115600078");
    EXPECT_EQ(certificate->bin(), "490140002386");
    EXPECT_NE(certificate->subject().find("CN=Тест Кеден"), std::string::npos);
    EXPECT_NE(certificate->subject().find("serialNumber=IIN930115600078"), std::string::npos);
    EXPECT_EQ(certificate->issuer(), pki_certificate("ca")->subject());
    EXPECT_EQ(certificate->issuer_der(), pki_certificate("ca")->subject_der());
    EXPECT_TRUE(pki_certificate("shep-bus")->iin().empty());
}

TEST(Certificate, knows_its_time_and_use) {
    const auto certificate = pki_certificate("expired-peer");
    EXPECT_EQ(certificate->not_before(), start_of(2024));
    EXPECT_EQ(certificate->not_after(), start_of(2025));
    EXPECT_TRUE(certificate->may_sign());
    EXPECT_FALSE(pki_certificate("ca")->may_sign());
}

TEST(Certificate, is_found_by_issuer_and_serial) {
    const auto certificate = pki_certificate("shep-bus");
    EXPECT_TRUE(certificate->is_named_by(spaced(certificate->issuer()), certificate->serial()));
    EXPECT_TRUE(certificate->is_named_by(certificate->issuer(), "\n" + certificate->serial() + " "));
    EXPECT_FALSE(certificate->is_named_by(certificate->issuer(), certificate->serial() + "0"));
    EXPECT_FALSE(certificate->is_named_by("CN=another", certificate->serial()));
}

TEST(Certificate, is_the_same_from_pem_and_der) {
    const auto certificate = pki_certificate("shep-bus");
    const auto again = Certificate::from_der(certificate->der());
    ASSERT_TRUE(again);
    EXPECT_EQ((*again)->fingerprint(), certificate->fingerprint());
    const auto from_content = Certificate::from_file_content(certificate->der());
    ASSERT_TRUE(from_content);
    EXPECT_EQ(from_content->front()->fingerprint(), certificate->fingerprint());
}

TEST(Certificate, comes_in_numbers_from_one_file) {
    const auto two =
        read_file(pki_folder() / "ca.cert.pem") + "a remark\n" + read_file(pki_folder() / "foreign.cert.pem");
    const auto certificates = Certificate::from_file_content(two);
    ASSERT_TRUE(certificates);
    ASSERT_EQ(certificates->size(), 2U);
    EXPECT_EQ((*certificates)[1]->fingerprint(), pki_certificate("foreign")->fingerprint());
}

TEST(Certificate, is_not_skipped_when_it_is_damaged) {
    auto two = read_file(pki_folder() / "ca.cert.pem") + read_file(pki_folder() / "foreign.cert.pem");
    two[two.size() - 100] = '!';
    const auto certificates = Certificate::from_file_content(two);
    ASSERT_FALSE(certificates);
    EXPECT_EQ(certificates.error().code, Errc::malformed);
    EXPECT_NE(certificates.error().detail.find("number 2"), std::string::npos);
}

TEST(Certificate, is_not_any_octets) {
    EXPECT_EQ(Certificate::from_der("hello").error().code, Errc::malformed);
    EXPECT_EQ(Certificate::from_der("").error().code, Errc::malformed);
    EXPECT_EQ(Certificate::from_der(pki_certificate("ca")->der() + "x").error().code, Errc::malformed);
    EXPECT_EQ(Certificate::from_der(std::string(100'000, 'x')).error().code, Errc::limit_exceeded);
    EXPECT_FALSE(Certificate::from_file_content(""));
}

}  // namespace
}  // namespace otkel::trust
