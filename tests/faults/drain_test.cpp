#include "tests/faults/drain.hpp"

#include <gtest/gtest.h>

#include "tests/faults/asking.hpp"

// bench/drain is the long form.

namespace otkel::test {
namespace {

void expect_whole(const DrainFigures& figures) {
    EXPECT_EQ(figures.missing, 0U) << figures.log;
    EXPECT_EQ(figures.doubled, 0U);
    EXPECT_EQ(figures.out_of_order, 0U);
    EXPECT_EQ(figures.unfinished, 0U);
}

TEST(Drain, of_two_thousand_exchanges_goes_at_the_quota_without_growing) {
    DrainOrder order;
    order.exchanges = 2'000;
    order.per_minute = 1'800;
    order.program = OTKEL_PROGRAM;
    const auto figures = drain(order);
    EXPECT_EQ(figures.acknowledged, order.exchanges);
    expect_whole(figures);
    EXPECT_LE(figures.share_of_quota, 1.02);
    EXPECT_GE(figures.seconds, 5.0) << "200 of them come evenly, 30 in a second";
    EXPECT_TRUE(is_sanitized || figures.kib_most < figures.kib_empty + 64 * 1024U)
        << "the queue is on disk; KiB at most: " << figures.kib_most << ", empty: " << figures.kib_empty;
}

TEST(Drain, keeps_the_order_of_each_lane_where_the_route_asks_for_it) {
    DrainOrder order;
    order.exchanges = 400;
    order.lanes = 20;
    order.program = OTKEL_PROGRAM;
    const auto figures = drain(order);
    EXPECT_EQ(figures.acknowledged, order.exchanges);
    expect_whole(figures);
}

}  // namespace
}  // namespace otkel::test
