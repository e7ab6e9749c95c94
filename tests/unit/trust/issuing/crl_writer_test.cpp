#include "gateway/trust/issuing/crl_writer.hpp"

#include <gmock/gmock.h>

#include "gateway/trust/revocation/crl.hpp"
#include "tests/unit/trust/issuing/issuing_fixture.hpp"

namespace otkel::trust::issuing {
namespace {

using ::testing::HasSubstr;

constexpr int key_compromise = 1, certificate_hold = 6;

CrlContent list_of(std::vector<RevokedEntry> entries) {
    CrlContent content;
    content.number = 14;
    content.this_update = start_of(2021);
    content.next_update = start_of(2039);
    content.entries = std::move(entries);
    return content;
}

class CrlOfEveryAlgorithm : public ::testing::TestWithParam<crypto::KeyAlgorithm> {};
INSTANTIATE_TEST_SUITE_P(CrlWriter, CrlOfEveryAlgorithm, ::testing::ValuesIn(every_algorithm()), algorithm_name);

class CrlBesideOpenssl : public ::testing::TestWithParam<crypto::KeyAlgorithm> {
protected:
    [[nodiscard]] Openssl::Outcome verify(const CrlContent& content, const std::string& certificate) const {
        openssl_.write("list.crl", write_crl(root_, content));
        const auto pem = openssl_.run("crl -inform DER -in list.crl -out list.pem");
        EXPECT_EQ(pem.status, 0) << pem.output;
        return openssl_.run("verify -crl_check -CAfile root.pem -CRLfile list.pem " + certificate);
    }

    Issuer root_{make_root(GetParam())};
    Openssl openssl_;
};
INSTANTIATE_TEST_SUITE_P(CrlWriter, CrlBesideOpenssl, ::testing::ValuesIn(openssl_algorithms()), algorithm_name);

TEST_P(CrlOfEveryAlgorithm, is_read_back) {
    const auto root = make_root(GetParam());
    const auto crl = Crl::from_der(write_crl(root, list_of({{"\x7f\x01", start_of(2022), key_compromise}})));
    ASSERT_TRUE(crl) << crl.error().to_string();
    EXPECT_TRUE((*crl)->is_signed_with(root.key().public_key()));
    EXPECT_FALSE((*crl)->is_signed_with(make_root(GetParam()).key().public_key()));
    EXPECT_EQ((*crl)->issuer_der(), root.certificate()->subject_der());
    EXPECT_EQ((*crl)->authority_key_id(), root.certificate()->subject_key_id());
    EXPECT_EQ((*crl)->number(), 14U);
    EXPECT_FALSE((*crl)->base_number());
    EXPECT_EQ((*crl)->this_update(), start_of(2021));
    EXPECT_EQ((*crl)->next_update(), start_of(2039));
    const auto entry = (*crl)->find("\x7f\x01");
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->revoked_at, start_of(2022));
    EXPECT_EQ(entry->reason, "keyCompromise");
    EXPECT_FALSE((*crl)->find("\x7f\x02"));
}

TEST_P(CrlBesideOpenssl, revokes_for_a_second_opinion) {
    const auto good = make_signer(root_), revoked = make_signer(root_);
    openssl_.write("root.pem", *root_.certificate());
    openssl_.write("good.pem", *good.certificate());
    openssl_.write("revoked.pem", *revoked.certificate());
    const auto content = list_of({{revoked.certificate()->serial_octets(), start_of(2022), 0}});
    const auto accepted = verify(content, "good.pem");
    EXPECT_EQ(accepted.status, 0) << accepted.output;
    EXPECT_THAT(verify(content, "revoked.pem").output, HasSubstr("certificate revoked"));
    const auto nothing_revoked = verify(list_of({}), "revoked.pem");
    EXPECT_EQ(nothing_revoked.status, 0) << nothing_revoked.output;
}

TEST(CrlWriter, writes_a_delta_as_a_second_opinion_reads_it) {
    const auto root = make_root(crypto::KeyAlgorithm::ecdsa_p256);
    auto content = list_of({{"\x01", start_of(2022), certificate_hold}, {"\x02", start_of(2023), 0}});
    content.number = 10;
    content.base_number = 14;
    const Openssl openssl;
    openssl.write("delta.crl", write_crl(root, content));
    const auto text = openssl.run("crl -inform DER -in delta.crl -noout -text").output;
    for (const auto* part :
         {"Version 2 (0x1)", "X509v3 Delta CRL Indicator: critical\n                14",
          "X509v3 CRL Number: \n                10", "X509v3 Authority Key Identifier", "Serial Number: 01",
          "X509v3 CRL Reason Code: \n                Certificate Hold", "Serial Number: 02"}) {
        EXPECT_THAT(text, HasSubstr(part));
    }
    EXPECT_EQ(text.find("CRL Reason Code"), text.rfind("CRL Reason Code")) << "no reason was given for the second";
    EXPECT_EQ((*Crl::from_der(openssl.read("delta.crl")))->base_number(), 14U);
}

TEST(CrlWriter, writes_large_lists) {
    std::vector<RevokedEntry> entries;
    for (int i = 1; i <= 20'000; ++i) {
        entries.push_back({std::string{static_cast<char>(i / 256), static_cast<char>(i % 256)}, start_of(2022), 0});
    }
    const auto root = make_root(crypto::KeyAlgorithm::gost2015_512);
    const auto crl = Crl::from_der(write_crl(root, list_of(std::move(entries))));
    ASSERT_TRUE(crl);
    EXPECT_EQ((*crl)->size(), 20'000U);
    EXPECT_TRUE((*crl)->is_signed_with(root.key().public_key()));
}

}  // namespace
}  // namespace otkel::trust::issuing
