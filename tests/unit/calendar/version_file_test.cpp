#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/calendar/calendars.hpp"
#include "tests/support/temporary_folder.hpp"

// A mistake in a calendar moves the last day of somebody's term: each is refused, with its line.

namespace otkel::calendar {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// 2024-03-23 and 2024-05-04 are Saturdays, 2024-06-16 a Sunday.
const std::string good = R"(version: t-1
published: 2024-01-01
about: a test
years: [2024, 2025]
weekend: [saturday, sunday]
occasions:
  feast: {kk: мейрам, ru: праздник, en: Feast}
sources:
  act: An act
days_off:
  - {day: 2024-03-08, kind: holiday, occasion: feast, source: act, basis: seen}
  - {day: 2024-03-23, kind: holiday, occasion: feast, source: act, basis: seen}
  - {day: 2024-03-25, kind: transferred, instead_of: 2024-03-23, source: act, basis: inferred}
  - {day: 2024-05-08, kind: swapped, instead_of: 2024-05-04, source: act, basis: seen}
  - {day: 2024-06-16, kind: not-moving, occasion: feast, source: act, basis: inferred}
worked:
  - {day: 2024-05-04, instead_of: 2024-05-08, source: act, basis: seen}
)";
const std::string later = R"(version: t-2
published: 2024-02-01
replaces: t-1
about: a change
)";

class VersionFiles : public testing::Test {
protected:
    void write(const std::string& name, const std::string& text) const { folder_.write(name, text); }
    // Each complaint as "a.yaml:11:11: …".
    std::vector<std::string> complaints() {
        settings::Complaints complaints;
        calendars_ = Calendars::load(folder_.path(), complaints);
        std::vector<std::string> texts;
        for (auto finding : complaints.findings()) {
            finding.place.file = std::filesystem::path(finding.place.file).filename();
            texts.push_back(finding.to_string());
        }
        return texts;
    }

    otkel::tests::TemporaryFolder folder_;
    Calendars calendars_;
};

