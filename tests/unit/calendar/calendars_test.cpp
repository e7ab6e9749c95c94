#include "gateway/calendar/calendars.hpp"

#include <fstream>

#include "tests/support/temporary_folder.hpp"
#include "tests/unit/calendar/published.hpp"

namespace otkel::calendar {
namespace {

std::string version_on(const char* on) {
    const auto found = published().valid_on(day(on));
    return found ? (*found)->version() : found.error().detail;
}

TEST(Versions, hold_from_their_day_of_publication) {
    EXPECT_EQ(version_on("2024-01-01"), "kz-2024.1");
    EXPECT_EQ(version_on("2026-01-01"), "kz-2024.1");
    EXPECT_EQ(version_on("2026-01-02"), "kz-2026.1");
    EXPECT_EQ(version_on("2026-07-22"), "kz-2026.1");
    EXPECT_EQ(version_on("2026-07-23"), "kz-2026.2");
    EXPECT_EQ(version_on("2099-01-01"), "kz-2026.2");
    EXPECT_EQ(version_on("2023-12-31"),
              "no calendar in config/calendars was published on 2023-12-31 or before it (docs/calendar.md)");
    EXPECT_EQ(published().latest().value()->version(), "kz-2026.2");
}

// A case that was begun by the earlier one goes on being counted by it.
TEST(Versions, that_were_replaced_still_answer_as_before) {
    const auto constitution = day("2026-08-31");
    EXPECT_FALSE(published("kz-2024.1").is_working_day(constitution).value().is_working);
    const auto before = published("kz-2026.1").is_working_day(constitution).value();
    EXPECT_FALSE(before.is_working);
    EXPECT_EQ(before.text.en, "in place of 2026-08-30 (Constitution Day)");
    EXPECT_TRUE(published("kz-2026.2").is_working_day(constitution).value().is_working);
    EXPECT_EQ(published("kz-2026.2").is_working_day(day("2026-08-30")).value().reason, Reason::weekend);
    EXPECT_EQ(published("kz-2026.1").is_working_day(day("2027-03-15")).value().reason, Reason::weekday);
    EXPECT_EQ(published("kz-2026.2").is_working_day(day("2027-03-15")).value().text.en, "Constitution Day");
}

TEST(Versions, have_what_they_do_not_change_from_the_one_they_replace) {
    EXPECT_EQ(published("kz-2026.2").parts().replaces, "kz-2026.1");
    EXPECT_EQ(published("kz-2026.2").is_working_day(day("2024-05-04")).value().reason, Reason::worked);
    // What a later version says anew has the later source.
    EXPECT_EQ(published("kz-2024.1").is_working_day(day("2026-03-09")).value().basis, Basis::inferred);
    EXPECT_EQ(published("kz-2026.2").is_working_day(day("2026-03-09")).value().basis, Basis::seen);
}

TEST(Versions, that_are_not_there_are_told_with_those_that_are) {
    const auto found = published().find("kz-2025.7");
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Errc::not_found);
    EXPECT_EQ(found.error().detail,
              "there is no calendar 'kz-2025.7' in config/calendars; there are: kz-2024.1, kz-2026.1, kz-2026.2");
}

TEST(Versions, of_an_empty_folder_are_none) {
    const tests::TemporaryFolder folder;
    settings::Complaints complaints;
    for (const auto& name : {folder.path(), folder / "absent"}) {
        const auto calendars = Calendars::load(name, complaints);
        EXPECT_TRUE(complaints.empty());
        EXPECT_TRUE(calendars.all().empty());
        EXPECT_FALSE(calendars.latest());
        EXPECT_FALSE(calendars.valid_on(day("2026-01-01")));
        EXPECT_FALSE(calendars.find("kz-2026.1"));
    }
}

// The file that docs/calendar.md shows, beside those that ship with the gateway.
TEST(Versions, of_the_manual_are_good) {
    std::ifstream manual("docs/calendar.md");
    const std::string indent(8, ' ');
    std::string text;
    for (std::string line; std::getline(manual, line);) {
        const bool inside = !text.empty() ? line.starts_with(indent) : line.starts_with(indent + "version:");
        if (inside) {
            text += line.substr(indent.size()) + "\n";
        } else if (!text.empty()) {
            break;
        }
    }
    const tests::TemporaryFolder folder;
    std::filesystem::copy("config/calendars", folder.path());
    folder.write("kz-2027.1.yaml", text);
    settings::Complaints complaints;
    const auto calendars = Calendars::load(folder.path(), complaints);
    for (const auto& finding : complaints.findings()) {
        ADD_FAILURE() << finding.to_string();
    }
    const auto& added = *calendars.latest().value();
    EXPECT_EQ(added.version(), "kz-2027.1");
    EXPECT_EQ(*added.parts().years.rbegin(), 2028);
    EXPECT_EQ(last_day(added, "2027-07-02", 1), "2027-07-03");
    EXPECT_EQ(last_day(added, "2027-07-03", 1), "2027-07-07");
}

}  // namespace
}  // namespace otkel::calendar
