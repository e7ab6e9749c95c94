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

journal::Exchange answered_as(std::vector<State> states, Direction direction, journal::Leg leg,
                              const std::string& octets) {
    states.push_back(State::answered);
    auto exchange = exchange_of(states, direction);
    exchange.legs.push_back({leg, "text/plain", octets});
    return exchange;
}

// One of each kind of traffic, all in order. Of "person" the first attempt was lost, and replayed.
struct Scene {
    Scene() {
        tally.asked["in"] = {Kind::check, "a", true, "reply"};
        tally.asked["out"] = {Kind::call, "b", true, "json"};
        tally.asked["submitted"] = {Kind::submission, "c", true};
        tally.asked["submitted"].correlation_id = "c-1";
        tally.asked["askable"] = {Kind::askable, "d", true, "json"};
        tally.asked["person"] = {Kind::by_person, "e", true, "json"};
        tally.asked["answer-1"] = {Kind::answer, "askable", true};
        tally.asked["answer-2"] = {Kind::answer, "person", true};
        tally.asked["news"] = {Kind::news, "askable", true};
        tally.answers["c-1"] = 1;
        tally.core.by_business = {{"a", 1}, {"c", 1}};
        tally.peer.by_business = {{"b", 1}, {"d", 1}, {"e", 1}};
        found["in"] = {answered_as({State::accepted}, Direction::inbound, journal::Leg::reply_out, "reply")};
        found["out"] = {answered_as({State::accepted, State::sent, State::in_doubt, State::sent}, Direction::outbound,
                                    journal::Leg::core_reply, "json")};
        found["submitted"] = {exchange_of({State::accepted, State::sent, State::answered}, Direction::inbound)};
        found["askable"] = {
            answered_as({State::accepted, State::sent, State::in_doubt, State::waiting, State::sent, State::awaiting},
                        Direction::outbound, journal::Leg::core_reply, "json")};
        found["person"] = {
            answered_as({State::accepted, State::sent, State::parked, State::waiting, State::sent, State::awaiting},
                        Direction::outbound, journal::Leg::core_reply, "json")};
        found["person"].front().history[3].by = "operator";
        for (const auto* about : {"answer-1", "answer-2", "news"}) {
            found[about] = {exchange_of({State::accepted, State::answered}, Direction::inbound)};
        }
    }
    [[nodiscard]] Verdict verdict() const { return judge(tally, found); }
    void now_is(const std::string& key, State state) {
        found.at(key) = {exchange_of({State::accepted, State::sent, state}, Direction::outbound)};
    }

    Tally tally;
    Found found;
};

TEST(Judge, is_content_when_all_was_done_once) {
    const auto verdict = Scene().verdict();
    EXPECT_TRUE(verdict.good()) << (verdict.examples.empty() ? "" : verdict.examples.front());
    EXPECT_EQ(verdict.acknowledged, 8U);
    EXPECT_EQ(verdict.kinds.at(Kind::answer).answered, 2U);
    EXPECT_EQ(verdict.kinds.at(Kind::askable).doubted, 1U);
    EXPECT_EQ(verdict.kinds.at(Kind::by_person).parked, 1U);
    EXPECT_EQ(verdict.kinds.at(Kind::by_person).replayed, 1U);
}

TEST(Judge, finds_what_the_journal_does_not_know) {
    for (const auto* key : {"in", "out", "submitted", "askable", "person"}) {
        Scene scene;
        scene.found.erase(key);
        EXPECT_EQ(scene.verdict().lost, 1U) << key;
    }
    for (const auto* key : {"answer-1", "news"}) {
        Scene scene;
        scene.found.erase(key);
        EXPECT_EQ(scene.verdict().answers_lost, 1U) << key;
    }
}

TEST(Judge, finds_an_answer_without_its_effect) {
    for (const auto* business : {"b", "d", "e"}) {
        Scene scene;
        scene.tally.peer.by_business.erase(business);
        EXPECT_EQ(scene.verdict().lost, 1U) << business;
    }
    for (const auto* business : {"a", "c"}) {
        Scene scene;
        scene.tally.core.by_business.erase(business);
        EXPECT_EQ(scene.verdict().lost, 1U) << business;
    }
}

TEST(Judge, finds_an_answer_that_the_journal_does_not_have_as_it_was_given) {
    for (const auto* key : {"in", "out", "askable", "person"}) {
        Scene scene;
        scene.tally.asked[key].reply = "another";
        EXPECT_EQ(scene.verdict().answers_lost, 1U) << key;
    }
}

