#include "gateway/exchange/observer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/exchange/stages.hpp"
#include "gateway/telemetry/log.hpp"
#include "tests/support/fake_clock.hpp"

namespace otkel::exchange {
namespace {

using testing::HasSubstr;

class Observing : public testing::Test {
protected:
    Observing() { log::set_level(log::Level::info); }
    ~Observing() override { log::set_level(log::Level::error); }

    std::string log_of(const Ending& ending) {
        testing::internal::CaptureStderr();
        observer_.ended(ending);
        return testing::internal::GetCapturedStderr();
    }

    telemetry::Metrics metrics_;
    Observer observer_{metrics_};
    std::vector<journal::StageTime> stages_{{"verify", std::chrono::milliseconds{2}, "path to CN=…"},
                                            {"core", std::chrono::milliseconds{7}, ""}};
    Ending ending_{"0198",
                   "shep",
                   "check",
                   "customs",
                   "PASS",
                   "00-01",
                   journal::Direction::inbound,
                   std::chrono::milliseconds{9},
                   &stages_,
                   nullptr};
};

TEST_F(Observing, counts_endings_by_who_and_outcome) {
    log_of(ending_);
    log_of(ending_);
    ending_.outcome = "FAIL";
    log_of(ending_);
    const auto text = metrics_.text();
    EXPECT_THAT(text, HasSubstr("otkel_exchanges_total{adapter=\"shep\",direction=\"inbound\",outcome=\"PASS\","
                                "peer=\"customs\",route=\"check\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("outcome=\"FAIL\",peer=\"customs\",route=\"check\"} 1\n"));
}

TEST_F(Observing, measures_every_stage_and_the_whole) {
    log_of(ending_);
    const auto text = metrics_.text();
    for (const char* stage : {"verify", "core", "total"}) {
        EXPECT_THAT(text, HasSubstr("otkel_stage_seconds_count{stage=\"" + std::string(stage) + "\"} 1\n"));
    }
    EXPECT_THAT(text, HasSubstr("otkel_stage_seconds_sum{stage=\"core\"} 0.007\n"));
}

TEST_F(Observing, logs_names_and_durations) {
    const auto line = log_of(ending_);
    for (const char* part :
         {"\"event\":\"exchange-ended\"", "\"exchange\":\"0198\"", "\"direction\":\"inbound\"", "\"peer\":\"customs\"",
          "\"outcome\":\"PASS\"", "\"took_us\":9000", "\"traceparent\":\"00-01\"", "\"level\":\"info\""}) {
        EXPECT_THAT(line, HasSubstr(part));
    }
}

TEST_F(Observing, warns_of_errors_with_their_reason) {
    const Error error{Errc::forbidden, "peer bank is not listed", {}, {}};
    ending_.error = &error;
    const auto line = log_of(ending_);
    EXPECT_THAT(line, HasSubstr("\"level\":\"warning\""));
    EXPECT_THAT(line, HasSubstr("peer bank is not listed"));
}

TEST(StopwatchOf, an_exchange_measures_stage_by_stage) {
    test::FakeClock clock;
    Stopwatch watch(clock);
    clock.advance(std::chrono::milliseconds{3});
    watch.lap("verify", "remark");
    clock.advance(std::chrono::milliseconds{4});
    watch.lap("core");
    ASSERT_EQ(watch.stages().size(), 2U);
    EXPECT_EQ(watch.stages()[0].stage, "verify");
    EXPECT_EQ(watch.stages()[0].remark, "remark");
    EXPECT_EQ(watch.stages()[0].took, std::chrono::milliseconds{3});
    EXPECT_EQ(watch.stages()[1].took, std::chrono::milliseconds{4});
    EXPECT_EQ(watch.total(), std::chrono::milliseconds{7});
}

TEST(Silence, explains_what_the_core_did_not_say_and_nothing_else) {
    for (const auto code : {Errc::unavailable, Errc::deadline_exceeded, Errc::in_doubt, Errc::overloaded}) {
        EXPECT_TRUE(core_is_silent(code)) << name(code);
    }
    for (const auto code : {Errc::invalid_argument, Errc::not_found, Errc::replay_conflict, Errc::internal}) {
        EXPECT_FALSE(core_is_silent(code)) << name(code);
    }
}

}  // namespace
}  // namespace otkel::exchange
