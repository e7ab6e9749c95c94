#include "gateway/archive/archive.hpp"

#include <gtest/gtest.h>

#include "tests/unit/archive/archives_fixture.hpp"

// From a journal to a file that verifies without it, and back.

namespace otkel::archive {
namespace {

class Archives : public ArchivesOfStore {};
OTKEL_FOR_EACH_STORE(Archives);

TEST_P(Archives, hold_what_the_journal_held_and_give_it_back_octet_for_octet) {
    std::vector<journal::Exchange> before;
    for (int i = 0; i < 12; ++i) {
        before.push_back(load(ended("m-" + std::to_string(i))));
    }
    seal_all();
    const auto written = round();
    ASSERT_TRUE(written) << written.error().to_string();
    EXPECT_EQ(written->archived, 12U);
    EXPECT_EQ(written->dropped, 12U);
    for (const auto& exchange : before) {
        EXPECT_EQ(load(exchange.summary.id).legs.size(), 1U);
        EXPECT_EQ(load(exchange.summary.id).summary.archive, written->file);
    }
    const auto restored = run(restore(*store().retention(), read(written->file), ""));
    ASSERT_TRUE(restored) << restored.error().to_string();
    EXPECT_EQ(*restored, 12U);
    for (const auto& exchange : before) {
        const auto after = load(exchange.summary.id);
        EXPECT_TRUE(after.summary.restored);
        ASSERT_EQ(after.legs.size(), exchange.legs.size());
        for (const auto& leg : exchange.legs) {
            EXPECT_TRUE(std::any_of(after.legs.begin(), after.legs.end(), [&](const auto& one) {
                return one.leg == leg.leg && one.content_type == leg.content_type && one.octets == leg.octets;
            }));
        }
    }
}

TEST_P(Archives, follow_one_another_and_end_with_a_round_that_writes_none) {
    for (int i = 0; i < 3; ++i) {
        ended("m-" + std::to_string(i));
    }
    seal_all();
    exchanges_max_ = 2;
    const auto first = round().value();
    const auto second = round().value();
    EXPECT_EQ(first.archived, 2U);
    EXPECT_EQ(second.archived, 1U);
    EXPECT_EQ(read_archive(read(second.file))->previous, digest_of(read(first.file)));
    EXPECT_EQ(round().value().file, "");
}

TEST_P(Archives, are_not_restored_to_a_journal_that_knows_nothing_of_them) {
    ended("m-1");
    seal_all();
    const auto octets = read(round().value().file);
    const auto another = GetParam().make(workers_);
    const auto empty = another->open("a");
    EXPECT_EQ(code(run(restore(*empty->retention(), octets, ""))), Errc::not_found);
    EXPECT_TRUE(run(empty->find({})).value().empty());
}

TEST_P(Archives, that_are_gone_from_the_folder_stop_the_journal_from_giving_more_away) {
    ended("m-1");
    seal_all();
    const auto first = round().value();
    const auto file = folder_.path() / "archive" / first.file;
    const auto octets = read(first.file);
    const auto id = ended("m-2");
    seal_all();
    std::filesystem::remove(file);
    EXPECT_EQ(code(round()), Errc::storage_failed);
    ASSERT_TRUE(replace_file(file, octets + " "));
    EXPECT_EQ(code(round()), Errc::storage_failed);
    EXPECT_EQ(load(id).legs.size(), 2U);
    ASSERT_TRUE(replace_file(file, octets));
    EXPECT_EQ(round().value().archived, 1U);
}

TEST_P(Archives, that_cannot_be_written_take_nothing_from_the_journal) {
    const auto id = ended("m-1");
    seal_all();
    ASSERT_TRUE(replace_file(folder_.path() / "archive", "a file where the folder should be"));
    EXPECT_EQ(code(round()), Errc::storage_failed);
    EXPECT_EQ(load(id).legs.size(), 2U);
    EXPECT_EQ(load(id).summary.archive, "");
    EXPECT_TRUE(run(store().retention()->archives()).value().empty());
}

// What the archives of tampering tests hold.
ArchiveContent content() {
    return {"", otkel::testing::on(2026, 6, 3), {{otkel::testing::subject, 6, otkel::testing::bundle()}}};
}

TEST(ArchiveFile, verifies_with_anchors_alone) {
    const auto zip = write_archive(content(), exporter());
    ASSERT_TRUE(zip) << zip.error().to_string();
    const auto report = verify_archive(*zip, {.trust = evidence_pki().trust, .now = otkel::testing::on(2026, 7)});
    ASSERT_TRUE(report) << report.error().to_string();
    EXPECT_TRUE(report->valid()) << (report->problems.empty() ? otkel::testing::told(report->reports.at(0))
                                                              : report->problems[0]);
    const trust::TrustStore nobody;
    EXPECT_FALSE(verify_archive(*zip, {.trust = nobody, .now = otkel::testing::on(2026, 7)})->valid());
}

struct Tampering {
    std::string name;
    void (*change)(otkel::testing::Files&);
};
class TamperedArchive : public ::testing::TestWithParam<Tampering> {};

// Even by somebody who may sign.
TEST_P(TamperedArchive, is_not_read) {
    auto files = otkel::testing::files_of(write_archive(content(), exporter()).value());
    ASSERT_EQ(files.size(), 2U);
    GetParam().change(files);
    EXPECT_FALSE(read_archive(otkel::testing::signed_again(files)));
}
INSTANTIATE_TEST_SUITE_P(All, TamperedArchive,
                         ::testing::Values(Tampering{"bundle_changed", [](auto& files) { files[1].octets += " "; }},
                                           Tampering{"bundle_missing", [](auto& files) { files.pop_back(); }},
                                           Tampering{"file_added",
                                                     [](auto& files) { files.push_back({"exchanges/x.asice", "x"}); }},
                                           Tampering{"index_missing", [](auto& files) { files.erase(files.begin()); }},
                                           Tampering{"index_empty", [](auto& files) { files[0].octets = "{}"; }},
                                           Tampering{"records_fewer",
                                                     [](auto& files) {
                                                         files[0].octets = otkel::testing::replaced(
                                                             files[0].octets, "\"records\":6", "\"records\":5");
                                                     }}),
                         [](const auto& one) { return one.param.name; });

TEST(ArchiveFile, whose_signature_is_of_before_a_change_is_not_valid) {
    auto files = asic::read_container(write_archive(content(), exporter()).value(), archive_limits).value();
    files.files[0].octets = otkel::testing::replaced(files.files[0].octets, "2026-06-03", "2026-06-04");
    const auto zip = asic::write_container(files).value();
    EXPECT_FALSE(verify_archive(zip, {.trust = evidence_pki().trust, .now = otkel::testing::on(2026, 7)})->valid());
}

}  // namespace
}  // namespace otkel::archive
