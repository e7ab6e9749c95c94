#include "tests/unit/calendar/published.hpp"

namespace otkel::calendar {
namespace {

constexpr std::chrono::days one_day{1};

TEST(WorkingDays, fit_together_for_every_event_and_term) {
    for (const auto* version : {"kz-2026.1", "kz-2026.2"}) {
        const auto& calendar = published(version);
        for (auto event = day("2024-01-01"); event <= day("2027-10-01"); event += one_day) {
            auto before = event;
            for (int n = 1; n <= 12; ++n) {
                const auto last = calendar.deadline(event, n).value().day;
                ASSERT_GT(last, before) << to_text(event) << " + " << n;
                ASSERT_TRUE(calendar.is_working_day(last).value().is_working) << to_text(last);
                ASSERT_EQ(calendar.working_days_between(event, last).value(), n) << to_text(event);
                ASSERT_EQ(calendar.working_days_between(last, event).value(), -n) << to_text(event);
                before = last;
            }
        }
    }
}

TEST(WorkingDays, of_a_term_of_none_end_on_the_day_itself_or_on_the_next_that_is_worked) {
    const auto& calendar = published("kz-2026.2");
    for (auto event = day("2024-01-01"); event <= day("2027-12-01"); event += one_day) {
        const bool works = calendar.is_working_day(event).value().is_working;
        const auto expected = works ? event : calendar.deadline(event, 1).value().day;
        ASSERT_EQ(calendar.deadline(event, 0).value().day, expected) << to_text(event);
    }
}

TEST(WorkingDays, add_up) {
    const auto& calendar = published("kz-2026.2");
    EXPECT_EQ(calendar.working_days_between(day("2026-05-05"), day("2026-05-05")).value(), 0);
    EXPECT_EQ(calendar.working_days_between(day("2023-12-31"), day("2024-12-31")).value(), 249);
    EXPECT_EQ(calendar.working_days_between(day("2024-12-31"), day("2027-12-31")).value(), 246 + 247 + 247);
    EXPECT_EQ(calendar.working_days_between(day("2026-03-20"), day("2026-03-25")).value(), 0);
    // The weekend between a last day and today does not make it more overdue.
    EXPECT_EQ(calendar.working_days_between(day("2026-04-10"), day("2026-04-12")).value(), 0);
    EXPECT_EQ(calendar.working_days_between(day("2026-04-10"), day("2026-04-13")).value(), 1);
}

TEST(WorkingDays, days_passed_are_all_days_up_to_the_last) {
    const auto due = published("kz-2026.2").deadline(day("2026-03-19"), 3).value();
    auto expected = day("2026-03-20");
    int working = 0;
    for (const auto& one : due.passed) {
        EXPECT_EQ(one.day, expected);
        expected += one_day;
        working += one.is_working ? 1 : 0;
    }
    EXPECT_EQ(due.passed.back().day, due.day);
    EXPECT_EQ(working, 3);
}

TEST(Share, of_a_term_warns_at_four_fifths) {
    const auto& calendar = published("kz-2026.2");
    const auto event = day("2026-04-27");  // five days: 28, 29, 30 April, 4, 5 May; 1 May is off
    const auto share = [&](const char* today) { return calendar.share_elapsed(event, 5, day(today)).value(); };
    EXPECT_EQ(share("2026-04-20").passed, 0);
    EXPECT_EQ(share("2026-04-27").passed, 0);
    EXPECT_FALSE(share("2026-05-03").reaches(80));
    EXPECT_DOUBLE_EQ(share("2026-05-03").share(), 0.6);
    EXPECT_TRUE(share("2026-05-04").reaches(80));
    EXPECT_FALSE(share("2026-05-04").reaches(100));
    EXPECT_TRUE(share("2026-05-05").reaches(100));
    EXPECT_DOUBLE_EQ(share("2026-05-06").share(), 1.2);
}

}  // namespace
}  // namespace otkel::calendar
