#include <gtest/gtest.h>

#include <set>

#include "gateway/base/letter_case.hpp"
#include "gateway/journal/lifecycle.hpp"
#include "gateway/journal/store.hpp"

namespace otkel::journal {
namespace {

TEST(JournalNames, are_the_public_words) {
    EXPECT_EQ(name(State::in_doubt), "in-doubt");
    EXPECT_EQ(state_of("in-doubt"), State::in_doubt);
    EXPECT_FALSE(state_of("lost"));
    EXPECT_EQ(name(Leg::core_reply), "core-reply");
    EXPECT_EQ(name(Direction::outbound), "outbound");
}

TEST(Lifecycle, has_one_word_for_every_state) {
    std::set<std::string_view> words;
    for (int i = 0; i <= static_cast<int>(State::parked); ++i) {
        const auto word = name(static_cast<State>(i));
        EXPECT_EQ(state_of(word), static_cast<State>(i));
        words.insert(word);
    }
    EXPECT_EQ(words.size(), 9U);
}

// The numbers stand in every database.
TEST(Lifecycle, never_changes_a_number) {
    EXPECT_EQ(static_cast<int>(State::answered), 3);
    EXPECT_EQ(static_cast<int>(State::refused), 5);
    EXPECT_EQ(static_cast<int>(State::waiting), 6);
    EXPECT_EQ(static_cast<int>(State::parked), 8);
}

TEST(Lifecycle, never_leaves_an_answer_or_a_refusal) {
    for (const auto& one : transitions()) {
        EXPECT_NE(one.from, State::answered);
        EXPECT_NE(one.from, State::refused);
        EXPECT_NE(one.to, State::refused);
        EXPECT_NE(one.from, one.to);
    }
}

TEST(LetterCase, is_small_in_kazakh_and_russian) {
    EXPECT_EQ(in_small_letters("SCE004 ӘҒҚҢӨҰҮҺІ әғқңөұүһі"), "sce004 әғқңөұүһі әғқңөұүһі");
    EXPECT_EQ(in_small_letters("АБЯЁЪЭ абяёъэ"), "абяёъэ абяёъэ");
    EXPECT_EQ(in_small_letters("\xd0"), "\xd0");
    EXPECT_EQ(in_small_letters("\xd0 \xff\xd0Z"), "\xd0 \xff\xd0z");
    EXPECT_EQ(in_small_letters("中文 №5"), "中文 №5");
}

}  // namespace
}  // namespace otkel::journal
