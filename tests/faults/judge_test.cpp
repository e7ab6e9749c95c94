#include <gtest/gtest.h>

#include "gateway/app/selftest/judge.hpp"

// What the judge of the kill campaign does not see would be promised and not kept.

namespace otkel::app::selftest {
namespace {

using journal::Direction;
using journal::State;

journal::Exchange exchange_of(const std::vector<State>& states, Direction direction) {
    journal::Exchange exchange{{ExchangeId("x"), direction}};
    exchange.summary.state = states.back();
    for (const auto state : states) {
        journal::HistoryEntry entry;
        entry.state = state;
        exchange.history.push_back(std::move(entry));
    }
    return exchange;
}

// One message of a peer and one call of the core, both in order.
struct Scene {
    Scene() {
        tally.asked["in"] = {Direction::inbound, "a", true, "reply", {}};
        tally.asked["out"] = {Direction::outbound, "b", true, {}, {}};
        tally.core.by_business["a"] = 1;
        tally.peer.by_business["b"] = 1;
        auto in = exchange_of({State::accepted, State::answered}, Direction::inbound);
        in.legs.push_back({journal::Leg::reply_out, "text/xml", "reply"});
        found["in"].push_back(std::move(in));
        found["out"].push_back(exchange_of(
            {State::accepted, State::sent, State::in_doubt, State::sent, State::answered}, Direction::outbound));
    }
    [[nodiscard]] Verdict verdict() const { return judge(tally, found); }

    Tally tally;
    Found found;
};

TEST(Judge, is_content_when_all_was_done_once) {
    const auto verdict = Scene().verdict();
    EXPECT_TRUE(verdict.good()) << (verdict.examples.empty() ? "" : verdict.examples.front());
    EXPECT_EQ(verdict.acknowledged, 2U);
}

TEST(Judge, finds_what_the_journal_does_not_know) {
    Scene scene;
    scene.found.erase("in");
    EXPECT_EQ(scene.verdict().lost, 1U);
}

TEST(Judge, finds_an_answer_without_its_effect) {
    Scene scene;
    scene.tally.peer.by_business.clear();
    EXPECT_EQ(scene.verdict().lost, 1U);
}

TEST(Judge, finds_a_reply_that_the_journal_does_not_have) {
    Scene scene;
    scene.tally.asked["in"].reply = "another";
    EXPECT_EQ(scene.verdict().lost, 1U);
}

TEST(Judge, counts_every_effect_beyond_the_first) {
    Scene scene;
    scene.tally.core.by_business["a"] = 3;
    scene.tally.peer.by_business["b"] = 2;
    EXPECT_EQ(scene.verdict().doubled, 3U);
}

TEST(Judge, finds_two_exchanges_of_one_message) {
    Scene scene;
    scene.found["out"].push_back(scene.found["out"].front());
    EXPECT_EQ(scene.verdict().doubled, 1U);
}

TEST(Judge, finds_what_was_left) {
    for (const auto state : {State::parked, State::failed}) {
        Scene scene;
        scene.found["out"] = {exchange_of({State::accepted, state}, Direction::outbound)};
        EXPECT_EQ(scene.verdict().in_doubt, 1U) << name(state);
    }
    for (const auto state : {State::accepted, State::sent, State::in_doubt, State::waiting}) {
        Scene scene;
        auto unfinished = exchange_of({State::accepted, State::sent, state}, Direction::outbound);
        scene.found["out"] = {std::move(unfinished)};
        EXPECT_EQ(scene.verdict().unfinished, 1U) << name(state);
    }
}

TEST(Judge, finds_what_was_never_acknowledged) {
    Scene scene;
    scene.tally.asked["in"].acknowledged = false;
    EXPECT_EQ(scene.verdict().unanswered, 1U);
}

TEST(Judge, finds_answers_that_differ) {
    Scene scene;
    scene.tally.differing_replies = 1;
    EXPECT_FALSE(scene.verdict().good());
}

TEST(Judge, is_not_content_with_nothing) { EXPECT_FALSE(judge({}, {}).good()); }

TEST(Judge, finds_histories_that_the_states_do_not_allow) {
    EXPECT_EQ(fault_of_history(exchange_of({State::sent, State::answered}, Direction::outbound)), "begins as sent");
    EXPECT_EQ(fault_of_history(exchange_of({State::accepted, State::answered, State::sent}, Direction::outbound)),
              "went from answered to sent");
    auto shrinking = exchange_of({State::accepted, State::sent, State::answered}, Direction::outbound);
    shrinking.history[1].attempt = 1;
    EXPECT_EQ(fault_of_history(shrinking), "counts its attempts backwards");
    auto other = exchange_of({State::accepted, State::sent}, Direction::outbound);
    other.summary.state = State::answered;
    EXPECT_EQ(fault_of_history(other), "is answered, and its history ends as sent");
    EXPECT_EQ(fault_of_history(exchange_of({State::accepted, State::answered}, Direction::inbound)), "");
}

}  // namespace
}  // namespace otkel::app::selftest
