#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/stat.h>

#include <fstream>

#include "gateway/journal/evidence/ledger.hpp"
#include "gateway/journal/fingerprint.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

namespace otkel::journal {
namespace {

using testing::HasSubstr;

constexpr const char* schema_of_version_1 =
    R"(CREATE TABLE exchanges(
         number INTEGER PRIMARY KEY, id TEXT NOT NULL,
         direction INTEGER NOT NULL, state INTEGER NOT NULL, accepted_at INTEGER NOT NULL, concluded_at INTEGER,
         adapter TEXT NOT NULL, route TEXT NOT NULL, peer TEXT NOT NULL, service TEXT NOT NULL,
         message_id TEXT NOT NULL, correlation_id TEXT NOT NULL, content_digest TEXT NOT NULL, outcome TEXT NOT NULL,
         signer TEXT NOT NULL, remote_address TEXT NOT NULL, stages TEXT NOT NULL, keys TEXT NOT NULL) STRICT;
       CREATE UNIQUE INDEX exchanges_id ON exchanges(id);
       -- All states but 3, "answered": the few that someone must look at.
       CREATE INDEX exchanges_state ON exchanges(state, number) WHERE state <> 3;
       CREATE TABLE legs(
         number INTEGER PRIMARY KEY, exchange INTEGER NOT NULL, leg INTEGER NOT NULL, content_type TEXT NOT NULL,
         sha256 BLOB NOT NULL, size INTEGER NOT NULL, octets BLOB NOT NULL) STRICT;
       CREATE INDEX legs_exchange ON legs(exchange);
       CREATE TABLE message_ids(
         epoch INTEGER NOT NULL, fingerprint INTEGER NOT NULL, exchange INTEGER NOT NULL,
         PRIMARY KEY (epoch, fingerprint, exchange)) STRICT, WITHOUT ROWID;
       CREATE TABLE search_keys(
         epoch INTEGER NOT NULL, fingerprint INTEGER NOT NULL, exchange INTEGER NOT NULL,
         PRIMARY KEY (epoch, fingerprint, exchange)) STRICT, WITHOUT ROWID;
       CREATE TABLE message_filters(epoch INTEGER PRIMARY KEY, bits BLOB NOT NULL) STRICT;
       CREATE TABLE audit(
         number INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, address TEXT NOT NULL,
         what TEXT NOT NULL, outcome TEXT NOT NULL, exchange TEXT NOT NULL) STRICT;)";

using Opening = JournalTest;

TEST_F(Opening, makes_files_that_only_their_owner_may_read) {
    EXPECT_FALSE(accept(message("m1")).value());
    for (const char* tail : {"", "-wal", "-shm", "-lock"}) {
        struct stat status{};
        ASSERT_EQ(::stat((options_.file.string() + tail).c_str(), &status), 0) << tail;
        EXPECT_EQ(status.st_mode & 0077U, 0U) << tail;
    }
}

TEST_F(Opening, is_for_one_writer_at_a_time) {
    store();
    const auto second = open_sqlite_store(options_, workers_);
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().detail, HasSubstr("another gateway process"));
    reopen();
    EXPECT_TRUE(open_sqlite_store(options_, workers_));
}

TEST_F(Opening, for_reading_sees_a_running_gateway_and_changes_nothing) {
    const auto acceptance = message("m1");
    EXPECT_FALSE(accept(acceptance).value());
    auto options = options_;
    options.read_only = true;
    const auto reader = open_sqlite_store(options, workers_).value();
    EXPECT_EQ(run(reader->load(acceptance.id)).value().summary.message_id, "m1");
    EXPECT_EQ(run(reader->backlog(clock_.wall())).value().size(), 0U);
    EXPECT_EQ(run(reader->accept(message("m2"))).error().code, Errc::unsupported);
    EXPECT_EQ(run(reader->step({answer(acceptance.id)})).error().code, Errc::unsupported);
    EXPECT_EQ(run(reader->take(acceptance.id, clock_.wall())).error().code, Errc::unsupported);
    EXPECT_EQ(run(reader->take("toibolot", clock_.wall(), 1)).error().code, Errc::unsupported);
    EXPECT_TRUE(step(answer(acceptance.id)));
    EXPECT_EQ(run(reader->load(acceptance.id)).value().summary.state, State::answered);
}

TEST_F(Opening, for_reading_works_after_the_gateway_has_stopped) {
    EXPECT_FALSE(accept(message("m1")).value());
    reopen();
    options_.read_only = true;
    EXPECT_EQ(find({}).size(), 1U);
}

