#include "gateway/async/group_writer.hpp"

#include <gtest/gtest.h>

#include <future>
#include <list>
#include <thread>
#include <vector>

#include "tests/support/run_coroutine.hpp"
#include "tests/unit/async/group_writer_fixture.hpp"

namespace otkel::async {
namespace {

// Counts what the writer does; `open` lets a test hold the first group back.
struct Database {
    std::promise<void> gate;
    std::shared_future<void> open{gate.get_future().share()};
    int begun{0}, committed{0}, undone{0};
    Result<void> begin_outcome{}, commit_outcome{};

    GroupWriter::Transaction transaction() {
        return {[this] {
                    open.wait();
                    ++begun;
                    return begin_outcome;
                },
                [this] {
                    ++committed;
                    return commit_outcome;
                },
                [this] { ++undone; }};
    }
};

TEST(GroupWriter, takes_what_waits_into_one_commit_in_order) {
    asio::io_context io{1};
    Database database;
    GroupWriter writer(database.transaction(), {});
    Outcomes outcomes;
    std::vector<int> order;
    for (int i = 0; i < 100; ++i) {
        write(io, writer, outcomes, [&order, i]() -> Result<void> {
            order.push_back(i);
            return {};
        });
    }
    io.poll();
    EXPECT_EQ(outcomes.good, 0);
    database.gate.set_value();
    io.run();
    EXPECT_EQ(outcomes.good, 100);
    EXPECT_LE(database.committed, 2);
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
    EXPECT_EQ(order.size(), 100U);
    EXPECT_EQ(writer.figures().units, 100U);
    EXPECT_EQ(writer.figures().waiting, 0U);
}

TEST(GroupWriter, keeps_a_group_within_its_bound) {
    asio::io_context io{1};
    Database database;
    GroupWriter writer(database.transaction(), {1000, 10});
    Outcomes outcomes;
    for (int i = 0; i < 100; ++i) {
        write(io, writer, outcomes, [] { return Result<void>{}; });
    }
    database.gate.set_value();
    io.run();
    EXPECT_GE(database.committed, 10);
}

TEST(GroupWriter, refuses_more_than_its_queue_holds) {
    asio::io_context io{1};
    Database database;
    GroupWriter writer(database.transaction(), {5, 100});
    Outcomes outcomes;
    for (int i = 0; i < 20; ++i) {
        write(io, writer, outcomes, [] { return Result<void>{}; });
    }
    io.poll();
    EXPECT_GE(outcomes.bad.size(), 10U);
    database.gate.set_value();
    io.run();
    EXPECT_EQ(outcomes.bad, std::vector<Errc>(outcomes.bad.size(), Errc::overloaded));
    EXPECT_EQ(outcomes.good + static_cast<int>(outcomes.bad.size()), 20);
}

TEST(GroupWriter, takes_what_ends_begun_work_when_new_work_no_longer_fits) {
    asio::io_context io{1};
    Database database;
    GroupWriter writer(database.transaction(), {5, 100});
    Outcomes outcomes;
    write(io, writer, outcomes, nothing);
    io.poll();
    while (writer.figures().waiting > 0) {
        std::this_thread::yield();  // until it is in the group that waits
    }
    for (int i = 0; i < 6; ++i) {
        write(io, writer, outcomes, nothing);
    }
    io.poll();
    EXPECT_EQ(outcomes.bad, std::vector<Errc>{Errc::overloaded});
    for (int i = 0; i < 6; ++i) {
        write(io, writer, outcomes, nothing, GroupWriter::Entry::follow_up);
    }
    io.poll();
    EXPECT_EQ(outcomes.bad.size(), 2U) << "that is bounded, too";
    database.gate.set_value();
    io.run();
    EXPECT_EQ(outcomes.good, 11);
}

TEST(GroupWriter, that_is_stuck_turns_new_work_away_and_keeps_what_ends_begun_work) {
    asio::io_context io{1};
    Database database;
    GroupWriter writer(database.transaction(), {100, 100, std::chrono::milliseconds{0}});
    Outcomes outcomes;
    write(io, writer, outcomes, nothing);
    io.poll();
    while (writer.figures().waiting > 0) {
        std::this_thread::yield();
    }
    write(io, writer, outcomes, nothing);
    write(io, writer, outcomes, nothing, GroupWriter::Entry::follow_up);
    io.poll();
    EXPECT_EQ(outcomes.bad, std::vector<Errc>{Errc::overloaded});
    database.gate.set_value();
    io.run();
    EXPECT_EQ(outcomes.good, 2);
    write(io, writer, outcomes, nothing);
    io.restart();
    io.run();
    EXPECT_EQ(outcomes.good, 3) << "it goes on";
}

TEST(GroupWriter, tells_a_failed_unit_to_its_caller_alone) {
    asio::io_context io{1};
    Database database;
    GroupWriter writer(database.transaction(), {});
    Outcomes outcomes;
    for (int i = 0; i < 3; ++i) {
        write(io, writer, outcomes, [i]() -> Result<void> {
            if (i == 1) {
                return fail(Errc::not_found, "no such thing");
            }
            return {};
        });
    }
    database.gate.set_value();
    io.run();
    EXPECT_EQ(outcomes.good, 2);
    EXPECT_EQ(outcomes.bad, std::vector<Errc>{Errc::not_found});
    EXPECT_EQ(database.undone, 0);
}

// Two failing units of a group of five: one has written before it failed, one has not.
TEST(GroupWriter, undoes_a_half_written_group_and_writes_its_units_one_by_one) {
    asio::io_context io{1};
    Database database;
    std::vector<int> rows, of_transaction;  // on the disk, and not committed yet
    bool half_written = false;
    GroupWriter writer({[&] {
                            database.open.wait();
                            half_written = false;
                            return Result<void>{};
                        },
                        [&] {
                            rows.insert(rows.end(), of_transaction.begin(), of_transaction.end());
                            of_transaction.clear();
                            return Result<void>{};
                        },
                        [&] { of_transaction.clear(); },
                        {},
                        [&] { return half_written; }},
                       {});
    Outcomes outcomes;
    for (int i = 0; i < 5; ++i) {
        write(io, writer, outcomes, [&, i]() -> Result<void> {
            half_written = i == 3;
            if (i == 1) {
                return fail(Errc::not_found, "nothing written");
            }
            of_transaction.push_back(i);
            return i == 3 ? Result<void>(fail(Errc::storage_failed, "in the middle")) : Result<void>{};
        });
    }
    io.poll();
    database.gate.set_value();
    io.run();
    EXPECT_EQ(outcomes.good, 3);
    EXPECT_EQ(outcomes.bad, (std::vector<Errc>{Errc::not_found, Errc::storage_failed}));
    EXPECT_EQ(rows, (std::vector<int>{0, 2, 4}));
}

// The first group is large; the next one begins when `gathered` wait, long before its time is over.
TEST(GroupWriter, under_load_waits_for_others_and_not_longer_than_needed) {
    asio::io_context io{1};
    Database database;
    GroupWriter::Options options;
    options.gather_time = std::chrono::hours{1};
    options.gathered = 4;
    Outcomes outcomes;
    {
        GroupWriter writer(database.transaction(), options);
        database.gate.set_value();
        EXPECT_TRUE(test::run(io, writer.write(nothing))) << "who writes alone does not wait";
        io.restart();
        for (int i = 0; i < 64; ++i) {
            write(io, writer, outcomes, nothing);
        }
        while (outcomes.good < 60) {  // all but what is too few for a group of its own
            io.poll();
            io.restart();
        }
    }
    io.run();
    EXPECT_EQ(outcomes.good, 64) << "who ends it does not wait either";
}

TEST(GroupWriter, tells_a_failed_commit_to_the_whole_group_and_goes_on) {
    asio::io_context io{1};
    Database database;
    database.commit_outcome = fail(Errc::storage_failed, "disk full");
    GroupWriter writer(database.transaction(), {});
    Outcomes outcomes;
    for (int i = 0; i < 3; ++i) {
        write(io, writer, outcomes, [] { return Result<void>{}; });
    }
    database.gate.set_value();
    io.run();
    EXPECT_EQ(outcomes.bad, std::vector<Errc>(3, Errc::storage_failed));
    EXPECT_GE(database.undone, 1);
    EXPECT_EQ(writer.figures().units, 0U);
    EXPECT_FALSE(test::run(io, writer.write([] { return Result<void>{}; })));
}

TEST(GroupWriter, runs_no_unit_when_the_transaction_cannot_begin) {
    asio::io_context io{1};
    Database database;
    database.gate.set_value();
    database.begin_outcome = fail(Errc::storage_failed, "locked");
    GroupWriter writer(database.transaction(), {});
    bool ran = false;
    auto unit = [&ran]() -> Result<void> {
        ran = true;
        return {};
    };
    EXPECT_EQ(test::run(io, writer.write(std::move(unit))).error().code, Errc::storage_failed);
    EXPECT_FALSE(ran);
    EXPECT_EQ(database.committed, 0);
}

TEST(GroupWriter, commits_what_it_has_accepted_before_it_goes) {
    asio::io_context io{1};
    Database database;
    Outcomes outcomes;
    {
        GroupWriter writer(database.transaction(), {100, 1});
        for (int i = 0; i < 20; ++i) {
            write(io, writer, outcomes, [] { return Result<void>{}; });
        }
        io.poll();
        database.gate.set_value();
    }
    EXPECT_EQ(database.committed, 20);
    io.run();
    EXPECT_EQ(outcomes.good, 20);
}

asio::awaitable<void> writes_and_looks_where_it_is(GroupWriter& writer, std::thread::id& before,
                                                   std::thread::id& after) {
    before = std::this_thread::get_id();
    auto unit = [] { return Result<void>{}; };
    EXPECT_TRUE(co_await writer.write(std::move(unit)));
    after = std::this_thread::get_id();
}

TEST(GroupWriter, resumes_on_the_callers_own_loop) {
    asio::io_context io{1};
    Database database;
    database.gate.set_value();
    GroupWriter writer(database.transaction(), {});
    std::thread::id before;
    std::thread::id after;
    test::run(io, writes_and_looks_where_it_is(writer, before, after));
    EXPECT_EQ(before, after);
}

TEST(GroupWriter, serves_several_loops_at_once) {
    std::list<asio::io_context> loops;
    Database database;
    database.gate.set_value();
    GroupWriter writer(database.transaction(), {});
    int sum = 0;  // only the writer's thread touches it
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&writer, &sum, &io = loops.emplace_back(1)] {
            Outcomes outcomes;
            for (int i = 0; i < 250; ++i) {
                write(io, writer, outcomes, [&sum]() -> Result<void> {
                    ++sum;
                    return {};
                });
            }
            io.run();
            EXPECT_EQ(outcomes.good, 250);
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(writer.figures().units, 1000U);
    EXPECT_EQ(sum, 1000);
}

}  // namespace
}  // namespace otkel::async
