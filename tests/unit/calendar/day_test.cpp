#include "gateway/calendar/day.hpp"

#include <gtest/gtest.h>

namespace otkel::calendar {
namespace {

TEST(Day, is_read_and_written) {
    EXPECT_EQ(to_text(parse_day("2024-02-29").value()), "2024-02-29");
    EXPECT_EQ(year_of(parse_day("2027-12-31").value()), 2027);
    for (const auto* wrong :
         {"", "2026", "2026-2-3", "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-01-32", "2026/01/02",
          "26-01-0002", "2026-01-02 ", "2026-+1-02", "2026--1-02", "-026-01-02", "2026-01-02T00", "abcd-ef-gh"}) {
        const auto day = parse_day(wrong);
        ASSERT_FALSE(day) << wrong;
        EXPECT_EQ(day.error().code, Errc::malformed);
    }
    EXPECT_EQ(parse_day("soon").error().detail, "'soon' is no day; write it as 2026-03-09");
}

TEST(Day, has_its_name_in_three_languages) {
    const auto name = weekday_name(std::chrono::weekday{parse_day("2026-11-23").value()});
    EXPECT_EQ(name.in(Language::en), "Monday");
    EXPECT_EQ(name.in(Language::ru), "понедельник");
    EXPECT_EQ(name.in(Language::kk), "дүйсенбі");
}

TEST(Day, is_the_one_of_astana) {
    const auto local = [](const char* utc) { return to_text(local_day(parse_time(utc).value())); };
    EXPECT_EQ(local("2026-07-12T18:59:59.999999Z"), "2026-07-12");
    EXPECT_EQ(local("2026-07-12T19:00:00Z"), "2026-07-13");
    EXPECT_EQ(local("2026-12-31T19:00:00Z"), "2027-01-01");
    EXPECT_EQ(local("2026-07-12T00:00:00"), "2026-07-12");
}

// The clocks of Astana went from midnight of 29 February 2024 back to 23:00: that day had 25 hours.
TEST(Day, began_an_hour_earlier_before_the_one_zone) {
    const auto local = [](const char* utc) { return to_text(local_day(parse_time(utc).value())); };
    EXPECT_EQ(local("2024-01-15T17:59:59Z"), "2024-01-15");
    EXPECT_EQ(local("2024-01-15T18:00:00Z"), "2024-01-16");
    EXPECT_EQ(local("2024-02-28T18:00:00Z"), "2024-02-29");
    EXPECT_EQ(local("2024-02-29T17:59:59Z"), "2024-02-29");
    EXPECT_EQ(local("2024-02-29T18:00:00Z"), "2024-02-29");
    EXPECT_EQ(local("2024-02-29T18:59:59Z"), "2024-02-29");
    EXPECT_EQ(local("2024-02-29T19:00:00Z"), "2024-03-01");
}

}  // namespace
}  // namespace otkel::calendar
