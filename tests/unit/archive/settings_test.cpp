#include "gateway/archive/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

namespace otkel::archive {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class Retention : public testing::Test {
protected:
    RetentionSettings read(const std::string& text) {
        auto section = settings::Section::load(folder_.write("retention.yaml", text), complaints_);
        section.set_root(folder_.path());
        auto settings = read_retention_settings(section);
        section.finish();
        return settings;
    }
    std::string complaints() {
        const auto outcome = complaints_.outcome();
        return outcome ? "" : outcome.error().to_string();
    }

    otkel::tests::TemporaryFolder folder_;
    settings::Complaints complaints_;
};

TEST_F(Retention, is_read) {
    const auto read_back = read("at_hand_days: 100\nkept_days: 2000\nfolder: old\n");
    EXPECT_EQ(complaints(), "");
    EXPECT_EQ(read_back.at_hand, Days{100});
    EXPECT_EQ(read_back.kept, Days{2000});
    EXPECT_EQ(read_back.folder, folder_ / "old");
}

TEST_F(Retention, says_how_often_and_what_becomes_of_exchanges_without_a_stamp) {
    const auto set = read("every_hours: 0\nunstamped: archive\n");
    EXPECT_EQ(set.every.count(), 0);
    EXPECT_EQ(stamps_for(set, true), journal::Stamps::when_there);
    const auto waits = read("unstamped: wait\n");
    EXPECT_EQ(stamps_for(waits, false), journal::Stamps::required);
    const auto left_out = read("{}\n");
    EXPECT_EQ(left_out.every.count(), 24);
    EXPECT_EQ(stamps_for(left_out, true), journal::Stamps::required);
    EXPECT_EQ(stamps_for(left_out, false), journal::Stamps::when_there);
    EXPECT_EQ(complaints(), "");
    read("every_hours: 745\nunstamped: sometimes\n");
    EXPECT_THAT(complaints(), AllOf(HasSubstr("every_hours"), HasSubstr("unstamped")));
}

TEST_F(Retention, left_out_keeps_more_than_the_rule_asks) {
    const auto read_back = read("{}\n");
    EXPECT_EQ(complaints(), "");
    EXPECT_GE(read_back.at_hand, at_hand_least);
    EXPECT_GE(read_back.kept, kept_least);
}

TEST_F(Retention, as_short_as_the_rule_allows_is_taken) {
    const auto read_back = read("at_hand_days: 62\nkept_days: 1096\n");
    EXPECT_EQ(complaints(), "");
    EXPECT_EQ(read_back.at_hand, Days{62});
    EXPECT_EQ(read_back.kept, Days{1096});
}

TEST_F(Retention, in_the_journal_shorter_than_the_rule_is_refused) {
    EXPECT_GE(read("at_hand_days: 61\n").at_hand, at_hand_least);
    EXPECT_THAT(complaints(), HasSubstr("retention.yaml:1:"));
    EXPECT_THAT(complaints(), HasSubstr("two months at hand of government decree 832"));
    EXPECT_THAT(complaints(), HasSubstr("at least 62 days"));
}

TEST_F(Retention, of_archives_shorter_than_the_rule_is_refused) {
    EXPECT_GE(read("kept_days: 1095\n").kept, kept_least);
    EXPECT_THAT(complaints(), HasSubstr("three years of government decree 832"));
    EXPECT_THAT(complaints(), HasSubstr("at least 1096 days"));
}

TEST_F(Retention, of_archives_shorter_than_in_the_journal_is_refused) {
    read("at_hand_days: 3000\nkept_days: 2000\n");
    EXPECT_THAT(complaints(), HasSubstr("at least at_hand_days (3000)"));
}

TEST_F(Retention, key_that_nobody_knows_is_named) {
    read("at_hand_day: 100\n");
    EXPECT_THAT(complaints(), HasSubstr("at_hand_day"));
}

}  // namespace
}  // namespace otkel::archive
