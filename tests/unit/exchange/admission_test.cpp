#include "gateway/exchange/admission.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "tests/support/fake_clock.hpp"

namespace otkel::exchange {
namespace {

class Admitting : public testing::Test {
protected:
    test::FakeClock clock_;
    Admission admission_{clock_};
};

TEST_F(Admitting, counts_what_is_in_flight_and_gives_places_back) {
    const Quota quota{2, 1'000};
    auto first = admission_.enter("customs", quota);
    const auto second = admission_.enter("customs", quota);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(admission_.in_flight("customs"), 2U);
    const auto third = admission_.enter("customs", quota);
    ASSERT_FALSE(third);
    EXPECT_EQ(third.error().code, Errc::overloaded);
    EXPECT_THAT(third.error().detail, testing::HasSubstr("quota.in_flight"));
    {
        const auto left = std::move(*first);
    }
    EXPECT_EQ(admission_.in_flight("customs"), 1U);
    EXPECT_TRUE(admission_.enter("customs", quota));
}

TEST_F(Admitting, a_place_that_is_moved_is_given_back_once) {
    const Quota quota{4, 1'000};
    {
        auto place = std::move(*admission_.enter("customs", quota));
        auto moved = std::move(place);
        moved = std::move(*admission_.enter("customs", quota));
        EXPECT_EQ(admission_.in_flight("customs"), 1U);
    }
    EXPECT_EQ(admission_.in_flight("customs"), 0U);
}

TEST_F(Admitting, lets_a_second_s_requests_in_at_once_and_then_as_time_goes) {
    const Quota quota{1'000, 10};
    for (int i = 0; i < 10; ++i) {
        EXPECT_TRUE(admission_.enter("customs", quota)) << i;
    }
    const auto refused = admission_.enter("customs", quota);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::overloaded);
    EXPECT_THAT(refused.error().detail, testing::HasSubstr("quota.requests_per_second"));
    clock_.advance(std::chrono::milliseconds{99});
    EXPECT_FALSE(admission_.enter("customs", quota));
    clock_.advance(std::chrono::milliseconds{2});
    EXPECT_TRUE(admission_.enter("customs", quota));
    EXPECT_FALSE(admission_.enter("customs", quota));
}

TEST_F(Admitting, saves_no_more_than_one_second_of_requests) {
    const Quota quota{1'000, 3};
    EXPECT_TRUE(admission_.enter("customs", quota));
    clock_.advance(std::chrono::hours{1});
    int entered = 0;
    while (admission_.enter("customs", quota)) {
        ++entered;
    }
    EXPECT_EQ(entered, 3);
}

TEST_F(Admitting, a_wall_that_jumps_changes_nothing) {
    const Quota quota{1'000, 1};
    EXPECT_TRUE(admission_.enter("customs", quota));
    clock_.set_wall(clock_.wall() + std::chrono::hours{24});
    EXPECT_FALSE(admission_.enter("customs", quota));
}

TEST_F(Admitting, one_peer_does_not_touch_another) {
    const Quota quota{1, 1};
    const auto customs = admission_.enter("customs", quota);
    EXPECT_FALSE(admission_.enter("customs", quota));
    EXPECT_TRUE(admission_.enter("tax", quota));
    EXPECT_EQ(admission_.in_flight("nobody"), 0U);
}

TEST_F(Admitting, a_refusal_takes_neither_place_nor_token) {
    const Quota quota{1, 2};
    {
        const auto place = admission_.enter("customs", quota);
        EXPECT_FALSE(admission_.enter("customs", quota));
    }
    EXPECT_TRUE(admission_.enter("customs", quota));
}

TEST_F(Admitting, a_quota_that_a_reload_lowers_rules_at_once) {
    EXPECT_TRUE(admission_.enter("customs", {10, 100}));
    EXPECT_TRUE(admission_.enter("customs", {10, 1}));
    EXPECT_FALSE(admission_.enter("customs", {10, 1}));
}

}  // namespace
}  // namespace otkel::exchange
