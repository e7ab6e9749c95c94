#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>

#include "tests/support/small_disk.hpp"
#include "tests/unit/archive/archives_fixture.hpp"

// Rounds that do not come to their end, exchanges that have to wait, files that are over their term.

namespace otkel::archive {
namespace {

class Archiving : public ArchivesOfStore {};
class ArchivingNodes : public ArchivesOfStore {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ArchivingNodes);
INSTANTIATE_TEST_SUITE_P(Stores, ArchivingNodes, ::testing::ValuesIn(journal::kinds_of_several_nodes()), name_of_kind);
OTKEL_FOR_EACH_STORE(Archiving);

// Kills, by what is done when the process dies.

TEST_P(Archiving, half_written_at_a_kill_are_removed_once_nobody_can_be_writing_them) {
    const auto id = ended("m-1");
    seal_all();
    const auto part = archives() / "archive-20260101T000000Z-0.asice.new";
    ASSERT_TRUE(replace_file(part, "half"));
    EXPECT_EQ(round().value().archived, 1U);
    EXPECT_TRUE(std::filesystem::exists(part)) << "another node may be at it";
    std::filesystem::last_write_time(part, std::filesystem::file_time_type::clock::now() - std::chrono::hours{2});
    ASSERT_TRUE(round());
    EXPECT_FALSE(std::filesystem::exists(part));
    EXPECT_EQ(load(id).legs.size(), 1U);
}

TEST_P(Archiving, written_before_a_kill_become_the_journals) {
    const auto first = ended("m-1");
    const auto second = ended("m-2");
    seal_all();
    const auto name = written_only({first});
    restart();
    const auto after = round();
    ASSERT_TRUE(after) << after.error().to_string();
    EXPECT_EQ(after->taken_over, std::vector<std::string>{name});
    EXPECT_EQ(after->archived, 1U);
    EXPECT_EQ(after->dropped, 2U);
    EXPECT_EQ(load(first).summary.archive, name);
    EXPECT_EQ(load(second).summary.archive, after->file);
    EXPECT_EQ(read_archive(read(after->file))->previous, digest_of(read(name)));
    EXPECT_EQ(run(restore(*store().retention(), read(name), "")).value(), 1U);
}

TEST_P(Archiving, kept_before_a_kill_go_on_with_what_was_not_dropped) {
    std::vector<ExchangeId> ids;
    for (int i = 0; i < 5; ++i) {
        ids.push_back(ended("m-" + std::to_string(i)));
    }
    seal_all();
    const auto name = written_only(ids);
    ASSERT_TRUE(
        run(store().retention()->keep_archive({name, digest_of(read(name)), "", clock_.wall(), 5},
                                              {{ids[0], 2}, {ids[1], 2}, {ids[2], 2}, {ids[3], 2}, {ids[4], 2}})));
    restart();
    ASSERT_EQ(run(store().retention()->drop_legs(2)).value(), 2U);
    restart();
    const auto after = round().value();
    EXPECT_EQ(after.file, "");
    EXPECT_EQ(after.dropped, 3U);
    EXPECT_TRUE(after.taken_over.empty());
    for (const auto& id : ids) {
        EXPECT_EQ(load(id).legs.size(), 1U);
    }
    EXPECT_EQ(run(restore(*store().retention(), read(name), "")).value(), 5U);
}

TEST_P(Archiving, whose_place_in_the_chain_was_taken_are_removed_and_nothing_is_lost) {
    const auto first = ended("m-1");
    const auto second = ended("m-2");
    seal_all();
    exchanges_max_ = 1;
    const auto kept = round().value();
    const auto late = written_only({second});  // as if it were the first of the chain
    const auto after = round().value();
    EXPECT_EQ(after.removed, std::vector<std::string>{late});
    EXPECT_FALSE(is_there(late));
    EXPECT_EQ(after.archived, 1U);
    EXPECT_EQ(load(first).summary.archive, kept.file);
    EXPECT_EQ(load(second).summary.archive, after.file);
}

TEST_P(Archiving, of_which_an_exchange_went_on_are_written_again) {
    const auto id = accepted("m-1");
    seal_all();
    const auto late = written_only({id});
    ASSERT_TRUE(step(answer(id)));
    seal_all();
    const auto after = round();
    ASSERT_TRUE(after) << after.error().to_string();
    EXPECT_EQ(after->removed, std::vector<std::string>{late});
    EXPECT_EQ(after->archived, 1U);
    EXPECT_EQ(read_archive(read(after->file))->bundles.at(0).records, 2U);
}

TEST_P(Archiving, that_the_journal_does_not_know_are_told_and_left_alone) {
    const auto id = ended("m-1");
    seal_all();
    ASSERT_TRUE(replace_file(archives() / "archive-20260101T000000Z-x.asice", "no archive"));
    const ArchiveContent foreign{"", clock_.wall(), {{otkel::testing::subject, 6, otkel::testing::bundle()}}};
    ASSERT_TRUE(
        replace_file(archives() / "archive-20260101T000000Z-y.asice", write_archive(foreign, exporter()).value()));
    const auto nowhere = written_only({id}, std::string(64, 'a'));
    const auto after = round().value();
    EXPECT_EQ(after.archived, 1U);
    EXPECT_EQ(after.strange.size(), 3U);
    for (const auto& error : after.strange) {
        EXPECT_NE(error.place.file.find("archive-2026"), std::string::npos);
    }
    EXPECT_TRUE(is_there("archive-20260101T000000Z-x.asice"));
    EXPECT_TRUE(is_there("archive-20260101T000000Z-y.asice"));
    EXPECT_TRUE(is_there(nowhere));
}

// Somebody who may write in the folder and sign, and wants messages to be gone.
TEST_P(Archiving, with_other_messages_than_the_journal_are_not_taken_over) {
    const auto real = accepted("m-1");
    using enum journal::State;
    for (const auto state : {sent, in_doubt, waiting, sent}) {  // as many records as the other has
        ASSERT_TRUE(step(to(real, state)));
    }
    ASSERT_TRUE(step(answer(real)));
    seal_all();
    auto files = otkel::testing::files_of(otkel::testing::bundle());
    for (auto& file : files) {
        for (auto at = file.octets.find(otkel::testing::subject); at != std::string::npos;
             at = file.octets.find(otkel::testing::subject)) {
            file.octets.replace(at, otkel::testing::subject.size(), real.text());
        }
    }
    const auto forged = otkel::testing::signed_again(files);
    ASSERT_TRUE(evidence::read_legs(forged)) << "else this tries nothing";
    const ArchiveContent content{"", clock_.wall(), {{real.text(), 6, forged}}};
    ASSERT_TRUE(
        replace_file(archives() / "archive-20260101T000000Z-z.asice", write_archive(content, exporter()).value()));
    const auto after = round().value();
    EXPECT_EQ(after.strange.size(), 1U);
    EXPECT_EQ(load(real).summary.archive, after.file);
    EXPECT_EQ(run(restore(*store().retention(), read(after.file), "")).value(), 1U);
}

TEST_P(Archiving, on_a_full_disk_take_nothing_from_the_journal_and_go_on_when_there_is_room) {
    const otkel::tests::SmallDisk disk(archives(), "1m");
    if (!disk.is_mounted()) {
        GTEST_SKIP() << "a small disk cannot be mounted here: " << disk.why();
    }
    std::vector<ExchangeId> ids;
    for (int i = 0; i < 5; ++i) {
        ids.push_back(ended("m-" + std::to_string(i)));
    }
    seal_all();
    disk.fill();
    EXPECT_EQ(code(round()), Errc::storage_failed);
    for (const auto& id : ids) {
        EXPECT_EQ(load(id).legs.size(), 2U);
        EXPECT_EQ(load(id).summary.archive, "");
    }
    disk.make_room();
    EXPECT_EQ(round().value().archived, 5U);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(archives()), {}), 1) << "nothing half is left";
}

