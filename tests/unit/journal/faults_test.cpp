#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <boost/asio/co_spawn.hpp>
#include <csignal>
#include <fstream>

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
int fill(JournalTest& /*test*/, const std::function<Result<std::optional<Duplicate>>(int)>& accept, Error& error) {
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
    EXPECT_TRUE(conclude(answer(acceptance.id, "<reply/>")));
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
    EXPECT_TRUE(conclude(answer(acceptance.id, "<reply/>")));
    reopen();
    SQLite::Database(options_.file.string(), SQLite::OPEN_READWRITE)
        .exec("UPDATE legs SET octets = CAST('<reqly/>' AS BLOB) WHERE leg = 1");
    EXPECT_EQ(accept(message("m1")).error().code, Errc::storage_failed);
}

// Any flipped octet of the whole file: an error or the right answer, never another answer and never a crash.
TEST_F(Faults, flipped_octets_of_the_file_never_give_a_wrong_message) {
    const auto acceptance = message("m1", noise(3000, 1));
    EXPECT_FALSE(accept(acceptance).value());
    EXPECT_TRUE(conclude(answer(acceptance.id, noise(3000, 2))));
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
    options_.size_limit = 400'000;
    Error error;
    const int count = fill(
        *this,
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
        const FullDisk full(500'000);
        Error error;
        count = fill(
            *this,
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
    EXPECT_EQ(reader->unfinished().value().size(), 1U);
    EXPECT_EQ(run(reader->accept(message("m2"))).error().code, Errc::unsupported);
    EXPECT_EQ(run(reader->conclude(answer(acceptance.id))).error().code, Errc::unsupported);
    EXPECT_TRUE(conclude(answer(acceptance.id)));
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