std::string changed(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

TEST_F(VersionFiles, that_are_good_are_taken) {
    write("a.yaml", good);
    write("b.yaml", later);
    EXPECT_THAT(complaints(), IsEmpty());
    EXPECT_EQ(calendars_.all().size(), 2U);
}

struct Mistake {
    const char* from;
    const char* to;
    const char* complaint;
};

constexpr Mistake in_one_line[] = {
    {"version: t-1", "version: T 1", "a.yaml:1:10: it is no name of a version"},
    {"version: t-1", "name: t-1", "'version' is missing"},
    {"published: 2024-01-01", "published: 2024-02-30", "a.yaml:2:12: 'published' has a wrong value"},
    {"published: 2024-01-01\n", "", "'published' is missing"},
    {"about: a test\n", "", "'about' is missing"},
    {"[2024, 2025]", "[2024, 2026]", "a.yaml:4:8: version t-1: its years have a gap"},
    {"[2024, 2025]", "[2024, 2024]", "a.yaml:4:8: a year stands here twice"},
    {"[2024, 2025]", "[24]", "a.yaml:4:8: it is no year"},
    {"[2024, 2025]", "[1066]", "a.yaml:4:8: it is no year"},
    {"[2024, 2025]", "[]", "a.yaml:4:8: version t-1: it covers no year"},
    {"years: [2024, 2025]\n", "", "'years' is missing"},
    {"[saturday, sunday]", "[saturday, sun]", "a.yaml:5:10: it is no day of the week"},
    {"[saturday, sunday]", "[monday, tuesday, wednesday, thursday, friday, saturday, sunday]",
     "a.yaml:5:10: a week with no working day"},
    {"weekend: [saturday, sunday]\n", "", "'weekend' is missing"},
    {"kk: мейрам, ", "", "'occasions.feast.kk' is missing"},
    {"day: 2024-03-08", "day: 2024-03-32", "a.yaml:11:11: 'day' has a wrong value"},
    {"day: 2024-03-08, ", "", "a.yaml:11:5: 'day' is missing"},
    {"day: 2024-03-08", "day: 2023-03-08", "a.yaml:11:11: version t-1: the day is outside of its years"},
    {"kind: holiday", "kind: feast", "a.yaml:11:29: 'days_off"},
    {"kind: holiday, ", "", "a.yaml:11:5: 'kind' is missing"},
    {"occasion: feast", "occasion: fest", "a.yaml:11:11: version t-1: the occasion of the day is not known"},
    {"occasion: feast, ", "", "occasion' is missing"},
    {"source: act", "source: acts", "a.yaml:11:11: version t-1: the source of the day is not known"},
    {"source: act, ", "", "source' is missing"},
    {"basis: seen", "basis: heard", "basis' has a wrong value"},
    {", basis: seen", "", "a.yaml:11:5: 'basis' is missing"},
    {"basis: seen}", "basis: seen, nmae: x}", "a.yaml:11:81: the key 'days_off[1].nmae' is not known here"},
    {"2024-03-08", "2024-03-25", "a.yaml:13:11: the day stands in this file twice"},
    {"day: 2024-03-08", "day: 2024-05-04", "a.yaml:17:11: a day cannot be both off and worked"},
    {"  - {day: 2024-03-25, kind: transferred, instead_of: 2024-03-23, source: act, basis: inferred}\n", "",
     "a.yaml:12:11: version t-1: the holiday falls on a day of rest and no day is off in its place"},
    {"instead_of: 2024-03-23", "instead_of: 2024-03-24",
     "a.yaml:13:11: version t-1: the day is off in place of a day that is no holiday which moves"},
    {"instead_of: 2024-03-23", "instead_of: 2024-06-16",
     "a.yaml:13:11: version t-1: the day is off in place of a day that is no holiday which moves"},
    {"instead_of: 2024-03-23", "instead_of: 2024-03-08",
     "a.yaml:13:11: version t-1: the holiday does not fall on a day of rest"},
    {"instead_of: 2024-03-23, ", "", "a.yaml:13:5: 'instead_of' is missing"},
    {"day: 2024-03-25", "day: 2024-03-26", "a.yaml:13:11: version t-1: a holiday moves to the next working day"},
    {"day: 2024-03-25", "day: 2024-03-22", "a.yaml:13:11: version t-1: a holiday moves to a working day after it"},
    {"day: 2024-03-25", "day: 2024-03-24", "a.yaml:13:11: version t-1: a holiday moves to a working day after it"},
    {"worked:\n",
     "  - {day: 2024-03-26, kind: transferred, instead_of: 2024-03-23, source: act, basis: seen}\nworked:\n",
     "a.yaml:16:11: version t-1: two days are off for one holiday"},
    {"instead_of: 2024-05-04", "instead_of: 2024-05-05",
     "a.yaml:14:11: version t-1: it is off in place of a day that is not worked"},
    {"{day: 2024-05-04", "{day: 2024-05-05",
     "a.yaml:17:11: version t-1: it is worked in place of a day that is not off for it"},
    {"instead_of: 2024-05-08", "instead_of: 2024-03-25",
     "a.yaml:17:11: version t-1: it is worked in place of a day that is not off for it"},
    {"weekend: [saturday", "weekend: [wednesday", "only a working day and a day of rest change places"},
    {"worked:\n", "withdrawn:\n  - {day: 2024-12-16, because: why}\nworked:\n",
     "a.yaml:17:11: the version that is replaced says nothing about this day"},
    {"worked:\n", "withdrawn:\n  - {day: 2024-03-08, because: why}\nworked:\n",
     "a.yaml:17:11: a day cannot be withdrawn and stated in one file"},
    {"worked:\n", "withdrawn:\n  - {day: 2024-03-09}\nworked:\n", "because' is missing"},
    {"worked:\n", "workd:\n", "a.yaml:16:1: the key 'workd' is not known here; did you mean 'worked'?"},
    {"about: a test", "replaces: t-0\nabout: a test", "a.yaml:3:11: there is no version with this name"},
    {"about: a test", "replaces: t-1\nabout: a test", "a.yaml:3:11: versions replace each other in a circle"},
    {"days_off:", "days_off: {", "this is not YAML"},
};

TEST_F(VersionFiles, with_a_mistake_are_refused_with_its_place) {
    for (const auto& mistake : in_one_line) {
        write("a.yaml", changed(good, mistake.from, mistake.to));
        const auto said = complaints();
        EXPECT_THAT(said, testing::Contains(HasSubstr(mistake.complaint))) << mistake.from << " -> " << mistake.to;
        EXPECT_TRUE(calendars_.all().empty()) << mistake.to;
    }
}

TEST_F(VersionFiles, have_every_mistake_named_at_once) {
    auto text = changed(good, "day: 2024-03-08", "day: soon");
    text = changed(text, "basis: inferred", "basis: guessed");
    write("a.yaml", text);
    EXPECT_THAT(complaints(), ElementsAre(HasSubstr("a.yaml:11:11:"), HasSubstr("a.yaml:13:")));
}

TEST_F(VersionFiles, say_what_was_expected_and_found) {
    write("a.yaml", changed(good, "day: 2024-03-25", "day: 2024-03-26"));
    EXPECT_THAT(complaints(),
                ElementsAre("a.yaml:13:11: version t-1: a holiday moves to the next working day; expected 2024-03-25, "
                            "found 2024-03-26"));
}

TEST_F(VersionFiles, of_one_version_are_refused) {
    write("a.yaml", good);
    write("b.yaml", changed(good, "2024-01-01", "2024-01-02"));
    EXPECT_THAT(complaints(), ElementsAre(HasSubstr("b.yaml:1:10: two files have one version")));
}

TEST_F(VersionFiles, of_one_day_of_publication_are_refused) {
    write("a.yaml", good);
    write("b.yaml", changed(later, "2024-02-01", "2024-01-01"));
    EXPECT_THAT(complaints(), testing::Contains(HasSubstr("b.yaml:2:12: two versions were published on one day")));
}

TEST_F(VersionFiles, replace_an_earlier_one) {
    write("a.yaml", good);
    write("b.yaml", changed(later, "2024-02-01", "2023-12-31"));
    EXPECT_THAT(complaints(), ElementsAre(HasSubstr("b.yaml:2:12: a version replaces one that is not earlier")));
    EXPECT_EQ(calendars_.all().size(), 1U);
}

TEST_F(VersionFiles, that_replace_each_other_are_refused) {
    write("a.yaml", changed(good, "about:", "replaces: t-2\nabout:"));
    write("b.yaml", later);
    EXPECT_THAT(complaints(), ElementsAre(HasSubstr("versions replace each other in a circle")));
    EXPECT_TRUE(calendars_.all().empty());
}

TEST_F(VersionFiles, that_replace_a_wrong_one_are_left_out_with_it) {
    write("a.yaml", changed(good, "day: 2024-03-08", "day: soon"));
    write("b.yaml", later);
    EXPECT_THAT(complaints(), ElementsAre(HasSubstr("a.yaml:11:11:")));
    EXPECT_TRUE(calendars_.all().empty());
}

// The transfer stays without its holiday: the change is checked with what it changes.
TEST_F(VersionFiles, are_checked_with_what_they_replace) {
    write("a.yaml", good);
    write("b.yaml", later + "withdrawn:\n  - {day: 2024-03-23, because: abolished}\n");
    EXPECT_THAT(
        complaints(),
        ElementsAre(HasSubstr("a.yaml:13:11: version t-2: the day is off in place of a day that is no holiday")));
    EXPECT_EQ(calendars_.all().size(), 1U);
}

TEST_F(VersionFiles, may_say_a_day_anew_and_add_years) {
    write("a.yaml", good);
    write("b.yaml", later +
                        "years: [2026]\nsources: {order: An order}\ndays_off:\n"
                        "  - {day: 2024-03-08, kind: not-moving, occasion: feast, source: order, basis: seen}\n");
    EXPECT_THAT(complaints(), IsEmpty());
    const auto calendar = calendars_.latest().value();
    EXPECT_EQ(calendar->parts().years, (std::set<int>{2024, 2025, 2026}));
    EXPECT_EQ(calendar->is_working_day(parse_day("2024-03-08").value()).value().source, "An order");
}

TEST_F(VersionFiles, that_are_empty_or_no_text_are_refused) {
    for (const auto* text : {"", "- a\n", "\xff\xfe\n"}) {
        write("a.yaml", text);
        EXPECT_THAT(complaints(), testing::Not(IsEmpty()));
        EXPECT_TRUE(calendars_.all().empty());
    }
}

}  // namespace
}  // namespace otkel::calendar
