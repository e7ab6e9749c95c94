#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/resource.h>

#include <boost/asio/co_spawn.hpp>
#include <csignal>
#include <fstream>
#include <functional>
#include <future>

#include "gateway/journal/evidence/record.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

namespace otkel::journal {
namespace {

using testing::HasSubstr;

using Faults = JournalTest;

// Octets that zstd cannot shorten.
std::string noise(std::size_t size, unsigned seed) {
    std::string octets;
    while (octets.size() < size) {
        seed = seed * 1664525U + 1013904223U;
        octets += static_cast<char>(seed >> 24U);
    }
    return octets;
}

// Until new work is refused; the number of messages that went in.
int fill(const std::function<Result<std::optional<Duplicate>>(int)>& accept, Error& error) {
    for (int i = 0; i < 10'000; ++i) {
        auto outcome = accept(i);
        if (!outcome) {
            error = outcome.error();
            return i;
        }
    }
    return -1;
}

TEST_F(Faults, changed_octets_are_found_and_named) {
    const auto acceptance = message("m1", std::string(1000, 'a'));
    EXPECT_FALSE(accept(acceptance).value());
    EXPECT_TRUE(step(answer(acceptance.id, "<reply/>")));
    reopen();
    const std::pair<const char*, const char*> changes[] = {
        {"UPDATE legs SET octets = zeroblob(3) WHERE leg = 0", "leg request-in"},
        {"UPDATE legs SET size = -1 WHERE leg = 0", "leg request-in"},
        {"UPDATE legs SET size = 9000000000000000 WHERE leg = 0", "leg request-in"},
        {"UPDATE legs SET octets = CAST('<reqly/>' AS BLOB) WHERE leg = 1", "leg reply-out"},
    };
    for (const auto& [change, leg] : changes) {
        std::filesystem::copy_file(options_.file, folder_ / "kept");
        SQLite::Database(options_.file.string(), SQLite::OPEN_READWRITE).exec(change);
        const auto loaded = run(store().load(acceptance.id));
        ASSERT_FALSE(loaded) << change;
        EXPECT_EQ(loaded.error().code, Errc::storage_failed);
        EXPECT_THAT(loaded.error().detail, HasSubstr(acceptance.id.text()));
        EXPECT_THAT(loaded.error().detail, HasSubstr(leg));
        reopen();
        std::filesystem::rename(folder_ / "kept", options_.file);
    }
    EXPECT_TRUE(run(store().load(acceptance.id)));
}

TEST_F(Faults, a_changed_reply_is_never_sent_again) {
    const auto acceptance = message("m1");
    EXPECT_FALSE(accept(acceptance).value());
    EXPECT_TRUE(step(answer(acceptance.id, "<reply/>")));
    reopen();
    SQLite::Database(options_.file.string(), SQLite::OPEN_READWRITE)
        .exec("UPDATE legs SET octets = CAST('<reqly/>' AS BLOB) WHERE leg = 1");
    EXPECT_EQ(accept(message("m1")).error().code, Errc::storage_failed);
}

// Any flipped octet of the whole file: an error or the right answer, never another answer and never a crash.
TEST_F(Faults, flipped_octets_of_the_file_never_give_a_wrong_message) {
    const auto acceptance = message("m1", noise(3000, 1));
    EXPECT_FALSE(accept(acceptance).value());
    EXPECT_TRUE(step(answer(acceptance.id, noise(3000, 2))));
    reopen();
    const auto size = std::filesystem::file_size(options_.file);
    std::filesystem::copy_file(options_.file, folder_ / "kept");
    for (std::uintmax_t at = 0; at < size; at += 1 + size / 60) {
        {
            std::fstream file(options_.file, std::ios::binary | std::ios::in | std::ios::out);
            file.seekg(static_cast<std::streamoff>(at));
            const char octet = static_cast<char>(file.get() ^ 0x55);
            file.seekp(static_cast<std::streamoff>(at));
            file.put(octet);
        }
        auto opened = open_sqlite_store(options_, workers_);
        if (opened) {
            const auto loaded = run((*opened)->load(acceptance.id));
            if (loaded && loaded->legs.size() == 2) {
                EXPECT_EQ(loaded->legs[0].octets, acceptance.legs[0].octets) << at;
            }
            static_cast<void>(run((*opened)->accept(message("m2"))));
            opened->reset();
        }
        std::filesystem::copy_file(folder_ / "kept", options_.file, std::filesystem::copy_options::overwrite_existing);
        std::filesystem::remove(options_.file.string() + "-wal");
        std::filesystem::remove(options_.file.string() + "-shm");
    }
}

TEST_F(Faults, a_full_journal_refuses_new_work_and_keeps_the_old) {
    options_.size_limit = 1'000'000;
    Error error;
    const int count = fill(
        [this](int i) { return accept(message("m" + std::to_string(i), noise(20'000, static_cast<unsigned>(i)))); },
        error);
    ASSERT_GT(count, 5);
    EXPECT_EQ(error.code, Errc::storage_failed);
    EXPECT_THAT(error.detail, HasSubstr("full"));
    EXPECT_EQ(find(Query{.limit = 1000}).size(), static_cast<std::size_t>(count));
    reopen();
    options_.size_limit = 0;
    EXPECT_TRUE(accept(message("m0")).value());
    EXPECT_FALSE(accept(message("m" + std::to_string(count))).value());
}

TEST_F(Faults, a_group_that_could_not_begin_leaves_the_chain_of_evidence_as_it_was) {
    options_.busy_time = std::chrono::milliseconds{10};
    EXPECT_TRUE(run(store().backlog({})));
    SQLite::Database other(options_.file.string(), SQLite::OPEN_READWRITE);
    for (int i = 0; i < 3; ++i) {  // before the first record, and after some
        const auto name = std::to_string(i);
        other.exec("BEGIN IMMEDIATE");
        const auto refused = accept(message("refused" + name));
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, Errc::storage_failed);
        other.exec("ROLLBACK");
        EXPECT_FALSE(accept(message("a" + name)).value());
        EXPECT_FALSE(accept(message("b" + name)).value());
    }
    EXPECT_EQ(find(Query{.limit = 100}).size(), 6U);
    SQLite::Statement sequences(other, "SELECT count(*), max(sequence) FROM records");
    ASSERT_TRUE(sequences.executeStep());
    EXPECT_EQ(sequences.getColumn(0).getInt(), 6);
    EXPECT_EQ(sequences.getColumn(1).getInt(), 6);
}

// While it lives, files of this process cannot grow: like a full disk, for everything that writes.
class FullDisk {
public:
    explicit FullDisk(rlim_t octets) {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{octets, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
};

TEST_F(Faults, a_full_disk_is_reported_and_recovered_from_without_a_restart) {
    EXPECT_FALSE(accept(message("before")).value());
    int count = 0;
    {
        const FullDisk full(2'000'000);
        Error error;
        count = fill(
            [this](int i) { return accept(message("m" + std::to_string(i), noise(20'000, static_cast<unsigned>(i)))); },
            error);
        ASSERT_GT(count, 3);
        EXPECT_EQ(error.code, Errc::storage_failed);
        EXPECT_FALSE(accept(message("still full", noise(20'000, 7))));
    }
    EXPECT_FALSE(accept(message("m" + std::to_string(count))).value());
    EXPECT_TRUE(accept(message("m0")).value());
    EXPECT_TRUE(accept(message("before")).value());
    reopen();
    EXPECT_EQ(find(Query{.limit = 1000}).size(), static_cast<std::size_t>(count) + 2);
}

// All of a group fail together when the commit fails, and none of them is on disk.
TEST_F(Faults, a_failed_commit_is_told_to_everybody_who_waits) {
    EXPECT_FALSE(accept(message("before")).value());
    int failed = 0;
    int passed = 0;
    {
        const FullDisk full(std::filesystem::file_size(options_.file.string() + "-wal"));
        for (unsigned i = 0; i < 50; ++i) {
            asio::co_spawn(io_, store().accept(message("m" + std::to_string(i), noise(2000, i))),
                           [&](const std::exception_ptr& e, const auto& outcome) {
                               EXPECT_FALSE(e);
                               ++(outcome ? passed : failed);
                           });
        }
        run_all();
    }
    EXPECT_EQ(failed, 50);
    EXPECT_EQ(passed, 0);
    EXPECT_EQ(find({}).size(), 1U);
    for (int i = 0; i < 50; ++i) {
        EXPECT_FALSE(accept(message("m" + std::to_string(i))).value());
    }
}

TEST_F(Faults, a_failed_unit_leaves_the_rest_of_its_group_alone) {
    const auto first = message("m1");
    EXPECT_FALSE(accept(first).value());
    int failed = 0;
    for (int i = 0; i < 40; ++i) {
        auto next = message("n" + std::to_string(i));
        if (i % 4 == 0) {
            next.id = first.id;
        }
        asio::co_spawn(io_, store().accept(std::move(next)),
                       [&](const std::exception_ptr&, const auto& outcome) { failed += outcome ? 0 : 1; });
    }
    run_all();
    EXPECT_EQ(failed, 10);
    EXPECT_EQ(find({}).size(), 31U);
    EXPECT_FALSE(accept(message("n0")).value());
    EXPECT_TRUE(accept(message("n1")).value());
}

TEST_F(Faults, a_unit_that_fails_half_written_leaves_nothing_behind_and_its_neighbours_go_on) {
    accepted("before");
    reopen();
    SQLite::Database(options_.file.string(), SQLite::OPEN_READWRITE)
        .exec(
            "CREATE TRIGGER spoiled BEFORE INSERT ON records WHEN new.exchange IN "
            "(SELECT number FROM exchanges WHERE message_id LIKE 'bad%') BEGIN SELECT RAISE(ABORT, 'spoiled'); END");
    int failed = 0;
    for (int i = 0; i < 40; ++i) {
        asio::co_spawn(io_, store().accept(message((i % 10 == 5 ? "bad" : "good") + std::to_string(i))),
                       [&](const std::exception_ptr&, const auto& outcome) { failed += outcome ? 0 : 1; });
    }
    run_all();
    EXPECT_EQ(failed, 4);
    EXPECT_EQ(find(Query{.limit = 100}).size(), 37U);
    EXPECT_TRUE(accept(message("good0")).value());
    const SQLite::Database database(options_.file.string());
    for (const char* table : {"exchanges", "legs", "records", "recent_entries"}) {
        SQLite::Statement count(database, std::string("SELECT count(*) FROM ") + table);
        ASSERT_TRUE(count.executeStep());
        EXPECT_EQ(count.getColumn(0).getInt(), 37) << table;
    }
    SQLite::Statement gaps(database, "SELECT max(sequence) - count(*) FROM records GROUP BY chain");
    while (gaps.executeStep()) {
        EXPECT_EQ(gaps.getColumn(0).getInt(), 0);
    }
}

TEST_F(Faults, a_full_queue_answers_try_later) {
    options_.queue_limit = 4;
    options_.group_limit = 1;
    int overloaded = 0;
    int accepted = 0;
    for (int i = 0; i < 200; ++i) {
        asio::co_spawn(io_, store().accept(message("m" + std::to_string(i))),
                       [&](const std::exception_ptr&, const auto& outcome) {
                           accepted += outcome ? 1 : 0;
                           overloaded += !outcome && outcome.error().code == Errc::overloaded ? 1 : 0;
                       });
    }
    run_all();
    EXPECT_GT(overloaded, 0);
    EXPECT_EQ(accepted + overloaded, 200);
    EXPECT_EQ(find(Query{.limit = 1000}).size(), static_cast<std::size_t>(accepted));
}

TEST_F(Faults, a_changed_history_is_found_and_named) {
    const auto id = accepted("m1");
    EXPECT_TRUE(step(answer(id)));
    reopen();
    for (const char* change : {"UPDATE records SET body = replace(body, 'PASS', 'FAIL') WHERE ordinal = 2",
                               "UPDATE records SET body = replace(body, ':', ': ') WHERE ordinal = 2",
                               "UPDATE records SET body = '' WHERE ordinal = 2"}) {
        std::filesystem::copy_file(options_.file, folder_ / "kept");
        SQLite::Database(options_.file.string(), SQLite::OPEN_READWRITE).exec(change);
        const auto loaded = run(store().load(id));
        ASSERT_FALSE(loaded) << change;
        EXPECT_EQ(loaded.error().code, Errc::storage_failed);
        EXPECT_THAT(loaded.error().detail, HasSubstr(id.text()));
        EXPECT_THAT(loaded.error().detail, HasSubstr("record 2"));
        reopen();
        std::filesystem::rename(folder_ / "kept", options_.file);
    }
}

// Otherwise it would be taken for ever, before all others.
TEST_F(Faults, what_cannot_be_read_is_parked_and_its_neighbours_go_on) {
    const auto spoiled = accepted(outbound("shep"));
    const auto sound = accepted(outbound("shep"));
    reopen();
    SQLite::Database(options_.file.string(), SQLite::OPEN_READWRITE)
        .exec("UPDATE legs SET octets = zeroblob(3) WHERE exchange = 1");
    EXPECT_THAT(take("shep"), testing::ElementsAre(sound));
    const auto parked = find(Query{.state = State::parked});
    EXPECT_THAT(ids(parked), testing::ElementsAre(spoiled));
    EXPECT_THAT(parked.at(0).outcome, HasSubstr("have changed on the disk"));
    EXPECT_THAT(take("shep"), testing::IsEmpty());
}

TEST_F(Faults, work_that_no_reader_has_room_for_is_given_back) {
    const auto id = accepted(outbound("shep"));
    async::WorkerPool busy{async::WorkerPool::Options{1, 1}};
    store_.reset();
    store_ = open_sqlite_store(options_, busy).value();
    std::promise<void> started, release;
    auto hold = [&started, released = release.get_future().share()] {
        started.set_value();
        released.wait();
        return true;
    };
    asio::co_spawn(io_, busy.run(std::move(hold)),
                   [](const std::exception_ptr&, const auto& done) { EXPECT_TRUE(done); });
    io_.restart();
    io_.poll();
    started.get_future().wait();
    EXPECT_EQ(code(run(store().take("shep", clock_.wall(), 1))), Errc::overloaded);
    release.set_value();
    run_all();
    EXPECT_THAT(take("shep"), testing::ElementsAre(id));
    store_.reset();
}

// Its lock was taken away from it, by a person or a network disk.
TEST_F(Faults, a_second_writer_fences_the_first) {
    const auto id = accepted("m1");
    std::filesystem::remove(options_.file.string() + "-lock");
    auto options = options_;
    options.node = "second";
    const auto second = open_sqlite_store(options, workers_).value();
    EXPECT_EQ(code(step(answer(id))), Errc::in_progress);
    EXPECT_TRUE(run(second->take(id, clock_.wall())));
    const auto late = step(answer(id));
    EXPECT_EQ(code(late), Errc::in_progress);
    EXPECT_THAT(late.error().detail, HasSubstr("second"));
    EXPECT_TRUE(run(second->step({answer(id)})));
}

// Records of units and groups that were undone leave no gap.
TEST_F(Faults, the_chain_of_records_has_no_gaps) {
    const auto first = accepted("m1");
    auto same_id = message("m2");
    same_id.id = first;
    EXPECT_FALSE(accept(same_id));
    {
        const FullDisk full(std::filesystem::file_size(options_.file.string() + "-wal"));
        EXPECT_FALSE(accept(message("m3", noise(20'000, 3))));
    }
    EXPECT_TRUE(step(answer(first)));
    reopen();
    accepted("m4");
    reopen();
    SQLite::Database database(options_.file.string());
    SQLite::Statement rows(database, "SELECT chain, sequence, body, leaf, link FROM records ORDER BY chain, sequence");
    std::vector<std::pair<int, int>> seen;
    ChainEnd end;
    while (rows.executeStep()) {
        seen.emplace_back(rows.getColumn(0).getInt(), rows.getColumn(1).getInt());
        const auto body = rows.getColumn(2).getString();
        const auto record = read_record(body).value();
        if (record.chain != end.chain) {
            end = {record.chain, 0, no_hash()};
        }
        EXPECT_EQ(record.sequence, ++end.sequence);
        EXPECT_EQ(rows.getColumn(3).getString(), leaf_hash(body));
        end.link = link_hash(end.link, leaf_hash(body));
        EXPECT_EQ(rows.getColumn(4).getString(), end.link);
    }
    EXPECT_THAT(seen, testing::ElementsAre(std::pair{1, 1}, std::pair{1, 2}, std::pair{2, 1}));
}

}  // namespace
}  // namespace otkel::journal
