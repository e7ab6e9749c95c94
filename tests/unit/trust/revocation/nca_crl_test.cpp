#include <gtest/gtest.h>

#include "gateway/trust/revocation/crl.hpp"
#include "tests/unit/trust/revocation/nca_data.hpp"

namespace otkel::trust::testing {
namespace {

using Outcome = CrlStore::Outcome;

const WallTime summer_2025 = WallTime{std::chrono::sys_days{std::chrono::year{2025} / 6 / 1}};

std::shared_ptr<const Crl> read(const std::string& name) {
    const auto crl = Crl::from_der(nca_file("crl/" + name));
    EXPECT_TRUE(crl) << crl.error().to_string();
    return crl.value();
}

class NcaCrl : public ::testing::Test {
protected:
    void SetUp() override {
        OTKEL_NEEDS_REFERENCE_DATA("nca");
        gost_2022 = nca_certificate("ca-test/nca_gost_2022_test.cer");
        gost_2004 = nca_certificate("ca-test/nca_gost_test.crt");
    }
    CertificatePtr gost_2022, gost_2004;
};

TEST_F(NcaCrl, verifies_lists_of_both_algorithms) {
    EXPECT_TRUE(read("nca_gost2022_test.crl")->is_signed_with(gost_2022->key()));
    EXPECT_TRUE(read("nca_gost2022_d_test.crl")->is_signed_with(gost_2022->key()));
    EXPECT_TRUE(read("src_test_resources_crl_nca_gost2022_test.crl")->is_signed_with(gost_2022->key()));
    EXPECT_TRUE(read("src_test_resources_crl_nca_gost_test.crl")->is_signed_with(gost_2004->key()));
    EXPECT_FALSE(read("src_test_resources_crl_nca_gost_test.crl")->is_signed_with(gost_2022->key()));
}

TEST_F(NcaCrl, reads_numbers_times_and_entries) {
    const auto full = read("nca_gost2022_test.crl");
    EXPECT_EQ(full->number(), 14U);
    EXPECT_EQ(full->issuer(), gost_2022->subject());
    EXPECT_EQ(full->authority_key_id(), gost_2022->subject_key_id());
    EXPECT_EQ(to_utc_text(full->this_update()).substr(0, 19), "2025-04-29T04:46:49");
    EXPECT_EQ(to_utc_text(*full->next_update()).substr(0, 19), "2025-10-26T04:46:49");
    EXPECT_EQ(full->find(from_hex("1C10401F8457B15DA39797B9693A63AC2CF8C506"))->reason, "certificateHold");
    EXPECT_EQ(full->find(from_hex("718E5E07B0741740E389CF4350928709EE90F3ED"))->reason, "affiliationChanged");
    EXPECT_EQ(full->find(from_hex("1B012CA203B8D2B8525F2D993399C6FCAAE42F78"))->reason, "");
    EXPECT_FALSE(full->find(from_hex("1B012CA203B8D2B8525F2D993399C6FCAAE42F79")));
    const auto delta = read("nca_gost2022_d_test.crl");
    EXPECT_EQ(delta->base_number(), 14U);
    EXPECT_EQ(delta->number(), 10U);
    EXPECT_EQ(delta->size(), 0U);
}

TEST_F(NcaCrl, takes_the_delta_whose_number_is_below_that_of_its_full_list) {
    CrlStore store;
    const std::vector issuers{gost_2004, gost_2022};
    EXPECT_EQ(store.offer(nca_file("crl/src_test_resources_crl_nca_gost2022_test.crl"), issuers, summer_2025),
              Outcome::taken);
    EXPECT_FALSE(store.offer(nca_file("crl/nca_gost2022_d_test.crl"), issuers, summer_2025)) << "of list 14, not 4";
    EXPECT_EQ(store.offer(nca_file("crl/nca_gost2022_test.crl"), issuers, summer_2025), Outcome::taken);
    EXPECT_EQ(store.offer(nca_file("crl/nca_gost2022_d_test.crl"), issuers, summer_2025), Outcome::taken);
    EXPECT_EQ(store.offer(nca_file("crl/src_test_resources_crl_nca_gost_test.crl"), issuers, summer_2025),
              Outcome::taken);
    EXPECT_EQ(store.offer(nca_file("crl/src_test_resources_crl_nca_gost2022_test.crl"), issuers, summer_2025),
              Outcome::older);
    EXPECT_EQ(store.lists().size(), 2U);
    const auto status = store.status(*nca_certificate("leaf/individual_gost2015_test.cer"), *gost_2022);
    ASSERT_TRUE(status);
    EXPECT_EQ(status->state, RevocationState::good);
    EXPECT_EQ(status->source, "CRL 14 of " + gost_2022->subject() + " with delta 10");
}

// Everything is signed but the wrapper, whose lengths and second algorithm identifier must agree with what is.
TEST_F(NcaCrl, verifies_under_no_changed_octet) {
    for (const auto& [name, issuer] : {std::pair{"nca_gost2022_d_test.crl", gost_2022},
                                       std::pair{"src_test_resources_crl_nca_gost_test.crl", gost_2004}}) {
        const auto octets = nca_file(std::string("crl/") + name);
        for (std::size_t at = 0; at < octets.size(); ++at) {
            auto changed = octets;
            changed[at] = static_cast<char>(changed[at] ^ (1 << (at % 8)));
            const auto crl = Crl::from_der(changed);
            EXPECT_FALSE(crl && (*crl)->is_signed_with(issuer->key())) << name << ", octet " << at;
        }
    }
}

}  // namespace
}  // namespace otkel::trust::testing
