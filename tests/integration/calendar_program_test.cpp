#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "gateway/settings/section.hpp"
#include "tests/integration/otkel.hpp"
#include "tests/support/site/site.hpp"
#include "tests/support/temporary_folder.hpp"

// The working days as an officer or a script asks for them.

namespace otkel::test {
namespace {

namespace json = boost::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

Ran calendar(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "calendar");
    return otkel(arguments);
}

TEST(CalendarProgram, says_the_last_day_and_why) {
    const auto ran = calendar({"deadline", "2026-03-06", "1", "--calendar", "kz-2026.2"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(ran.out,
              "2026-03-10\n"
              "a term of 1 working day from 2026-03-06, by calendar kz-2026.2\n"
              "  2026-03-07 Saturday     -  weekend\n"
              "  2026-03-08 Sunday       -  International Women's Day [seen: Calendar published on 2 January 2026, as "
              "alau.kz has it]\n"
              "  2026-03-09 Monday       -  in place of 2026-03-08 (International Women's Day) [seen: Calendar "
              "published on 2 January 2026, as alau.kz has it]\n"
              "  2026-03-10 Tuesday      1\n");
}

TEST(CalendarProgram, counts_a_worked_day_of_rest_and_says_so) {
    const auto ran = calendar({"deadline", "2024-12-31", "1", "--calendar", "kz-2024.1"});
    EXPECT_THAT(ran.out, StartsWith("2025-01-05\n"));
    EXPECT_THAT(ran.out, HasSubstr("2025-01-03 Friday       -  in place of 2025-01-05, which is worked [seen: Order"));
    EXPECT_THAT(ran.out, HasSubstr("2025-01-05 Sunday       1  worked in place of 2025-01-03 [seen: Order"));
}

TEST(CalendarProgram, counts_by_the_version_that_is_named) {
    EXPECT_THAT(calendar({"deadline", "2026-08-28", "1", "--calendar", "kz-2026.1"}).out, StartsWith("2026-09-01\n"));
    EXPECT_THAT(calendar({"deadline", "2026-08-28", "1", "--calendar", "kz-2026.2"}).out, StartsWith("2026-08-31\n"));
    const auto absent = calendar({"deadline", "2026-08-28", "1", "--calendar", "kz-2026.9"});
    EXPECT_EQ(absent.code, 2);
    EXPECT_THAT(absent.err, HasSubstr("there are: kz-2024.1, kz-2026.1, kz-2026.2"));
}

TEST(CalendarProgram, answers_programs) {
    const auto ran = calendar({"deadline", "2026-10-25", "0", "--calendar", "kz-2026.2", "--json"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    const auto answer = json::parse(ran.out);
    EXPECT_EQ(answer.at("event"), "2026-10-25");
    EXPECT_EQ(answer.at("working_days"), 0);
    EXPECT_EQ(answer.at("last_day"), "2026-10-27");
    EXPECT_EQ(answer.at("calendar"), "kz-2026.2");
    ASSERT_EQ(answer.at("passed").as_array().size(), 3U);
    const auto& transferred = answer.at("passed").at(1);
    EXPECT_EQ(transferred.at("day"), "2026-10-26");
    EXPECT_EQ(transferred.at("working"), false);
    EXPECT_EQ(transferred.at("reason"), "transferred");
    EXPECT_EQ(transferred.at("instead_of"), "2026-10-25");
    EXPECT_EQ(transferred.at("text").at("ru"), "выходной за 2026-10-25 (День Республики)");
    EXPECT_EQ(transferred.at("basis"), "seen");
    EXPECT_FALSE(answer.at("passed").at(2).as_object().contains("source"));
}

TEST(CalendarProgram, refuses_what_is_no_term) {
    for (const auto& arguments : std::vector<std::vector<std::string>>{{"deadline"},
                                                                       {"deadline", "2026-03-06"},
                                                                       {"deadline", "2026-02-30", "3"},
                                                                       {"deadline", "2026-03-06", "many"},
                                                                       {"deadline", "2026-03-06", "-1"},
                                                                       {"deadline", "2035-03-06", "3"},
                                                                       {"show", "2035"},
                                                                       {"show"},
                                                                       {}}) {
        const auto ran = calendar(arguments);
        EXPECT_EQ(ran.code, 2) << ran.out;
        EXPECT_THAT(ran.out, IsEmpty());
        EXPECT_THAT(ran.err, Not(IsEmpty()));
    }
}

TEST(CalendarProgram, shows_a_year_with_its_sources) {
    const auto ran = calendar({"show", "2024", "--calendar", "kz-2026.2"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_THAT(ran.out, AllOf(StartsWith("2024: 249 working days, by calendar kz-2026.2, published 2026-07-23\n"),
                               HasSubstr("  2024-05-04 Saturday   worked       worked in place of 2024-05-08 [seen: "),
                               HasSubstr("  2024-06-16 Sunday     not-moving   First day of Kurban Ait [inferred: "),
                               Not(HasSubstr("2025-"))));
    const auto machine = json::parse(calendar({"show", "2026", "--calendar", "kz-2026.1", "--json"}).out);
    EXPECT_EQ(machine.at("working_days"), 246);
    EXPECT_EQ(machine.at("days").as_array().size(), 21U);
}

class OwnCalendars : public testing::Test {
protected:
    OwnCalendars() { write("a.yaml", "2020-01-01", "monday"); }
    void write(const std::string& name, const std::string& published, const std::string& second_day_of_rest) const {
        folder_.write(name, "version: own-" + published + "\npublished: " + published +
                                "\nabout: a week of our own\nyears: [2026]\nweekend: [sunday, " + second_day_of_rest +
                                "]\n");
    }
    [[nodiscard]] Ran run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {"--calendars", folder_.path().string()});
        return calendar(std::move(arguments));
    }

    tests::TemporaryFolder folder_;
};

// A version that is published in the far future holds for nobody yet.
TEST_F(OwnCalendars, hold_when_they_are_published) {
    write("b.yaml", "2190-01-01", "tuesday");
    EXPECT_THAT(run({"deadline", "2026-03-07", "1"}).out,
                AllOf(StartsWith("2026-03-10\n"), HasSubstr("calendar own-2020-01-01")));
    EXPECT_THAT(run({"deadline", "2026-03-07", "1", "--calendar", "own-2190-01-01"}).out, StartsWith("2026-03-09\n"));
}

TEST_F(OwnCalendars, are_checked) {
    const auto good = run({"check"});
    EXPECT_EQ(good.code, 0) << good.err;
    EXPECT_THAT(good.out, AllOf(HasSubstr("own-2020-01-01, published 2020-01-01: 2026 (261)\n"),
                                HasSubstr("nothing to complain about")));
    write("b.yaml", "2021-01-01", "tusday");
    const auto bad = run({"check"});
    EXPECT_EQ(bad.code, 1);
    EXPECT_THAT(bad.out, HasSubstr("b.yaml:5:10: it is no day of the week"));
    const auto finding = json::parse(run({"check", "--json"}).out).at("findings").at(0);
    EXPECT_EQ(finding.at("code"), "invalid-configuration");
    EXPECT_EQ(finding.at("line"), 5);
}

// The wrong version could be the one that should have been chosen.
TEST_F(OwnCalendars, answer_nothing_with_a_mistake_in_one) {
    write("b.yaml", "2021-01-01", "tusday");
    const auto ran = run({"deadline", "2026-03-07", "1"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_THAT(ran.out, IsEmpty());
    EXPECT_THAT(ran.err, HasSubstr("b.yaml:5:10:"));
}

TEST_F(OwnCalendars, are_missing_in_an_empty_folder) {
    std::filesystem::remove(folder_ / "a.yaml");
    for (const auto& ran : {run({"check"}), run({"deadline", "2026-03-07", "1"})}) {
        EXPECT_EQ(ran.code, 2);
        EXPECT_THAT(ran.err, HasSubstr("docs/calendar.md"));
    }
}

TEST_F(OwnCalendars, are_part_of_the_configuration) {
    Site site;
    site.change("gateway.yaml", "calendars: config/calendars", "calendars: " + folder_.path().string());
    const auto file = site.configuration().string();
    EXPECT_EQ(otkel({"check", "--config", file}).code, 0);
    EXPECT_THAT(calendar({"deadline", "2026-03-07", "1", "--config", file}).out, HasSubstr("own-2020-01-01"));
    write("b.yaml", "2021-01-01", "tusday");
    const auto bad = otkel({"check", "--config", file});
    EXPECT_EQ(bad.code, 1);
    EXPECT_THAT(bad.out, HasSubstr("b.yaml:5:10: it is no day of the week"));
    site.change("gateway.yaml", folder_.path().string(), (folder_ / "absent").string());
    EXPECT_THAT(otkel({"check", "--config", file}).out, HasSubstr("there is no such folder"));
}

}  // namespace
}  // namespace otkel::test
