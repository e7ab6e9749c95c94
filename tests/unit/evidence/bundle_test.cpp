#include "gateway/evidence/bundle.hpp"

#include <gtest/gtest.h>

#include "gateway/trust/issuing/crl_writer.hpp"
#include "tests/unit/evidence/evidence_fixture.hpp"

namespace otkel::evidence {
namespace {

using testing::told;

TEST(Bundle, proves_an_exchange_with_the_anchors_alone) {
    const auto report = testing::report_of(testing::bundle());
    EXPECT_TRUE(report.valid());
    EXPECT_EQ(told(report), "");
    EXPECT_EQ(report.exchange, testing::subject);
    ASSERT_EQ(report.records.size(), 6U);
    EXPECT_EQ(report.records.back().state, journal::State::answered);
    EXPECT_EQ(report.records[3].node, "gateway-2");
    EXPECT_EQ(report.stamps.size(), 3U);
    EXPECT_EQ(report.proven_at, testing::on(2026, 6, 2));
    EXPECT_NE(report.exporter.find("ТЕСТ ӨТКЕЛ"), std::string::npos);
}

TEST(Bundle, is_a_container_that_others_verify) {
    const auto report = asic::verify_container(
        testing::bundle(), {.trust = testing::evidence_pki().trust, .now = testing::on(2026, 7), .algorithms = {}});
    ASSERT_TRUE(report) << report.error().to_string();
    EXPECT_TRUE(report->valid());
    EXPECT_EQ(report->form, "ASiC-E");
}

TEST(Bundle, has_the_messages_as_files_and_a_page_for_people) {
    auto files = testing::files_of(testing::bundle());
    EXPECT_EQ(testing::octets_of(files, "legs/001-1-core-request.xml"), "<request/>");
    EXPECT_EQ(testing::octets_of(files, "legs/002-1-request-out.xml"), "<signed/>");
    EXPECT_EQ(testing::octets_of(files, "legs/005-1-request-out.xml"), "<signed/>");
    EXPECT_EQ(testing::octets_of(files, "legs/006-2-core-reply.xml"), "{}");
    for (const auto* name : {"summary.kk.txt", "summary.ru.txt", "summary.en.txt"}) {
        const auto& page = testing::octets_of(files, name);
        EXPECT_NE(page.find(testing::subject), std::string::npos) << name;
        EXPECT_NE(page.find("legs/006-1-reply-in.xml"), std::string::npos) << name;
    }
    EXPECT_NE(testing::octets_of(files, "summary.kk.txt").find("Не болды"), std::string::npos);
}

TEST(Bundle, tells_of_the_lines_in_the_order_of_the_exchange) {
    auto files = testing::files_of(testing::bundle());
    const auto records = testing::lines_of(testing::octets_of(files, "records.jsonl"));
    ASSERT_EQ(records.size(), 6U);
    EXPECT_EQ(journal::read_record(records[2])->ordinal, 3U);
    EXPECT_EQ(testing::lines_of(testing::octets_of(files, "proofs.jsonl")).size(), 6U);
    EXPECT_EQ(testing::lines_of(testing::octets_of(files, "seals.jsonl")).size(), 4U);
}

TEST(Bundle, says_when_the_exchange_was_not_at_its_end) {
    auto journal = testing::sealed_journal();
    const auto zip =
        write_bundle(testing::content_of(journal, "other-10"), testing::exporter(), testing::on(2026, 6, 3)).value();
    for (const bool may_be : {true, false}) {
        const auto report =
            verify_bundle(zip,
                          {.trust = testing::evidence_pki().trust, .now = testing::on(2026, 7), .unfinished = may_be})
                .value();
        EXPECT_EQ(report.valid(), may_be) << told(report);
        ASSERT_EQ(report.findings.size(), 1U) << told(report);
        EXPECT_EQ(report.findings.front().code, "history-unfinished");
        EXPECT_EQ(report.findings.front().severity, may_be ? Severity::note : Severity::error);
    }
}

// An authority that was silent for days leaves thousands of seals between a record and its stamp.
TEST(Bundle, proves_an_exchange_whose_stamp_came_late) {
    constexpr int seals = 12'000;
    testing::SealedJournal journal(testing::stamp_of);
    journal.now = testing::on(2026, 5, 1);
    journal.write(testing::node_a, testing::subject, journal::State::accepted, {});
    journal.write(testing::node_a, testing::subject, journal::State::answered, {});
    for (int i = 0; i < seals; ++i) {
        journal.write(testing::node_a, "other", journal::State::accepted, {});
        journal.seal(testing::node_a, i + 1 == seals);
    }
    const auto zip = write_bundle(testing::content_of(journal), testing::exporter(), testing::on(2026, 6, 3)).value();
    const auto report = testing::report_of(zip);
    EXPECT_TRUE(report.valid()) << told(report);
    EXPECT_EQ(report.proven_at, testing::on(2026, 6, 2));
}

TEST(Bundle, holds_with_the_national_algorithms) {
    const auto& pki = testing::evidence_pki(crypto::KeyAlgorithm::gost2015_512);
    auto journal = testing::sealed_journal([&](std::string_view text) {
        return testing::token_over(pki.stamping, text, testing::on(2026, 6, 2), crypto::DigestAlgorithm::streebog512);
    });
    const auto zip = write_bundle(testing::content_of(journal), pki.identity("ТЕСТ"), testing::on(2026, 6, 3)).value();
    const auto report = testing::report_of(zip, pki.trust);
    EXPECT_TRUE(report.valid()) << told(report);
}

TEST(Bundle, is_not_made_without_the_octets_of_a_leg) {
    auto journal = testing::sealed_journal();
    auto content = testing::content_of(journal);
    std::erase_if(content.legs, [](const auto& leg) { return leg.leg == journal::Leg::reply_in; });
    const auto zip = write_bundle(content, testing::exporter(), testing::on(2026, 6, 3));
    ASSERT_FALSE(zip);
    EXPECT_EQ(zip.error().code, Errc::storage_failed);
    EXPECT_NE(zip.error().detail.find("record 6"), std::string::npos);
    EXPECT_NE(zip.error().detail.find("reply-in"), std::string::npos);
}

TEST(Bundle, of_an_unknown_exporter_proves_the_same) {
    const testing::CmsPki other(crypto::KeyAlgorithm::ecdsa_p256);
    const auto zip = testing::signed_again(testing::files_of(testing::bundle()), other.identity("БАСҚА"));
    const auto report = testing::report_of(zip);
    EXPECT_TRUE(report.valid()) << told(report);
    ASSERT_EQ(report.findings.size(), 1U) << told(report);
    EXPECT_EQ(report.findings.front().code, "exporter-not-proven");
    EXPECT_EQ(report.findings.front().severity, Severity::warning);
}

TEST(Bundle, that_is_no_container_is_an_error) {
    const BundlePolicy policy{.trust = testing::evidence_pki().trust, .now = testing::on(2026, 7)};
    EXPECT_FALSE(verify_bundle("", policy));
    EXPECT_FALSE(verify_bundle("PK", policy));
    const auto report = verify_bundle(testing::signed_again({{"a.txt", "a"}}), policy);
    ASSERT_TRUE(report);
    EXPECT_FALSE(report->valid());
}

TEST(Bundle, looks_up_the_stamping_authority_in_the_answers_it_has) {
    using trust::issuing::RevokedEntry;
    const auto& pki = testing::evidence_pki();
    const auto with_list = [&](const std::vector<RevokedEntry>& entries) {
        auto journal = testing::sealed_journal();
        auto content = testing::content_of(journal);
        trust::issuing::CrlContent list;
        list.this_update = testing::on(2026, 6, 3);
        list.next_update = testing::on(2026, 6, 30);
        list.entries = entries;
        content.revocation = {{"list.crl", trust::issuing::write_crl(pki.root, list)}};
        return testing::report_of(write_bundle(content, testing::exporter(), testing::on(2026, 6, 3)).value());
    };
    const auto serial = pki.stamping.certificate()->serial_octets();
    const auto good = with_list({});
    EXPECT_TRUE(good.valid()) << told(good);
    EXPECT_EQ(good.stamps.front().revocation.rfind("good by CRL", 0), 0U) << good.stamps.front().revocation;

    EXPECT_FALSE(with_list({RevokedEntry{serial, testing::on(2026, 6, 1), 4}}).valid()) << "before the stamp";
    EXPECT_TRUE(with_list({RevokedEntry{serial, testing::on(2026, 6, 3), 4}}).valid()) << "later, and superseded";
    const auto compromised = with_list({RevokedEntry{serial, testing::on(2026, 6, 3), 1}});
    EXPECT_FALSE(compromised.valid()) << "later, and its key is with others";
    EXPECT_EQ(compromised.findings.front().code, "stamp-authority-revoked");
}

}  // namespace
}  // namespace otkel::evidence
