#include "gateway/async/turns.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <vector>

#include "gateway/async/pause.hpp"
#include "gateway/async/task_group.hpp"
#include "tests/support/run_coroutine.hpp"

namespace otkel::async {
namespace {

class TurnsTest : public testing::Test {
protected:
    static Deadline later() { return Deadline(std::chrono::steady_clock::now() + std::chrono::seconds{30}); }
    asio::awaitable<void> use(int number) {
        const auto turn = co_await turns_.take();
        order_.push_back(number);
        co_await asio::post(io_, asio::use_awaitable);  // others run now, and must wait
        order_.push_back(number);
    }
    asio::awaitable<void> wait_and_note(int number) {
        const auto turn = co_await turns_.take();
        order_.push_back(number);
    }

    asio::io_context io_{1};
    std::vector<std::string> errors_;
    TaskGroup group_{io_.get_executor(), [this](const std::string& what) { errors_.push_back(what); }};
    Turns turns_;
    std::vector<int> order_;
};

TEST_F(TurnsTest, are_given_in_the_order_of_asking) {
    for (int number = 1; number <= 3; ++number) {
        group_.spawn(use(number));
    }
    EXPECT_TRUE(test::run(io_, group_.join(later())));
    EXPECT_THAT(order_, testing::ElementsAre(1, 1, 2, 2, 3, 3));
}

TEST_F(TurnsTest, who_is_cancelled_while_waiting_gets_none_and_holds_up_nobody) {
    std::optional<Turns::Turn> held(test::run(io_, turns_.take()));
    TaskGroup others(io_.get_executor(), [this](const std::string& what) { errors_.push_back(what); });
    others.spawn(wait_and_note(1));
    group_.spawn(wait_and_note(2));
    io_.restart();
    io_.poll();
    others.cancel();
    EXPECT_TRUE(test::run(io_, others.join(later())));
    EXPECT_TRUE(order_.empty());
    held.reset();
    EXPECT_TRUE(test::run(io_, group_.join(later())));
    EXPECT_THAT(order_, testing::ElementsAre(2));
    EXPECT_TRUE(errors_.empty());
}

TEST_F(TurnsTest, one_that_was_given_and_is_cancelled_goes_to_the_next) {
    std::optional<Turns::Turn> held(test::run(io_, turns_.take()));
    TaskGroup others(io_.get_executor(), [this](const std::string& what) { errors_.push_back(what); });
    others.spawn(use(1));
    group_.spawn(wait_and_note(2));
    io_.restart();
    io_.poll();
    held.reset();
    others.cancel();
    EXPECT_TRUE(test::run(io_, others.join(later())));
    EXPECT_TRUE(test::run(io_, group_.join(later())));
    EXPECT_EQ(order_.back(), 2);
}

TEST(Pause, doubles_with_each_failure_up_to_its_limit) {
    using std::chrono::milliseconds;
    EXPECT_EQ(pause_after(1, milliseconds{60'000}), milliseconds{1'000});
    EXPECT_EQ(pause_after(3, milliseconds{60'000}), milliseconds{4'000});
    EXPECT_EQ(pause_after(7, milliseconds{60'000}), milliseconds{60'000});
    EXPECT_EQ(pause_after(1'000'000, milliseconds{60'000}), milliseconds{60'000});
}

TEST(Pause, is_lengthened_by_the_given_part_at_most) {
    using std::chrono::milliseconds;
    for (int i = 0; i < 100; ++i) {
        const auto length = with_jitter(milliseconds{1'000}, 10);
        EXPECT_GE(length, milliseconds{1'000});
        EXPECT_LE(length, milliseconds{1'100});
    }
}

}  // namespace
}  // namespace otkel::async
