#include "gateway/async/task_group.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <stdexcept>
#include <vector>

#include "tests/support/run_coroutine.hpp"

namespace otkel::async {
namespace {

class Tasks : public testing::Test {
protected:
    static Deadline in(std::chrono::milliseconds duration) {
        return Deadline(std::chrono::steady_clock::now() + duration);
    }
    bool join(std::chrono::milliseconds patience) { return test::run(io_, group_.join(in(patience))); }

    asio::io_context io_{1};
    std::vector<std::string> errors_;
    TaskGroup group_{io_.get_executor(), [this](const std::string& what) { errors_.push_back(what); }};
};

asio::awaitable<void> sets(bool& flag) {
    flag = true;
    co_return;
}
asio::awaitable<void> throws() {
    throw std::runtime_error("broken");
    co_return;
}
asio::awaitable<void> sleeps_for_ever(bool& woken) {
    co_await sleep_until(SteadyTime::max());
    woken = true;
}
asio::awaitable<void> throws_while_cancelled() {
    try {
        co_await sleep_until(SteadyTime::max());
    } catch (const std::exception&) {
        throw std::runtime_error("broken");
    }
}
asio::awaitable<void> spawns(TaskGroup& group, bool& flag) {
    group.spawn(sets(flag));
    co_return;
}

constexpr std::chrono::milliseconds long_enough{30'000};

TEST_F(Tasks, run_and_leave) {
    bool ran = false;
    group_.spawn(sets(ran));
    EXPECT_EQ(group_.size(), 1U);
    EXPECT_TRUE(join(long_enough));
    EXPECT_TRUE(ran);
    EXPECT_EQ(group_.size(), 0U);
    EXPECT_TRUE(errors_.empty());
}

TEST_F(Tasks, may_spawn_others_that_are_joined_too) {
    bool ran = false;
    group_.spawn(spawns(group_, ran));
    EXPECT_TRUE(join(long_enough));
    EXPECT_TRUE(ran);
}

TEST_F(Tasks, that_throw_are_reported) {
    group_.spawn(throws());
    EXPECT_TRUE(join(long_enough));
    EXPECT_THAT(errors_, testing::ElementsAre("broken"));
}

TEST_F(Tasks, that_are_cancelled_have_not_failed) {
    bool woken = false;
    group_.spawn(sleeps_for_ever(woken));
    group_.spawn(sleeps_for_ever(woken));
    group_.spawn(throws_while_cancelled());
    io_.poll();
    group_.cancel();
    EXPECT_TRUE(join(long_enough));
    EXPECT_FALSE(woken);
    EXPECT_THAT(errors_, testing::ElementsAre("broken"));
}

TEST_F(Tasks, are_dropped_after_the_close) {
    bool ran = false;
    group_.close();
    group_.spawn(sets(ran));
    EXPECT_TRUE(join(long_enough));
    EXPECT_FALSE(ran);
}

TEST_F(Tasks, that_do_not_end_are_waited_for_until_the_deadline_only) {
    bool woken = false;
    group_.spawn(sleeps_for_ever(woken));
    EXPECT_FALSE(join(std::chrono::milliseconds{10}));
    EXPECT_FALSE(join(std::chrono::milliseconds{0}));
    group_.cancel();
    EXPECT_TRUE(join(long_enough));
}

TEST_F(Tasks, may_be_joined_twice_at_once) {
    bool woken = false;
    group_.spawn(sleeps_for_ever(woken));
    int joined = 0;
    for (int i = 0; i < 2; ++i) {
        asio::co_spawn(io_, group_.join(in(long_enough)),
                       [&joined](const std::exception_ptr&, bool all) { joined += all ? 1 : 0; });
    }
    // Two who wait must not wake each other for ever.
    EXPECT_LT(io_.poll(), 100U);
    group_.cancel();
    io_.run();
    EXPECT_EQ(joined, 2);
}

TEST_F(Tasks, of_an_empty_group_are_joined_at_once) { EXPECT_TRUE(join(std::chrono::milliseconds{0})); }

TEST(TasksDeath, is_the_end_of_a_group_that_goes_before_them) {
    EXPECT_DEATH(
        {
            asio::io_context io{1};
            bool woken = false;
            TaskGroup group(io.get_executor(), [](const std::string&) {});
            group.spawn(sleeps_for_ever(woken));
            io.poll();
        },
        "running");
}

}  // namespace
}  // namespace otkel::async
