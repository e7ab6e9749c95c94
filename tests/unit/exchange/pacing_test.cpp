#include "gateway/exchange/pacing.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"

namespace otkel::exchange {
namespace {

using namespace std::chrono_literals;
using Attempt = Pacing::Attempt;

class PacingOfPeers : public testing::Test {
protected:
    test::FakeClock clock_;
    PaceRules rules_{.quota = {.per_minute = 60, .in_flight = 2},
                     .breaker = {.failures_to_open = 2, .time_open = 10'000ms},
                     .retries = {.share = 0.5, .per_second = 0, .burst = 1}};
    Pacing pacing_{clock_, [this](const std::string&) { return rules_; }};
};

TEST_F(PacingOfPeers, lets_so_many_leave_at_once) {
    EXPECT_EQ(pacing_.room("tax"), 2U);
    auto first = pacing_.enter("tax", Attempt::first);
    auto second = pacing_.enter("tax", Attempt::first);
    ASSERT_TRUE(first && second);
    EXPECT_FALSE(pacing_.enter("tax", Attempt::first));
    EXPECT_EQ(pacing_.room("tax"), 0U);
    first.reset();
    EXPECT_TRUE(pacing_.enter("tax", Attempt::first));
}

TEST_F(PacingOfPeers, keeps_the_peers_apart) {
    const auto first = pacing_.enter("tax", Attempt::first);
    auto second = pacing_.enter("tax", Attempt::first);
    second->not_there();
    second->not_there();
    EXPECT_FALSE(pacing_.enter("tax", Attempt::first));
    EXPECT_EQ(pacing_.room("customs"), 2U);
    EXPECT_TRUE(pacing_.enter("customs", Attempt::first));
}

TEST_F(PacingOfPeers, sends_one_to_try_a_peer_that_was_away) {
    pacing_.enter("tax", Attempt::first)->not_there();
    pacing_.enter("tax", Attempt::first)->not_there();
    EXPECT_EQ(pacing_.breaker("tax"), async::BreakerState::open);
    EXPECT_EQ(pacing_.wait("tax"), 10'000ms);
    EXPECT_FALSE(pacing_.enter("tax", Attempt::first));
    clock_.advance(10s);
    EXPECT_EQ(pacing_.room("tax"), 1U);
    {
        auto probe = pacing_.enter("tax", Attempt::first);
        ASSERT_TRUE(probe);
        EXPECT_EQ(pacing_.room("tax"), 0U);
        probe->answered();
    }
    EXPECT_EQ(pacing_.room("tax"), 2U);
}

TEST_F(PacingOfPeers, lets_attempts_again_leave_within_their_budget) {
    EXPECT_TRUE(pacing_.enter("tax", Attempt::again));
    EXPECT_FALSE(pacing_.enter("tax", Attempt::again));
    EXPECT_TRUE(pacing_.enter("tax", Attempt::first));
    EXPECT_TRUE(pacing_.enter("tax", Attempt::first));
    EXPECT_TRUE(pacing_.enter("tax", Attempt::again)) << "two that were sent allow one more";
}

TEST_F(PacingOfPeers, tells_when_the_next_may_leave) {
    rules_.quota = {.per_minute = 2, .in_flight = 10};
    EXPECT_TRUE(pacing_.enter("tax", Attempt::first));
    EXPECT_TRUE(pacing_.enter("tax", Attempt::first));
    EXPECT_FALSE(pacing_.enter("tax", Attempt::first));
    EXPECT_EQ(pacing_.wait("tax"), 1'000ms) << "asked again soon, at most";
    clock_.advance(30s);
    EXPECT_TRUE(pacing_.enter("tax", Attempt::first));
}

}  // namespace
}  // namespace otkel::exchange
