#include <boost/json/parse.hpp>

#include "tests/support/reference_data.hpp"
#include "tests/unit/calendar/published.hpp"

// The terms of order 358-НҚ, each begun on the last day of the one before it: 3, 5, 7, 7 and 3 working days, and 30 for
// the whole.

namespace otkel::calendar {
namespace {

namespace json = boost::json;

struct Row {
    const char* received;
    const char* request_to_atameken_by;
    const char* documents_by;
    const char* check_by;
    const char* conclusion_by;
    const char* revocation_appeal_by;
    const char* overall;
};

constexpr Row rows[] = {
    {"2025-03-14", "2025-03-19", "2025-03-31", "2025-04-09", "2025-04-18", "2025-04-23", "2025-04-30"},
    {"2025-12-29", "2026-01-05", "2026-01-13", "2026-01-22", "2026-02-02", "2026-02-05", "2026-02-12"},
    {"2026-03-04", "2026-03-10", "2026-03-17", "2026-03-31", "2026-04-09", "2026-04-14", "2026-04-21"},
    {"2026-03-19", "2026-03-27", "2026-04-03", "2026-04-14", "2026-04-23", "2026-04-28", "2026-05-06"},
    {"2026-04-27", "2026-04-30", "2026-05-12", "2026-05-21", "2026-06-02", "2026-06-05", "2026-06-12"},
    {"2026-10-19", "2026-10-22", "2026-10-30", "2026-11-10", "2026-11-19", "2026-11-24", "2026-12-01"},
};

// The steps and the whole, in the order of Row.
std::vector<std::string> terms(const Calendar& calendar, const std::string& received) {
    std::vector<std::string> ends;
    auto event = received;
    for (const int days : {3, 5, 7, 7, 3}) {
        event = last_day(calendar, event, days);
        ends.push_back(event);
    }
    ends.push_back(last_day(calendar, received, 30));
    return ends;
}

TEST(OrderTerms, are_counted_right_by_every_version_that_covers_them) {
    for (const auto& row : rows) {
        for (const auto& calendar : published().all()) {
            EXPECT_EQ(terms(*calendar, row.received),
                      (std::vector<std::string>{row.request_to_atameken_by, row.documents_by, row.check_by,
                                                row.conclusion_by, row.revocation_appeal_by, row.overall}))
                << row.received << " by " << calendar->version();
        }
    }
}

TEST(OrderTerms, agree_with_the_reference_vectors) {
    OTKEL_NEEDS_REFERENCE_DATA("business/rex_deadline_vectors.json");
    const auto vectors = json::parse(testing::reference_file("business/rex_deadline_vectors.json"));
    ASSERT_GE(vectors.at("rows").as_array().size(), 6U);
    for (const auto& row : vectors.at("rows").as_array()) {
        const auto text = [&row](const char* key) { return std::string(row.at(key).as_string()); };
        EXPECT_EQ(
            terms(published("kz-2026.2"), text("received")),
            (std::vector<std::string>{text("request_to_atameken_by"), text("documents_by"), text("check_by"),
                                      text("conclusion_by"), text("revocation_appeal_by"), text("overall_30wd")}));
    }
}

std::set<std::string> days_of(const Calendar& calendar, int year, bool working) {
    std::set<std::string> days;
    const auto special = calendar.special_days(year).value();
    for (const auto& one : special) {
        if (one.is_working == working) {
            days.insert(to_text(one.day));
        }
    }
    return days;
}

TEST(OrderTerms, rest_on_the_days_off_of_the_reference_calendar) {
    OTKEL_NEEDS_REFERENCE_DATA("business/kz_calendar_2025_2026.json");
    const auto reference = json::parse(testing::reference_file("business/kz_calendar_2025_2026.json"));
    const auto& calendar = published("kz-2026.2");
    for (const int year : {2025, 2026}) {
        const auto& expected = reference.at(std::to_string(year));
        std::set<std::string> off;
        for (const auto& [day, why] : expected.at("non_working").as_object()) {
            off.insert(day);
        }
        std::set<std::string> worked;
        for (const auto& day : expected.at("extra_working_days").as_array()) {
            worked.emplace(day.as_string());
        }
        EXPECT_EQ(days_of(calendar, year, false), off);
        EXPECT_EQ(days_of(calendar, year, true), worked);
        EXPECT_EQ(calendar.working_days_of(year).value(), expected.at("working_days_5day_week"));
    }
    auto disputed = days_of(calendar, 2026, false);
    for (const auto& [day, why] : reference.at("2026").at("disputed").as_object()) {
        disputed.insert(day);
    }
    EXPECT_EQ(days_of(published("kz-2026.1"), 2026, false), disputed);
}

}  // namespace
}  // namespace otkel::calendar