// Stamps.

TEST_P(Archiving, wait_for_stamps_and_let_those_behind_go_first) {
    const auto stamped = ended("m-1");
    seal_all();
    const auto waiting = ended("m-2");
    seal_all(false);
    restart_as("b");  // another chain, that is stamped
    const auto behind = ended("m-3");
    seal_all();
    exchanges_max_ = 1;
    const auto first = round().value().file;
    EXPECT_EQ(load(stamped).summary.archive, first);
    const auto second = round().value().file;
    EXPECT_EQ(load(behind).summary.archive, second);
    EXPECT_EQ(round().value().file, "");
    EXPECT_EQ(load(waiting).legs.size(), 2U);
}

TEST_P(Archiving, without_an_authority_say_which_exchanges_have_no_stamp) {
    const auto id = ended("m-1");
    seal_all(false);
    EXPECT_EQ(round().value().file, "") << "with an authority it waits";
    stamps_ = journal::Stamps::when_there;
    const auto written = round().value();
    EXPECT_EQ(written.archived, 1U);
    EXPECT_EQ(written.unstamped, 1U);
    const auto octets = read(written.file);
    EXPECT_FALSE(read_archive(octets)->bundles.at(0).stamped);
    evidence::BundlePolicy policy{.trust = evidence_pki().trust, .now = later()};
    EXPECT_FALSE(verify_archive(octets, policy)->valid()) << "it proves no time";
    policy.unstamped = true;
    const auto report = verify_archive(octets, policy);
    EXPECT_TRUE(report->valid()) << otkel::testing::told(report->reports.at(0));
    EXPECT_EQ(report->reports.at(0).findings.at(0).code, "seal-not-stamped");
    EXPECT_FALSE(report->reports.at(0).proven_at);
    ASSERT_TRUE(run(restore(*store().retention(), octets, "")));
    EXPECT_EQ(load(id).legs.size(), 2U);
}

