#include "gateway/base/clock.hpp"

#include <gtest/gtest.h>

#include "gateway/base/deadline.hpp"
#include "tests/support/fake_clock.hpp"

namespace otkel {
namespace {

using namespace std::chrono_literals;

constexpr WallTime noon = std::chrono::sys_days{std::chrono::year{2026} / 7 / 12} + 12h;

TEST(Time, is_printed_in_the_zone_of_kazakhstan_for_xml_and_in_utc_for_json) {
    EXPECT_EQ(to_xml_time(noon + 1ms), "2026-07-12T17:00:00.001+05:00");
    EXPECT_EQ(to_utc_text(noon + 1999us), "2026-07-12T12:00:00.001Z");
    EXPECT_EQ(to_xml_time(noon + 10h), "2026-07-13T03:00:00.000+05:00");
    EXPECT_EQ(to_utc_text(WallTime{-1ms}), "1969-12-31T23:59:59.999Z");
}

TEST(Time, is_read_in_every_form_that_peers_send) {
    const std::pair<const char*, WallTime> rows[] = {
        {"2026-07-12T12:00:00Z", noon},
        {"2026-07-12T17:00:00", noon},  // no offset: Kazakhstan
        {"2026-07-12T17:00:00+05:00", noon},
        {"2026-07-12T18:00:00+0600", noon},
        {"2026-07-12T09:30:00-02:30", noon},
        {"2026-07-12T12:00:00.5Z", noon + 500ms},
        {"2026-07-12T12:00:00.123456Z", noon + 123456us},
        {"2026-07-12T17:00:00.123456789+05:00", noon + 123456us},
        {"2024-02-29T00:00:00Z", std::chrono::sys_days{std::chrono::year{2024} / 2 / 29}},
    };
    for (const auto& [text, time] : rows) {
        const auto parsed = parse_time(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(*parsed, time) << text;
    }
}

TEST(Time, survives_printing_and_reading) {
    for (const WallTime time : {noon, noon + 123ms, WallTime{}, WallTime{-5ms}}) {
        EXPECT_EQ(parse_time(to_xml_time(time)).value(), time);
        EXPECT_EQ(parse_time(to_utc_text(time)).value(), time);
    }
}

TEST(Time, is_refused_when_it_is_no_date_and_time) {
    for (const char* text : {"",
                             "2026",
                             "2026-07-12",
                             "2026-07-12 12:00:00Z",
                             "2026-13-01T00:00:00Z",
                             "2026-02-29T00:00:00Z",
                             "2026-00-10T00:00:00Z",
                             "2026-07-12T24:00:00Z",
                             "2026-07-12T12:60:00Z",
                             "2026-07-12T12:00:61Z",
                             "2026-07-12T12:00:00.Z",
                             "2026-07-12T12:00:00.1234567890Z",
                             "2026-07-12T12:00:00+15:00",
                             "2026-07-12T12:00:00+5",
                             "2026-07-12T12:00:00ZZ",
                             " 2026-07-12T12:00:00Z",
                             "2026-7-12T12:00:00Z",
                             "-026-07-12T12:00:00Z",
                             "２026-07-12T12:00:00Z",
                             "2026-07-12T12:00:00+05:00 "}) {
        const auto parsed = parse_time(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error().code, Errc::malformed);
    }
}

TEST(Time, is_quoted_in_part_when_it_is_refused) {
    EXPECT_LT(parse_time(std::string(100000, '1')).error().detail.size(), 200U);
}

TEST(Deadlines, count_down_and_stop_at_zero) {
    test::FakeClock clock;
    const auto deadline = Deadline::after(clock, 100ms);
    EXPECT_EQ(deadline.remaining(clock), 100ms);
    EXPECT_FALSE(deadline.passed(clock));
    clock.advance(60ms);
    EXPECT_EQ(deadline.remaining(clock), 40ms);
    clock.advance(60ms);
    EXPECT_EQ(deadline.remaining(clock), 0ms);
    EXPECT_TRUE(deadline.passed(clock));
}

TEST(Deadlines, do_not_move_when_the_wall_clock_jumps) {
    test::FakeClock clock;
    const auto deadline = Deadline::after(clock, 100ms);
    clock.set_wall(clock.wall() + 24h);
    EXPECT_EQ(deadline.remaining(clock), 100ms);
}

TEST(Deadlines, are_only_shortened) {
    test::FakeClock clock;
    const auto near = Deadline::after(clock, 10ms);
    const auto far = Deadline::after(clock, 20ms);
    EXPECT_EQ(near.earlier(far).at(), near.at());
    EXPECT_EQ(far.earlier(near).at(), near.at());
}

}  // namespace
}  // namespace otkel
