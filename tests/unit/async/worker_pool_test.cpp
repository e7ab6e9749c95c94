#include "gateway/async/worker_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <future>
#include <memory>
#include <thread>

#include "tests/support/run_coroutine.hpp"

namespace otkel::async {
namespace {

struct Threads {
    std::thread::id before, during, after;
};

asio::awaitable<void> looks_where_it_runs(WorkerPool& pool, Threads& threads) {
    threads.before = std::this_thread::get_id();
    auto task = [] { return std::this_thread::get_id(); };
    threads.during = (co_await pool.run(std::move(task))).value();
    threads.after = std::this_thread::get_id();
}

TEST(WorkerPool, works_elsewhere_and_comes_back) {
    asio::io_context io{1};
    WorkerPool pool({});
    Threads threads;
    test::run(io, looks_where_it_runs(pool, threads));
    EXPECT_EQ(threads.before, threads.after);
    EXPECT_NE(threads.before, threads.during);
}

TEST(WorkerPool, gives_values_that_only_move) {
    asio::io_context io{1};
    WorkerPool pool({});
    auto made = test::run(io, pool.run([] { return std::make_unique<int>(7); }));
    EXPECT_EQ(*made.value(), 7);
}

TEST(WorkerPool, gives_a_failed_result_as_a_value) {
    asio::io_context io{1};
    WorkerPool pool({});
    const auto outcome = test::run(io, pool.run([]() -> Result<int> { return fail(Errc::not_found, "none"); }));
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->error().code, Errc::not_found);
}

TEST(WorkerPool, refuses_more_than_its_queue_holds_and_recovers) {
    asio::io_context io{1};
    WorkerPool pool({1, 3});
    std::promise<void> gate;
    auto open = gate.get_future().share();
    int good = 0;
    int overloaded = 0;
    for (int i = 0; i < 10; ++i) {
        auto task = [open] {
            open.wait();
            return true;
        };
        asio::co_spawn(io, pool.run(std::move(task)), [&](const std::exception_ptr& e, const Result<bool>& outcome) {
            EXPECT_FALSE(e);
            ++(outcome ? good : overloaded);
            EXPECT_TRUE(outcome || outcome.error().code == Errc::overloaded);
        });
    }
    io.poll();
    EXPECT_EQ(overloaded, 7);
    EXPECT_EQ(pool.waiting(), 3U);
    gate.set_value();
    io.run();
    EXPECT_EQ(good, 3);
    EXPECT_EQ(pool.waiting(), 0U);
    EXPECT_TRUE(test::run(io, pool.run([] { return 1; })));
}

TEST(WorkerPool, uses_all_its_threads) {
    asio::io_context io{1};
    WorkerPool pool({3, 100});
    std::atomic<int> inside{0};
    std::promise<void> all;
    auto met = all.get_future().share();
    int ended = 0;
    for (int i = 0; i < 3; ++i) {
        auto task = [&inside, &all, met] {
            if (++inside == 3) {
                all.set_value();
            }
            met.wait();
            return true;
        };
        asio::co_spawn(io, pool.run(std::move(task)), [&ended](const std::exception_ptr&, const auto&) { ++ended; });
    }
    io.run();
    EXPECT_EQ(ended, 3);
}

TEST(WorkerPool, finishes_what_it_has_accepted_before_it_goes) {
    asio::io_context io{1};
    std::atomic<int> done{0};
    {
        WorkerPool pool({1, 100});
        for (int i = 0; i < 50; ++i) {
            auto task = [&done] { return ++done; };
            asio::co_spawn(io, pool.run(std::move(task)), [](const std::exception_ptr&, const auto&) {});
        }
        io.poll();
    }
    EXPECT_EQ(done, 50);
    io.run();
}

}  // namespace
}  // namespace otkel::async