// One whose journal does not hold what its records tell of.
TEST_P(Archiving, leave_what_cannot_be_archived_and_let_those_behind_go_on) {
    const auto broken = ended("m-1");
    seal_all();
    const auto good = ended("m-2");
    const auto another = ended("m-3");
    seal_all();
    exchanges_max_ = 1;
    restart();
    backend_->change("DELETE FROM legs WHERE exchange = (SELECT number FROM exchanges WHERE id = '" + broken.text() +
                     "')");
    const auto first = round().value();
    EXPECT_EQ(first.archived, 1U);
    ASSERT_EQ(first.left.size(), 1U);
    EXPECT_NE(first.left[0].detail.find(broken.text()), std::string::npos) << first.left[0].detail;
    EXPECT_EQ(load(good).summary.archive, first.file);
    const auto next = round().value().file;
    EXPECT_EQ(load(another).summary.archive, next);
    EXPECT_EQ(round().value().file, "");
    EXPECT_EQ(load(broken).summary.archive, "");
}

asio::awaitable<void> archive_all(ArchivingParts parts, WallTime now) {
    while (true) {
        const auto round = co_await archive_round(parts, now);
        if (!round) {
            EXPECT_EQ(round.error().code, Errc::replay_conflict) << round.error().to_string();
            continue;  // the other one was faster
        }
        EXPECT_TRUE(round->left.empty()) << round->left.front().to_string();
        EXPECT_TRUE(round->strange.empty()) << round->strange.front().to_string();
        if (round->file.empty()) {
            co_return;
        }
    }
}

TEST_P(ArchivingNodes, at_once_archive_everything_once) {
    std::vector<ExchangeId> ids;
    for (int i = 0; i < 20; ++i) {
        ids.push_back(ended("m-" + std::to_string(i)));
    }
    seal_all();
    exchanges_max_ = 3;
    auto theirs = ArchivingParts{other(), workers_, exporter(), {.folder = archives()}};
    theirs.exchanges_max = 2;
    const auto ended_well = [](const std::exception_ptr& exception) { EXPECT_FALSE(exception); };
    asio::co_spawn(io_, archive_all(parts(), later()), ended_well);
    asio::co_spawn(io_, archive_all(theirs, later()), ended_well);
    run_all();
    const auto kept = run(store().retention()->archives()).value();
    std::size_t exchanges = 0;
    std::string previous;
    for (const auto& archive : kept) {
        EXPECT_EQ(archive.previous, previous);
        previous = digest_of(read(archive.name));
        exchanges += archive.exchanges;
        EXPECT_EQ(run(restore(*store().retention(), read(archive.name), "")).value(), archive.exchanges);
    }
    EXPECT_EQ(exchanges, ids.size());
    for (const auto& id : ids) {
        EXPECT_EQ(load(id).legs.size(), 2U);
    }
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(archives()), {}),
              static_cast<std::ptrdiff_t>(kept.size()));
}

// Terms.

TEST_P(Archiving, over_their_term_are_removed_all_but_the_last_and_the_audit_log_tells_who_did_it) {
    ended("m-1");
    ended("m-2");
    seal_all();
    exchanges_max_ = 1;
    const auto first = round().value().file;
    const auto last = round().value().file;
    const RetentionSettings settings{.folder = archives()};
    const auto removed = [&](WallTime now) {
        return run(remove_over_term(store(), settings, "A. Person", now)).value();
    };
    EXPECT_TRUE(removed(later() + settings.kept).empty());
    EXPECT_TRUE(is_there(first));
    const auto over = later() + settings.kept + std::chrono::seconds{1};
    EXPECT_EQ(removed(over), std::vector<std::string>{first});
    EXPECT_TRUE(removed(over).empty()) << "it is gone already";
    EXPECT_FALSE(is_there(first));
    EXPECT_TRUE(is_there(last));
    EXPECT_EQ(run(store().retention()->archives()).value().size(), 2U);
    restart();
    // A number by 0 is an error in one database, and in the other nothing, which the column does not take.
    const auto told = [&](const std::string& name) {
        backend_->change(
            "INSERT INTO audit(at, who, address, what, outcome, exchange) SELECT 1 / count(*), '', '', '', '', '' FROM "
            "audit WHERE who = 'A. Person' AND what = 'archive remove " +
            name + "'");
    };
    EXPECT_NO_THROW(told(first));
    EXPECT_ANY_THROW(told(last));
}

}  // namespace
}  // namespace otkel::archive
