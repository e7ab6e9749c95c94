#include <condition_variable>
#include <mutex>

#include "tests/support/run_coroutine.hpp"
#include "tests/unit/async/group_writer_fixture.hpp"

namespace otkel::async {
namespace {

// A database whose commits are durable after a sync; each sync waits for its turn.
struct SyncedDatabase {
    std::mutex mutex;
    std::condition_variable changed;
    int allowed{0}, synced{0}, committed{0};
    Result<void> sync_outcome{};

    GroupWriter::Transaction transaction() {
        return {[] { return Result<void>{}; },
                [this] {
                    note(committed);
                    return Result<void>{};
                },
                [] {}, [this] { return sync(); }};
    }
    Result<void> sync() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return allowed > synced; });
        ++synced;
        changed.notify_all();
        return sync_outcome;
    }
    void note(int& figure) {
        const std::lock_guard lock(mutex);
        ++figure;
        changed.notify_all();
    }
    void allow(int syncs) {
        const std::lock_guard lock(mutex);
        allowed += syncs;
        changed.notify_all();
    }
    void wait_for_commits(int count) {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this, count] { return committed >= count; });
    }
};

constexpr int always = 1'000'000;

TEST(GroupWriterWithSync, resumes_nobody_before_the_sync_after_the_commit) {
    asio::io_context io{1};
    SyncedDatabase database;
    GroupWriter writer(database.transaction(), {});
    Outcomes outcomes;
    write(io, writer, outcomes, nothing);
    io.poll();
    database.wait_for_commits(1);
    io.poll();
    EXPECT_EQ(outcomes.good, 0) << "committed, and not durable yet";
    database.allow(1);
    io.run();
    EXPECT_EQ(outcomes.good, 1);
}

TEST(GroupWriterWithSync, writes_the_next_group_while_the_disk_is_waited_for) {
    asio::io_context io{1};
    SyncedDatabase database;
    GroupWriter writer(database.transaction(), {});
    Outcomes outcomes;
    write(io, writer, outcomes, nothing);
    io.poll();
    database.wait_for_commits(1);
    write(io, writer, outcomes, nothing);
    io.poll();
    database.wait_for_commits(2);  // would never come if the first sync held it up
    EXPECT_EQ(outcomes.good, 0);
    database.allow(always);
    io.run();
    EXPECT_EQ(outcomes.good, 2);
}

TEST(GroupWriterWithSync, tells_a_failed_sync_to_its_group_and_to_every_later_one) {
    asio::io_context io{1};
    SyncedDatabase database;
    database.sync_outcome = fail(Errc::storage_failed, "input/output error");
    GroupWriter writer(database.transaction(), {});
    Outcomes outcomes;
    write(io, writer, outcomes, nothing);
    io.poll();
    database.wait_for_commits(1);
    write(io, writer, outcomes, nothing);
    io.poll();
    database.wait_for_commits(2);  // before the first failure is known
    database.allow(1);
    io.run();
    EXPECT_EQ(outcomes.bad, std::vector<Errc>(2, Errc::storage_failed));
    EXPECT_EQ(database.synced, 1) << "a later sync that succeeds would hide what the first has lost (fsync(2), NOTES)";

    bool ran = false;
    auto late = [&ran]() -> Result<void> {
        ran = true;
        return {};
    };
    EXPECT_EQ(test::run(io, writer.write(late)).error().code, Errc::storage_failed);
    EXPECT_FALSE(ran);
    EXPECT_EQ(database.committed, 2);
    EXPECT_EQ(writer.figures().units, 0U);
}

TEST(GroupWriterWithSync, that_hangs_in_a_sync_turns_new_work_away) {
    asio::io_context io{1};
    SyncedDatabase database;
    GroupWriter writer(database.transaction(), {100, 100, std::chrono::milliseconds{0}});
    Outcomes outcomes;
    write(io, writer, outcomes, nothing);
    io.poll();
    database.wait_for_commits(1);
    write(io, writer, outcomes, nothing, GroupWriter::Entry::follow_up);
    io.poll();
    database.wait_for_commits(2);  // the first is taken by the sync before the writer has room for the second
    write(io, writer, outcomes, nothing);
    io.poll();
    EXPECT_EQ(outcomes.bad, std::vector<Errc>{Errc::overloaded});
    database.allow(always);
    io.run();
    EXPECT_EQ(outcomes.good, 2);
}

TEST(GroupWriterWithSync, syncs_what_it_has_accepted_before_it_goes) {
    asio::io_context io{1};
    SyncedDatabase database;
    Outcomes outcomes;
    {
        GroupWriter writer(database.transaction(), {100, 1});
        for (int i = 0; i < 20; ++i) {
            write(io, writer, outcomes, nothing);
        }
        io.poll();
        database.allow(always);
    }
    EXPECT_EQ(database.committed, 20);
    EXPECT_EQ(database.synced, 20);
    io.run();
    EXPECT_EQ(outcomes.good, 20);
}

}  // namespace
}  // namespace otkel::async
