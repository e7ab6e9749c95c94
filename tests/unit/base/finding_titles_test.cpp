#include "gateway/base/finding_titles.hpp"

#include <gtest/gtest.h>

namespace otkel {
namespace {

TEST(FindingTitles, are_in_three_languages) {
    const auto title = finding_title("required-missing");
    ASSERT_TRUE(title);
    EXPECT_EQ(title->in(Language::kk), "міндетті мән жоқ");
    EXPECT_EQ(title->in(Language::ru), "нет обязательного значения");
    EXPECT_EQ(title->in(Language::en), "a required value is missing");
}

TEST(FindingTitles, are_not_made_up_for_codes_of_others) { EXPECT_FALSE(finding_title("TNVED_DIFFERS")); }

}  // namespace
}  // namespace otkel
