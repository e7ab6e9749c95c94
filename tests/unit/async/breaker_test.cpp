#include "gateway/async/breaker.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"

namespace otkel::async {
namespace {

using namespace std::chrono_literals;

TEST(Breaker, opens_after_failures_in_a_row_only) {
    const test::FakeClock clock;
    Breaker breaker(clock, {3, 1'000ms});
    breaker.failed();
    breaker.failed();
    breaker.succeeded();
    breaker.failed();
    breaker.failed();
    EXPECT_TRUE(breaker.admits());
    breaker.failed();
    EXPECT_EQ(breaker.state(), BreakerState::open);
    EXPECT_FALSE(breaker.admits());
    EXPECT_EQ(breaker.wait(), 1'000ms);
}

TEST(Breaker, lets_one_probe_through) {
    test::FakeClock clock;
    Breaker breaker(clock, {1, 1'000ms});
    breaker.failed();
    clock.advance(1s);
    EXPECT_TRUE(breaker.admits());
    EXPECT_EQ(breaker.state(), BreakerState::probing);
    EXPECT_FALSE(breaker.admits());
    breaker.succeeded();
    EXPECT_TRUE(breaker.admits());
    EXPECT_TRUE(breaker.admits());
}

TEST(Breaker, opens_again_when_the_probe_fails) {
    test::FakeClock clock;
    Breaker breaker(clock, {3, 1'000ms});
    for (int i = 0; i < 3; ++i) {
        breaker.failed();
    }
    clock.advance(1s);
    EXPECT_TRUE(breaker.admits());
    breaker.failed();
    EXPECT_FALSE(breaker.admits());
    clock.advance(1s);
    EXPECT_TRUE(breaker.admits());
}

TEST(Breaker, gives_the_place_of_a_lost_probe_to_another) {
    test::FakeClock clock;
    Breaker breaker(clock, {1, 1'000ms});
    breaker.failed();
    clock.advance(1s);
    EXPECT_TRUE(breaker.admits());
    clock.advance(1s);
    EXPECT_TRUE(breaker.admits());
    EXPECT_FALSE(breaker.admits());
}

TEST(CallQuota, bounds_the_calls_of_a_minute) {
    test::FakeClock clock;
    CallQuota quota(clock, {2, 10});
    EXPECT_TRUE(quota.take());
    quota.give_back();
    EXPECT_TRUE(quota.take());
    quota.give_back();
    EXPECT_FALSE(quota.take());
    EXPECT_EQ(quota.wait(), 30s);
    EXPECT_EQ(quota.room(), 0U);
    clock.advance(30s);
    EXPECT_EQ(quota.wait(), 0s);
    EXPECT_EQ(quota.room(), 1U);
    EXPECT_TRUE(quota.take());
    EXPECT_FALSE(quota.take());
}

TEST(CallQuota, bounds_the_calls_at_the_same_time) {
    const test::FakeClock clock;
    CallQuota quota(clock, {100, 1});
    EXPECT_TRUE(quota.take());
    EXPECT_FALSE(quota.take());
    quota.give_back();
    EXPECT_TRUE(quota.take());
}

}  // namespace
}  // namespace otkel::async