TEST(Judge, finds_an_answer_that_who_asked_did_not_get) {
    for (const auto* key : {"in", "out", "askable", "person"}) {
        Scene scene;
        scene.tally.asked[key].reply.clear();
        EXPECT_EQ(scene.verdict().answers_lost, 1U) << key;
    }
    Scene scene;
    scene.tally.answers.clear();
    EXPECT_EQ(scene.verdict().answers_lost, 1U);
}

TEST(Judge, finds_an_acknowledged_answer_that_ended_nothing) {
    for (const auto state : {State::parked, State::awaiting}) {
        Scene scene;
        scene.now_is("askable", state);
        EXPECT_EQ(scene.verdict().answers_lost, 1U) << name(state);
    }
    Scene scene;
    scene.found.at("answer-1") = {exchange_of({State::accepted, State::waiting}, Direction::inbound)};
    EXPECT_EQ(scene.verdict().unfinished, 1U);
    scene.found.at("answer-1") = {exchange_of({State::accepted, State::parked}, Direction::inbound)};
    EXPECT_EQ(scene.verdict().in_doubt, 1U);
}

TEST(Judge, finds_one_answer_that_counted_twice) {
    for (const auto* key : {"askable", "person", "submitted"}) {
        Scene scene;
        auto& history = scene.found.at(key).front().history;
        history.push_back(history.back());
        EXPECT_EQ(scene.verdict().answers_doubled, 1U) << key;
    }
    Scene scene;
    scene.tally.answers["c-1"] = 3;
    EXPECT_EQ(scene.verdict().answers_doubled, 2U) << "the peer was answered by three messages";
}

TEST(Judge, counts_every_effect_beyond_the_first) {
    Scene scene;
    scene.tally.core.by_business["a"] = 3;
    scene.tally.peer.by_business["e"] = 2;
    EXPECT_EQ(scene.verdict().doubled, 3U);
}

TEST(Judge, finds_two_exchanges_of_one_message) {
    for (const auto* key : {"in", "out", "submitted", "askable", "answer-1"}) {
        Scene scene;
        scene.found[key].push_back(scene.found[key].front());
        EXPECT_EQ(scene.verdict().doubled, 1U) << key;
    }
}

TEST(Judge, finds_what_was_left) {
    for (const auto* key : {"out", "askable", "person"}) {
        for (const auto state : {State::parked, State::failed}) {
            Scene scene;
            scene.now_is(key, state);
            EXPECT_EQ(scene.verdict().in_doubt, 1U) << key << " " << name(state);
        }
        for (const auto state : {State::sent, State::in_doubt, State::waiting, State::awaiting}) {
            Scene scene;
            scene.now_is(key, state);
            EXPECT_EQ(scene.verdict().unfinished, 1U) << key << " " << name(state);
        }
    }
}

TEST(Judge, finds_what_was_never_acknowledged) {
    for (const auto* key : {"in", "askable", "answer-1"}) {
        Scene scene;
        scene.tally.asked[key].acknowledged = false;
        EXPECT_EQ(scene.verdict().unanswered, 1U) << key;
    }
}

TEST(Judge, finds_what_was_sent_again_on_a_guess) {
    Scene scene;
    scene.found.at("person").front().history[3].by.clear();
    EXPECT_EQ(scene.verdict().guessed, 1U) << "nobody replayed it";
    const auto guess = [](Kind kind, const std::vector<State>& states) {
        return guess_in_history(kind, exchange_of(states, Direction::outbound));
    };
    const std::vector again{State::accepted, State::sent, State::in_doubt, State::sent, State::answered};
    EXPECT_NE(guess(Kind::askable, again), "");
    EXPECT_NE(guess(Kind::by_person, again), "");
    EXPECT_EQ(guess(Kind::call, again), "") << "the peer knows it again";
    const std::vector asked{State::accepted, State::sent, State::in_doubt, State::waiting, State::sent};
    EXPECT_EQ(guess(Kind::askable, asked), "");
    EXPECT_NE(guess(Kind::by_person, asked), "") << "it cannot be asked about";
    EXPECT_EQ(guess(Kind::by_person, {State::accepted, State::sent, State::waiting, State::sent}), "")
        << "surely without effect";
    EXPECT_NE(guess(Kind::askable, {State::accepted, State::sent, State::parked, State::waiting}), "");
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