TEST_F(Opening, for_reading_never_makes_a_journal) {
    options_.read_only = true;
    EXPECT_FALSE(open_sqlite_store(options_, workers_));
    EXPECT_FALSE(std::filesystem::exists(options_.file));
    SQLite::Database(options_.file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("VACUUM");
    EXPECT_THAT(open_sqlite_store(options_, workers_).error().detail, HasSubstr("start the gateway once"));
}

TEST_F(Opening, refuses_files_that_are_not_ours) {
    SQLite::Database(options_.file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE t(a)");
    EXPECT_THAT(open_sqlite_store(options_, workers_).error().detail, HasSubstr("another program"));
    std::ofstream(options_.file, std::ios::trunc) << std::string(5000, 'x');
    EXPECT_THAT(open_sqlite_store(options_, workers_).error().detail, HasSubstr("not a database"));
    options_.file = folder_ / "no" / "folder";
    EXPECT_EQ(open_sqlite_store(options_, workers_).error().code, Errc::storage_failed);
}

TEST_F(Opening, refuses_a_newer_schema) {
    store();
    reopen();
    SQLite::Database(options_.file.string(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 1000");
    EXPECT_THAT(open_sqlite_store(options_, workers_).error().detail, HasSubstr("newer version"));
}

// As the gateway before exchanges had due times and owners wrote it.
TEST_F(Opening, brings_an_older_journal_up_to_date) {
    {
        SQLite::Database old(options_.file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        old.exec(schema_of_version_1);
        old.exec(
            "INSERT INTO exchanges VALUES "
            "(1, 'e1', 0, 3, 1000, 2000, 'shep', 'catalogue', 'toibolot', 'GetCard', 'm1', '', 'd', 'PASS', '', "
            "'', '', '3:key,5:value,'), "
            "(2, 'e2', 0, 0, 3000, NULL, 'shep', 'catalogue', 'toibolot', 'GetCard', 'm2', '', 'd', '', '', '', "
            "'', ''), "
            "(3, 'e3', 0, 5, 4000, 4000, 'shep', '', 'toibolot', 'GetCard', 'm3', '', 'd', 'not-signed', '', "
            "'', '', '')");
        old.exec("INSERT INTO message_ids VALUES (0, " + std::to_string(message_fingerprint("m2")) + ", 2)");
        old.exec("PRAGMA application_id = 1333029740; PRAGMA user_version = 1");
    }
    EXPECT_EQ(load(ExchangeId("e1")).summary.outcome, "PASS");
    EXPECT_THAT(load(ExchangeId("e1")).history, testing::IsEmpty());
    EXPECT_TRUE(accept(message("m2")).value());
    EXPECT_THAT(found(Query{.state = State::refused}), testing::ElementsAre(ExchangeId("e3")));
    EXPECT_THAT(take("toibolot"), testing::ElementsAre(ExchangeId("e2")));
    EXPECT_TRUE(step(answer(ExchangeId("e2"))));
    EXPECT_EQ(load(ExchangeId("e2")).history.size(), 1U);
    reopen();
    EXPECT_EQ(state(ExchangeId("e2")), State::answered);
}

// Records were numbered in the order in which they were written, whatever their chain.
TEST_F(Opening, numbers_the_records_of_an_older_journal_by_their_chains) {
    const auto one = accepted("m1");
    EXPECT_TRUE(step(answer(one)));
    reopen();
    const auto other = accepted("m2");
    EXPECT_TRUE(step(answer(other)));
    const auto before = run(store().ledger()->unsealed(clock_.wall(), 100)).value();
    reopen();
    {
        SQLite::Database older(options_.file.string(), SQLite::OPEN_READWRITE);
        older.exec(
            "UPDATE records SET number = 1 + sequence * 2 - chain % 2; DROP TABLE recent_entries;"
            "CREATE UNIQUE INDEX records_chain ON records(chain, sequence);"
            "CREATE INDEX exchanges_owned ON exchanges(owner) WHERE owner IS NOT NULL; PRAGMA user_version = 4");
    }
    const auto after = run(store().ledger()->unsealed(clock_.wall(), 100)).value();
    ASSERT_EQ(after.size(), 2U);
    for (const std::size_t chain : {0U, 1U}) {
        EXPECT_EQ(after[chain].chain, before[chain].chain);
        ASSERT_EQ(after[chain].records.size(), 2U);
        for (const std::size_t record : {0U, 1U}) {
            EXPECT_EQ(after[chain].records[record].leaf, before[chain].records[record].leaf);
        }
    }
    EXPECT_EQ(load(other).history.size(), 2U);
}

TEST_F(Opening, survives_a_torn_tail_of_the_log) {
    const auto one = message("m1");
    EXPECT_FALSE(accept(one).value());
    EXPECT_FALSE(accept(message("m2")).value());
    // A copy of the living files is what a crash leaves.
    const auto copy = folder_ / "copy.sqlite";
    std::filesystem::copy_file(options_.file, copy);
    std::filesystem::copy_file(options_.file.string() + "-wal", copy.string() + "-wal");
    reopen();
    std::filesystem::resize_file(copy.string() + "-wal", std::filesystem::file_size(copy.string() + "-wal") - 1000);
    options_.file = copy;
    EXPECT_EQ(load(one.id).summary.message_id, "m1");
    EXPECT_EQ(find({}).size(), 1U);
    EXPECT_FALSE(accept(message("m2")).value());
}

}  // namespace
}  // namespace otkel::journal
