#include "gateway/exchange/retry.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"

namespace otkel::exchange {
namespace {

using namespace std::chrono_literals;

constexpr RetryRules rules{.tries_max = 5, .first_pause = 1'000ms, .longest_pause = 5'000ms};
const WallTime now{};

std::chrono::milliseconds pause(std::size_t attempt, double chance) {
    const auto next = next_attempt(rules, {.number = attempt, .at = now}, [chance] { return chance; });
    return std::chrono::duration_cast<std::chrono::milliseconds>(next.at.value() - now);
}

TEST(NextAttempt, comes_within_a_pause_that_doubles_up_to_the_longest) {
    EXPECT_EQ(pause(1, 0.999), 999ms);
    EXPECT_EQ(pause(2, 0.5), 1'000ms);
    EXPECT_EQ(pause(3, 0.5), 2'000ms);
    EXPECT_EQ(pause(4, 0.5), 2'500ms);
    EXPECT_EQ(pause(4, 0.0), 0ms) << "full jitter";
}

TEST(NextAttempt, is_parked_after_the_last_try) {
    const auto next = next_attempt(rules, {.number = 5, .at = now}, [] { return 0.0; });
    EXPECT_FALSE(next.at);
    EXPECT_EQ(next.reason, "all 5 tries failed");
}

TEST(NextAttempt, is_not_before_the_peer_wants_it) {
    const auto next = next_attempt(rules, {.number = 1, .at = now, .retry_after = 60s}, [] { return 0.5; });
    EXPECT_EQ(next.at.value(), now + 60'500ms);
}

TEST(NextAttempt, is_parked_when_its_time_would_be_over) {
    const auto next =
        next_attempt(rules, {.number = 1, .at = now, .retry_after = 60s, .give_up = now + 60s}, [] { return 0.0; });
    EXPECT_FALSE(next.at);
    EXPECT_EQ(next.reason, "the next try would come after its time is over");
}

TEST(RetryBudget, allows_a_share_of_what_is_sent_and_a_few_by_the_second) {
    test::FakeClock clock;
    RetryBudget budget(clock, {.share = 0.25, .per_second = 2, .burst = 3});
    EXPECT_EQ(budget.room(), 3U);
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(budget.take());
    }
    EXPECT_FALSE(budget.take());
    for (int i = 0; i < 4; ++i) {
        budget.sent_for_the_first_time();
    }
    EXPECT_TRUE(budget.take());
    EXPECT_FALSE(budget.take());
    clock.advance(1s);
    EXPECT_EQ(budget.room(), 2U);
    clock.advance(1min);
    EXPECT_EQ(budget.room(), 3U) << "a quiet peer does not save up for a storm";
}

}  // namespace
}  // namespace otkel::exchange
