#include "gateway/exchange/decision.hpp"

#include <gmock/gmock.h>

namespace otkel::exchange {
namespace {

using namespace std::chrono_literals;
using journal::State;
using testing::HasSubstr;
using Kind = Heard::Kind;

const WallTime now = WallTime{} + 1'000h;
constexpr AttemptRules rules{.retry = {.tries_max = 3, .first_pause = 1'000ms, .longest_pause = 8'000ms},
                             .questions_max = 2};

Circumstances known(Repetition repetition, std::size_t attempt = 1) {
    return {.last = {.number = attempt, .at = now}, .repetition = repetition, .answer_within = 2h};
}
Decision after(Kind kind, const Circumstances& circumstances) {
    return decide({kind, "said so"}, circumstances, rules, [] { return 0.5; });
}

TEST(Decision, ends_with_an_answer_or_a_refusal) {
    for (const auto repetition : {Repetition::safe, Repetition::askable, Repetition::by_person}) {
        EXPECT_EQ(after(Kind::answer, known(repetition)).state, State::answered);
        EXPECT_EQ(after(Kind::refusal, known(repetition)).state, State::failed);
        EXPECT_FALSE(after(Kind::answer, known(repetition)).due);
    }
}

TEST(Decision, tries_again_what_surely_had_no_effect_whatever_its_repetition) {
    for (const auto repetition : {Repetition::safe, Repetition::askable, Repetition::by_person}) {
        for (const auto kind : {Kind::not_sent, Kind::not_now, Kind::not_there}) {
            const auto next = after(kind, known(repetition));
            EXPECT_EQ(next.state, State::waiting);
            EXPECT_EQ(next.due, now + 500ms);
        }
        const auto last = after(Kind::not_sent, known(repetition, 3));
        EXPECT_EQ(last.state, State::parked);
        EXPECT_THAT(last.outcome, HasSubstr("all 3 tries failed; the last one: said so"));
    }
}

TEST(Decision, waits_as_long_as_the_peer_wants) {
    const auto next = decide({Kind::not_now, "busy", 30s}, known(Repetition::by_person), rules, [] { return 0.0; });
    EXPECT_EQ(next.due, now + 30s);
}

TEST(Decision, never_repeats_blindly_what_may_have_had_its_effect) {
    const auto person = after(Kind::nothing, known(Repetition::by_person));
    EXPECT_EQ(person.state, State::parked);
    EXPECT_THAT(person.outcome, HasSubstr("in doubt"));
    const auto askable = after(Kind::nothing, known(Repetition::askable));
    EXPECT_EQ(askable.state, State::in_doubt);
    EXPECT_EQ(askable.due, now) << "asked at once";
    const auto safe = after(Kind::nothing, known(Repetition::safe));
    EXPECT_EQ(safe.state, State::in_doubt);
    EXPECT_EQ(safe.due, now + 500ms);
    EXPECT_EQ(after(Kind::nothing, known(Repetition::safe, 3)).state, State::parked);
}

TEST(Decision, leaves_to_a_person_what_there_is_nothing_to_ask_by) {
    EXPECT_EQ(after(Kind::no_question, known(Repetition::askable)).state, State::parked);
}

TEST(Decision, waits_for_the_answer_of_what_was_taken_over) {
    for (const auto kind : {Kind::taken_over, Kind::on_its_way}) {
        const auto next = after(kind, known(Repetition::askable));
        EXPECT_EQ(next.state, State::awaiting);
        EXPECT_EQ(next.due, now + 2h);
    }
}

TEST(Decision, asks_a_few_times_and_then_leaves_it_to_a_person) {
    auto circumstances = known(Repetition::askable);
    EXPECT_EQ(settle_doubt(circumstances, rules), DoubtAction::ask);
    EXPECT_EQ(after(Kind::not_askable, circumstances).state, State::in_doubt);
    circumstances.questions = 2;
    EXPECT_EQ(settle_doubt(circumstances, rules), DoubtAction::park);
    EXPECT_EQ(settle_doubt(known(Repetition::safe), rules), DoubtAction::send_again);
    EXPECT_EQ(settle_doubt(known(Repetition::by_person), rules), DoubtAction::park);
}

TEST(Decision, is_one_of_the_steps_that_the_lifecycle_has) {
    for (const auto kind :
         {Kind::answer, Kind::taken_over, Kind::refusal, Kind::not_now, Kind::not_sent, Kind::nothing}) {
        for (const auto repetition : {Repetition::safe, Repetition::askable, Repetition::by_person}) {
            for (const std::size_t attempt : {1U, 3U}) {
                EXPECT_TRUE(journal::may_follow(State::sent, after(kind, known(repetition, attempt)).state));
            }
        }
    }
    for (const auto kind : {Kind::answer, Kind::refusal, Kind::not_there, Kind::on_its_way, Kind::not_askable}) {
        EXPECT_TRUE(journal::may_follow(State::in_doubt, after(kind, known(Repetition::askable)).state));
    }
}

}  // namespace
}  // namespace otkel::exchange
