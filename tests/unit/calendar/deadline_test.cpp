#include "tests/unit/calendar/published.hpp"

// Last days counted apart from the program, by hand-written lists of the days off.

namespace otkel::calendar {
namespace {

struct Row {
    const char* version;
    const char* event;
    int working_days;
    const char* last;
    const char* because;
};

constexpr Row rows[] = {
    {"kz-2024.1", "2023-12-31", 1, "2024-01-03",
     "1 and 2 January are off; the event's own day is not counted, so its year may be unknown"},
    {"kz-2024.1", "2024-01-05", 1, "2024-01-08",
     "6 and 7 January are a weekend, and 7 January does not move to the 8th"},
    {"kz-2024.1", "2024-02-28", 1, "2024-02-29", "the leap day is a Thursday like any other"},
    {"kz-2024.1", "2024-02-28", 2, "2024-03-01", "and the day after it is 1 March"},
    {"kz-2024.1", "2024-02-29", 5, "2024-03-07", "8 March is off and not counted: the fifth is the 7th"},
    {"kz-2024.1", "2024-02-29", 6, "2024-03-11", "8 March is a Friday: the sixth is Monday"},
    {"kz-2024.1", "2024-03-20", 1, "2024-03-26", "Nauryz 21 to 23, its Saturday moves to the 25th"},
    {"kz-2024.1", "2024-04-30", 1, "2024-05-02", "1 May is off"},
    {"kz-2024.1", "2024-05-02", 2, "2024-05-04", "Saturday 4 May is worked"},
    {"kz-2024.1", "2024-05-03", 3, "2024-05-10", "4 May, 6 May; 7, 8 (swapped) and 9 are off"},
    {"kz-2024.1", "2024-05-04", 0, "2024-05-04", "a worked Saturday ends a term"},
    {"kz-2024.1", "2024-06-14", 1, "2024-06-17", "Kurban Ait falls on Sunday 16 June and does not move"},
    {"kz-2024.1", "2024-07-05", 1, "2024-07-09", "Saturday 6 July moves to Monday the 8th"},
    {"kz-2024.1", "2024-08-29", 1, "2024-09-02", "30 August is a Friday"},
    {"kz-2024.1", "2024-10-24", 1, "2024-10-28", "25 October is a Friday"},
    {"kz-2024.1", "2024-12-13", 1, "2024-12-17", "16 December is a Monday"},
    {"kz-2024.1", "2024-12-31", 1, "2025-01-05",
     "1 and 2 January are off, the 3rd is swapped, Sunday the 5th is worked"},
    {"kz-2024.1", "2024-12-31", 2, "2025-01-06", "after the worked Sunday comes the 6th"},
    {"kz-2024.1", "2024-12-31", 3, "2025-01-08", "7 January is off"},
    {"kz-2024.1", "2025-01-05", 0, "2025-01-05", "the worked Sunday itself"},
    {"kz-2024.1", "2025-01-03", 0, "2025-01-05", "the swapped Friday is off"},
    {"kz-2024.1", "2025-03-07", 1, "2025-03-11", "Saturday 8 March moves to Monday the 10th"},
    {"kz-2024.1", "2025-03-20", 1, "2025-03-26", "Nauryz: 21 to 25 are off"},
    {"kz-2024.1", "2025-05-06", 2, "2025-05-12", "7 and 9 May are off, 8 is worked"},
    {"kz-2024.1", "2025-06-05", 1, "2025-06-09", "Kurban Ait on Friday 6 June"},
    {"kz-2024.1", "2025-08-29", 1, "2025-09-02", "Saturday 30 August moves to 1 September"},
    {"kz-2024.1", "2025-10-24", 1, "2025-10-28", "Saturday 25 October moves to the 27th"},
    {"kz-2024.1", "2025-12-15", 1, "2025-12-17", "16 December is a Tuesday"},
    {"kz-2024.1", "2025-12-31", 1, "2026-01-05", "over the end of a year: 1 and 2 January, then a weekend"},
    {"kz-2026.2", "2025-12-31", 3, "2026-01-08", "7 January is off"},
    {"kz-2026.2", "2026-03-06", 1, "2026-03-10", "Sunday 8 March moves to the 9th"},
    {"kz-2026.2", "2026-03-20", 1, "2026-03-26", "21 to 25 March are off"},
    {"kz-2026.2", "2026-03-20", 30, "2026-05-08", "a whole case over 1 and 7 May"},
    {"kz-2026.2", "2026-05-26", 1, "2026-05-28", "Kurban Ait on Wednesday the 27th"},
    {"kz-2026.1", "2026-08-28", 1, "2026-09-01", "31 August is off for Constitution Day"},
    {"kz-2026.2", "2026-08-28", 1, "2026-08-31", "and is worked after the change"},
    {"kz-2026.1", "2026-08-24", 30, "2026-10-06", "a whole case counted by the earlier version"},
    {"kz-2026.2", "2026-08-24", 30, "2026-10-05", "and by the later one"},
    {"kz-2026.2", "2026-10-25", 0, "2026-10-27", "Sunday, its transfer on Monday: Tuesday"},
    {"kz-2026.2", "2026-12-31", 1, "2027-01-05", "1 January, Saturday 2 moves to Monday the 4th"},
    {"kz-2026.2", "2026-12-31", 3, "2027-01-08", "7 January is off"},
    {"kz-2026.1", "2027-03-12", 1, "2027-03-15", "15 March is worked before the change"},
    {"kz-2026.2", "2027-03-12", 1, "2027-03-16", "and is off after it"},
    {"kz-2026.2", "2027-03-19", 1, "2027-03-25", "Sunday 21, 22 and 23 March; the 21st moves to the 24th"},
    {"kz-2026.2", "2027-04-30", 1, "2027-05-04", "Saturday 1 May moves to the 3rd"},
    {"kz-2026.2", "2027-05-06", 1, "2027-05-11", "7 May is a Friday, Sunday 9 moves to the 10th"},
    {"kz-2026.2", "2027-05-14", 1, "2027-05-17", "Kurban Ait on Sunday 16 May does not move"},
    {"kz-2026.1", "2027-08-27", 1, "2027-08-31", "Monday 30 August before the change"},
    {"kz-2026.2", "2027-08-27", 1, "2027-08-30", "and after it"},
    {"kz-2026.2", "2027-12-30", 1, "2027-12-31", "the last day that is covered"},
};

TEST(Deadline, is_right_around_holidays_transfers_swaps_and_year_ends) {
    for (const auto& row : rows) {
        EXPECT_EQ(last_day(published(row.version), row.event, row.working_days), row.last)
            << row.event << " + " << row.working_days << " by " << row.version << ": " << row.because;
    }
}

TEST(Deadline, counts_the_working_days_of_years_as_published) {
    const auto days = [](const char* version, int year) { return published(version).working_days_of(year).value(); };
    EXPECT_EQ(days("kz-2024.1", 2024), 249);
    EXPECT_EQ(days("kz-2024.1", 2025), 246);
    EXPECT_EQ(days("kz-2026.1", 2026), 246);
    EXPECT_EQ(days("kz-2026.2", 2026), 247);
    EXPECT_EQ(days("kz-2026.1", 2027), 247);
    EXPECT_EQ(days("kz-2026.2", 2027), 247);
}

TEST(Deadline, says_why_each_day_did_not_count) {
    const auto due = published("kz-2026.1").deadline(day("2026-03-06"), 1).value();
    ASSERT_EQ(due.passed.size(), 4U);
    EXPECT_EQ(due.version, "kz-2026.1");
    EXPECT_EQ(due.passed[0].reason, Reason::weekend);
    EXPECT_EQ(due.passed[0].text.en, "Saturday");
    EXPECT_EQ(due.passed[0].text.ru, "суббота");
    EXPECT_EQ(due.passed[0].source, "");
    EXPECT_FALSE(due.passed[0].basis);
    EXPECT_EQ(due.passed[1].reason, Reason::holiday);
    EXPECT_EQ(due.passed[1].text.in(Language::kk), "Халықаралық әйелдер күні");
    EXPECT_EQ(due.passed[2].reason, Reason::transferred);
    EXPECT_EQ(due.passed[2].text.en, "in place of 2026-03-08 (International Women's Day)");
    EXPECT_EQ(due.passed[2].instead_of, day("2026-03-08"));
    EXPECT_EQ(due.passed[2].source, "Calendar published on 2 January 2026, as alau.kz has it");
    EXPECT_EQ(due.passed[2].basis, Basis::seen);
    EXPECT_EQ(due.passed[3].reason, Reason::weekday);
    EXPECT_TRUE(due.passed[3].is_working);
}

TEST(Deadline, names_both_days_of_a_swap) {
    const auto& calendar = published("kz-2024.1");
    const auto off = calendar.is_working_day(day("2025-01-03")).value();
    EXPECT_FALSE(off.is_working);
    EXPECT_EQ(off.reason, Reason::swapped);
    EXPECT_EQ(off.text.en, "in place of 2025-01-05, which is worked");
    const auto worked = calendar.is_working_day(day("2025-01-05")).value();
    EXPECT_TRUE(worked.is_working);
    EXPECT_EQ(worked.reason, Reason::worked);
    EXPECT_EQ(worked.text.ru, "рабочий день за 2025-01-03");
    EXPECT_NE(worked.source.find("G24G0000436"), std::string::npos);
    const auto lost = calendar.is_working_day(day("2024-06-16")).value();
    EXPECT_EQ(lost.reason, Reason::not_moving);
    EXPECT_EQ(lost.basis, Basis::inferred);
}

// It would have to guess the holidays.
TEST(Deadline, is_refused_where_the_calendar_ends) {
    const auto& calendar = published("kz-2026.2");
    const auto due = calendar.deadline(day("2027-12-30"), 2);
    ASSERT_FALSE(due);
    EXPECT_EQ(due.error().code, Errc::not_found);
    EXPECT_EQ(due.error().detail,
              "the calendar kz-2026.2 knows the years 2024 to 2027, and 2028-01-01 is outside of them; a version with "
              "that year has to be added (docs/calendar.md)");
    EXPECT_FALSE(calendar.deadline(day("2023-12-29"), 1));
    EXPECT_FALSE(calendar.deadline(day("2023-12-29"), 0));
    EXPECT_FALSE(calendar.is_working_day(day("2028-01-01")));
    EXPECT_FALSE(calendar.working_days_between(day("2027-12-01"), day("2028-01-01")));
    EXPECT_FALSE(calendar.working_days_between(day("2024-01-01"), day("2023-12-01")));
    EXPECT_FALSE(calendar.working_days_of(2028));
    EXPECT_FALSE(calendar.special_days(2023));
    EXPECT_FALSE(published("kz-2024.1").deadline(day("2026-12-31"), 1));
}

TEST(Deadline, of_a_negative_term_is_refused) {
    const auto due = published("kz-2026.2").deadline(day("2026-03-06"), -1);
    ASSERT_FALSE(due);
    EXPECT_EQ(due.error().code, Errc::invalid_argument);
    EXPECT_FALSE(published("kz-2026.2").share_elapsed(day("2026-03-06"), 0, day("2026-03-06")));
}

}  // namespace
}  // namespace otkel::calendar
