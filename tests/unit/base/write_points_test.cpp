#include "gateway/base/write_points.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <set>

namespace otkel {
namespace {

TEST(WritePoints, have_names_of_their_own_in_the_order_of_the_enumeration) {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < write_points.size(); ++i) {
        EXPECT_EQ(static_cast<std::size_t>(write_points[i].first), i);
        EXPECT_EQ(name(write_points[i].first), write_points[i].second);
        EXPECT_TRUE(names.insert(write_points[i].second).second) << write_points[i].second;
    }
}

TEST(WritePoints, are_passed_by_when_nothing_was_asked) {
    ASSERT_TRUE(stop_at(""));
    for (const auto& [point, name] : write_points) {
        reached(point);
    }
}

void pass(std::string_view stop, WritePoint point, int times) {
    if (!stop_at(stop)) {
        std::exit(3);
    }
    for (int i = 0; i < times; ++i) {
        reached(point);
    }
    std::exit(0);
}

TEST(WritePointsDeath, the_process_is_gone_at_the_passing_that_was_asked_for) {
    EXPECT_EXIT(pass("journal:before-commit:3", WritePoint::before_commit, 3), testing::KilledBySignal(SIGKILL), "");
    EXPECT_EXIT(pass("journal:before-commit:3", WritePoint::before_commit, 2), testing::ExitedWithCode(0), "");
    EXPECT_EXIT(pass("journal:before-commit:1", WritePoint::after_commit, 2), testing::ExitedWithCode(0), "");
}

TEST(WritePoints, say_what_they_expect) {
    for (const auto* wrong : {"journal:before-commit", "journal:before-commit:0", "journal:before-commit:x",
                              "journal:nowhere:1", ":1", "1", "journal:before-commit:1 "}) {
        const auto outcome = stop_at(wrong);
        ASSERT_FALSE(outcome) << wrong;
        EXPECT_EQ(outcome.error().code, Errc::invalid_argument);
        EXPECT_NE(outcome.error().detail.find("outbound:before-send"), std::string::npos);
    }
}

}  // namespace
}  // namespace otkel
