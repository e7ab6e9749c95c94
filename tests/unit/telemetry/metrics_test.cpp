#include "gateway/telemetry/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace otkel::telemetry {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Metrics, prints_counters_by_their_labels) {
    Metrics metrics;
    metrics.counter("otkel_exchanges_total", "Exchanges", {{"peer", "a"}}).add();
    metrics.counter("otkel_exchanges_total", "Exchanges", {{"peer", "b"}}).add(2);
    metrics.counter("otkel_exchanges_total", "Exchanges", {{"peer", "a"}}).add();
    const auto text = metrics.text();
    EXPECT_THAT(text, HasSubstr("# HELP otkel_exchanges_total Exchanges\n# TYPE otkel_exchanges_total counter\n"));
    EXPECT_THAT(text, HasSubstr("otkel_exchanges_total{peer=\"a\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("otkel_exchanges_total{peer=\"b\"} 2\n"));
}

TEST(Metrics, give_the_same_object_for_the_same_name_and_labels) {
    Metrics metrics;
    EXPECT_EQ(&metrics.counter("a", "", {{"x", "1"}}), &metrics.counter("a", "", {{"x", "1"}}));
    EXPECT_NE(&metrics.counter("a", "", {{"x", "1"}}), &metrics.counter("a", "", {{"x", "2"}}));
    EXPECT_EQ(&metrics.durations("b", "", {}), &metrics.durations("b", "", {}));
}

TEST(Metrics, count_durations_in_seconds) {
    Metrics metrics;
    auto& durations = metrics.durations("otkel_stage_seconds", "Stages", {{"stage", "sign"}});
    durations.observe(std::chrono::microseconds{700});
    durations.observe(std::chrono::seconds{100});
    const auto text = metrics.text();
    EXPECT_THAT(text, HasSubstr("otkel_stage_seconds_count{stage=\"sign\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("otkel_stage_seconds_bucket{stage=\"sign\",le=\"0.0005\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("otkel_stage_seconds_bucket{stage=\"sign\",le=\"0.001\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("otkel_stage_seconds_bucket{stage=\"sign\",le=\"60\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("otkel_stage_seconds_bucket{stage=\"sign\",le=\"+Inf\"} 2\n"));
}

TEST(Metrics, ask_gauges_when_they_are_read) {
    Metrics metrics;
    double waiting = 1;
    metrics.gauge("otkel_queue", "Waiting", {}, [&waiting] { return waiting; });
    EXPECT_THAT(metrics.text(), HasSubstr("otkel_queue 1\n"));
    waiting = 5;
    EXPECT_THAT(metrics.text(), HasSubstr("otkel_queue 5\n"));
}

TEST(Metrics, replace_a_gauge_that_is_given_again) {
    Metrics metrics;
    metrics.gauge("otkel_queue", "Waiting", {}, [] { return 1.0; });
    metrics.gauge("otkel_queue", "Waiting", {}, [] { return 2.0; });
    EXPECT_THAT(metrics.text(), HasSubstr("otkel_queue 2\n"));
    EXPECT_THAT(metrics.text(), Not(HasSubstr("otkel_queue 1\n")));
}

TEST(Metrics, escape_labels) {
    Metrics metrics;
    metrics.counter("a", "", {{"x", "q\"\\\n"}}).add();
    EXPECT_THAT(metrics.text(), HasSubstr("a{x=\"q\\\"\\\\\\n\"} 1\n"));
}

TEST(Metrics, lose_no_count_between_threads) {
    Metrics metrics;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&metrics] {
            auto& counter = metrics.counter("a", "", {});
            for (int i = 0; i < 10000; ++i) {
                counter.add();
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    EXPECT_THAT(metrics.text(), HasSubstr("a 40000\n"));
}

TEST(MetricsDeath, is_the_end_of_a_name_used_for_two_kinds) {
    Metrics metrics;
    metrics.counter("a", "", {});
    EXPECT_DEATH(metrics.durations("a", "", {}), "");
}

}  // namespace
}  // namespace otkel::telemetry
