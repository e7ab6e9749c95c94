#include <gmock/gmock.h>

#include "gateway/exchange/stages.hpp"
#include "tests/unit/exchange/conversing.hpp"

// What left and was not answered: asked about, or found by its answer.

namespace otkel::exchange {
namespace {

using adapter::Repetition;
using journal::State;
using testing::HasSubstr;

class Doubt : public Conversing {
protected:
    void use_peer(Repetition repetition, bool gives_names) {
        auto adapter = std::make_unique<fakes::Adapter>();
        adapter->repeats = repetition;
        adapter->gives_names = gives_names;
        auto catalog = std::make_shared<Catalog>();
        catalog->add(std::move(adapter));
        catalog->add(route("check", journal::Direction::inbound));
        auto outbound = route("ask", journal::Direction::outbound);
        outbound.keep_trying = std::chrono::hours{10};
        catalog->add(std::move(outbound));
        catalog_ = catalog;
        use(catalog);
    }
    void peer_is_silent() { client_.response = fail(Errc::in_doubt, "no complete answer came"); }
    void peer_says(const std::string& standing) {
        client_.response = net::HttpResponse{};
        client_.response->headers.set("standing", standing);
    }
    void carry_out_one_round() {
        auto taken = test::run(io_, store_.take("customs", clock_.wall(), 100)).value();
        for (auto& one : taken) {
            test::run(io_, engine_->carry_on(std::move(one)));
        }
    }
    void submit() {
        std::optional<OutboundOutcome> accepted;
        begin(engine_->outbound({"ask", {{"v", "number"}}, "key-1", "", "", true}), accepted);
        go_on_until([&] { return accepted.has_value(); });
        carry_out_one_round();
    }
    std::shared_ptr<const Catalog> catalog_;
};

TEST_F(Doubt, that_a_person_has_to_settle_ends_by_the_answer_also_when_the_reply_was_lost) {
    use_peer(Repetition::by_person, true);
    peer_is_silent();
    submit();
    ASSERT_EQ(state_of("key-1"), State::parked);
    static_cast<void>(send(said("answer", "a-1", "key-1", "20")));
    carry_out_what_is_due();
    EXPECT_EQ(state_of("key-1"), State::answered);
    EXPECT_EQ(state_of("a-1"), State::answered);
    EXPECT_EQ(client_.sent.size(), 1U);
}

TEST_F(Doubt, that_a_crash_has_left_is_found_by_the_names_that_we_gave) {
    use_peer(Repetition::askable, true);
    fakes::Gate peer(io_);
    client_.gate = &peer;
    std::optional<OutboundOutcome> outcome;
    begin(engine_->outbound({"ask", {{"v", "number"}}, "key-1", "", ""}), outcome);
    go_on_until([&] { return client_.sent.size() == 1; });
    const auto& known = exchange_of("key-1");
    EXPECT_EQ(known.summary.state, State::sent);
    EXPECT_EQ(known.summary.correlation_id, "key-1") << "what the journal has when nothing more comes";
    EXPECT_THAT(known.keys, testing::Contains(std::pair<std::string, std::string>(peer_message_key, "key-1")));
    peer.open();
    go_on_until([&] { return outcome.has_value(); });
}

TEST_F(Doubt, whether_our_answer_has_arrived_is_over_when_the_bus_has_it) {
    for (const auto* standing : {"delivered", "on-its-way"}) {
        store_.exchanges.clear();
        client_.sent.clear();
        use_peer(Repetition::askable, true);
        peer_is_silent();
        const auto name = std::string("m-") + standing;
        static_cast<void>(send(said("submission", name, "c-1", "goods")));
        carry_out_one_round();
        ASSERT_EQ(state_of(name), State::in_doubt);
        peer_says(standing);
        carry_out_what_is_due();
        EXPECT_EQ(state_of(name), State::answered) << standing;
        EXPECT_EQ(client_.sent.size(), 2U) << "sent once and asked about once";
    }
}

TEST_F(Doubt, whether_our_answer_has_arrived_sends_it_again_when_the_bus_does_not_have_it) {
    use_peer(Repetition::askable, true);
    peer_is_silent();
    static_cast<void>(send(said("submission", "m-1", "c-1", "goods")));
    carry_out_one_round();
    peer_says("not-delivered");
    carry_out_one_round();
    EXPECT_EQ(state_of("m-1"), State::waiting);
    take_over("c-1");
    clock_.advance(std::chrono::minutes{10});
    carry_out_what_is_due();
    EXPECT_EQ(state_of("m-1"), State::answered);
    ASSERT_EQ(client_.sent.size(), 3U);
    EXPECT_EQ(client_.sent[2].body, client_.sent[0].body);
}

journal::Exchange kept_with(const std::vector<std::pair<State, std::string>>& steps) {
    journal::Exchange kept{{ExchangeId("x"), journal::Direction::outbound}};
    for (const auto& [state, outcome] : steps) {
        journal::HistoryEntry entry;
        entry.state = state;
        entry.outcome = outcome;
        kept.history.push_back(std::move(entry));
    }
    kept.summary.state = steps.back().first;
    return kept;
}

TEST_F(Doubt, counts_questions_in_vain_and_not_the_waiting_for_a_turn) {
    use_peer(Repetition::askable, true);
    const auto questions = [&](const std::vector<std::pair<State, std::string>>& steps) {
        return exchange::Outbound(clock_, catalog_, kept_with(steps)).questions;
    };
    const std::pair turn{State::in_doubt, std::string("the peer takes no more just now")};
    const std::pair vain{State::in_doubt, std::string(asked_in_vain) + "unavailable"};
    const std::pair sent{State::sent, std::string()};
    EXPECT_EQ(questions({sent, turn, turn, turn}), 0U);
    EXPECT_EQ(questions({sent, turn, vain, turn, vain}), 2U);
    EXPECT_EQ(questions({sent, vain, {State::waiting, "asked: not there"}, sent, vain}), 1U);
    const std::pair late{State::awaiting, std::string(asked_in_vain) + "unavailable"};
    EXPECT_EQ(questions({sent, {State::awaiting, "taken over"}, late, late}), 2U);
}

TEST_F(Doubt, that_nobody_answers_is_for_a_person_after_as_many_questions_as_are_set) {
    use_peer(Repetition::askable, true);
    peer_is_silent();
    submit();
    ASSERT_EQ(state_of("key-1"), State::in_doubt);
    for (int rounds = 0; rounds < 100 && state_of("key-1") == State::in_doubt; ++rounds) {
        clock_.advance(std::chrono::minutes{10});
        carry_out_one_round();
    }
    EXPECT_EQ(state_of("key-1"), State::parked);
    EXPECT_THAT(exchange_of("key-1").summary.outcome, HasSubstr("asking gave nothing"));
    const auto asked = client_.sent.size() - 1;
    EXPECT_GE(asked, limits_.attempts.questions_max - 1);
    EXPECT_LE(asked, limits_.attempts.questions_max);
}

}  // namespace
}  // namespace otkel::exchange
