#include <gmock/gmock.h>

#include "tests/unit/exchange/conversing.hpp"

// Answers and news that come by themselves, about something that the core wanted to be sent.

namespace otkel::exchange {
namespace {

using journal::State;
using testing::HasSubstr;

class AnswerThatComes : public Conversing {
protected:
    AnswerThatComes() { take_over("c-1"); }

    // Sent and taken over by the peer, unless told otherwise.
    void submit(const std::string& key = "key-1") {
        begin(engine_->outbound({"ask", {{"v", "number"}}, key, "", "", true}), accepted_);
        go_on_until([&] { return accepted_.has_value(); });
        carry_out_what_is_due();
    }
    std::optional<OutboundOutcome> accepted_;
};

TEST_F(AnswerThatComes, ends_what_was_sent) {
    submit();
    EXPECT_EQ(state_of("key-1"), State::awaiting);
    EXPECT_EQ(send(said("answer", "a-1", "c-1", "20")).body, "taken over a-1");
    carry_out_what_is_due();
    const auto& ours = exchange_of("key-1");
    EXPECT_EQ(ours.summary.state, State::answered);
    EXPECT_EQ(leg_of(ours, journal::Leg::core_reply), R"({"v":"20"})");
    EXPECT_EQ(ours.history.back().because, exchange_of("a-1").summary.id.text());
    EXPECT_EQ(state_of("a-1"), State::answered);
    const auto again = ask("number", "key-1");
    ASSERT_TRUE(again.reply) << again.reply.error().to_string();
    EXPECT_EQ(again.reply->json, R"({"v":"20"})");
}

TEST_F(AnswerThatComes, reaches_a_caller_that_waits) {
    std::optional<OutboundOutcome> outcome;
    begin(engine_->outbound({"ask", {{"v", "number"}}, "key-1", "", ""}), outcome);
    go_on_until([&] { return !store_.exchanges.empty() && state_of("key-1") == State::awaiting; });
    static_cast<void>(send(said("answer", "a-1", "c-1", "20")));
    carry_out_what_is_due();
    go_on_until([&] { return outcome.has_value(); });
    ASSERT_TRUE(outcome->reply);
    EXPECT_EQ(outcome->reply->json, R"({"v":"20"})");
}

TEST_F(AnswerThatComes, before_the_reply_to_our_sending_waits_for_it) {
    fakes::Gate peer(io_);
    client_.gate = &peer;
    begin(engine_->outbound({"ask", {{"v", "number"}}, "key-1", "", "", true}), accepted_);
    go_on_until([&] { return accepted_.has_value(); });
    asio::post(io_, [&] {
        const auto carry = [this]() -> asio::awaitable<void> {
            auto taken = co_await store_.take("customs", clock_.wall(), 1);
            co_await engine_->carry_on(std::move(taken->at(0)));
        };
        tasks_.spawn(carry());
    });
    go_on_until([&] { return client_.sent.size() == 1; });
    static_cast<void>(send(said("answer", "a-1", "c-1", "20")));
    auto early = test::run(io_, store_.take("customs", clock_.wall(), 1)).value();
    ASSERT_EQ(early.size(), 1U);
    test::run(io_, engine_->carry_on(std::move(early[0])));
    EXPECT_EQ(state_of("a-1"), State::waiting);
    peer.open();
    go_on_until([&] { return state_of("key-1") == State::awaiting; });
    clock_.advance(std::chrono::minutes{1});
    carry_out_what_is_due();
    EXPECT_EQ(state_of("key-1"), State::answered);
    EXPECT_EQ(state_of("a-1"), State::answered);
}

TEST_F(AnswerThatComes, twice_is_kept_twice_and_counts_once) {
    submit();
    static_cast<void>(send(said("answer", "a-1", "c-1", "20")));
    static_cast<void>(send(said("answer", "a-1", "c-1", "20")));
    carry_out_what_is_due();
    static_cast<void>(send(said("answer", "a-2", "c-1", "20")));
    carry_out_what_is_due();
    EXPECT_EQ(state_of("a-2"), State::answered);
    EXPECT_THAT(exchange_of("a-2").summary.outcome, HasSubstr("said before"));
    static_cast<void>(send(said("answer", "a-3", "c-1", "30")));
    carry_out_what_is_due();
    EXPECT_EQ(state_of("a-3"), State::parked);
    EXPECT_THAT(exchange_of("a-3").summary.outcome, HasSubstr("another answer"));
    EXPECT_EQ(leg_of(exchange_of("key-1"), journal::Leg::core_reply), R"({"v":"20"})");
}

TEST_F(AnswerThatComes, late_is_an_answer_still) {
    submit();
    clock_.advance(std::chrono::hours{25});
    carry_out_what_is_due();
    EXPECT_EQ(state_of("key-1"), State::parked);
    static_cast<void>(send(said("answer", "a-1", "c-1", "20")));
    carry_out_what_is_due();
    EXPECT_EQ(state_of("key-1"), State::answered);
}

TEST_F(AnswerThatComes, to_nothing_is_kept_for_a_person) {
    static_cast<void>(send(said("answer", "a-1", "c-9", "20")));
    carry_out_what_is_due();
    EXPECT_EQ(state_of("a-1"), State::waiting);
    clock_.advance(std::chrono::hours{2});
    carry_out_what_is_due();
    EXPECT_EQ(state_of("a-1"), State::parked);
    EXPECT_THAT(exchange_of("a-1").summary.outcome, HasSubstr("nothing that we have sent"));
}

TEST_F(AnswerThatComes, from_another_peer_is_none) {
    submit();
    auto other = said("answer", "a-1", "c-1", "20");
    other.headers.set("peer", "tax");
    EXPECT_EQ(send(std::move(other)).body, "fault service-unknown");
    EXPECT_EQ(state_of("key-1"), State::awaiting);
}

TEST_F(AnswerThatComes, and_cannot_be_read_leaves_both_to_a_person) {
    submit();
    static_cast<void>(send(without_value(said("answer", "a-1", "c-1", ""))));
    carry_out_what_is_due();
    EXPECT_EQ(state_of("key-1"), State::parked);
    EXPECT_THAT(exchange_of("key-1").summary.outcome, HasSubstr("cannot be used"));
    EXPECT_THAT(exchange_of("a-1").summary.outcome, HasSubstr("parked"));
}

TEST_F(AnswerThatComes, is_not_lost_when_the_disk_refuses_the_end) {
    submit();
    static_cast<void>(send(said("answer", "a-1", "c-1", "20")));
    store_.unwritable = {State::answered};
    auto taken = test::run(io_, store_.take("customs", clock_.wall(), 1)).value();
    test::run(io_, engine_->carry_on(std::move(taken.at(0))));
    EXPECT_EQ(state_of("key-1"), State::awaiting);
    store_.unwritable.clear();
    clock_.advance(std::chrono::minutes{1});
    carry_out_what_is_due();
    EXPECT_EQ(state_of("key-1"), State::answered);
}

using News = AnswerThatComes;

TEST_F(News, of_progress_is_in_the_history_and_nothing_ends) {
    submit();
    static_cast<void>(send(said("news", "n-1", "c-1", "in work")));
    carry_out_what_is_due();
    const auto& ours = exchange_of("key-1");
    EXPECT_EQ(ours.summary.state, State::awaiting);
    EXPECT_EQ(ours.history.back().outcome, "news");
    EXPECT_EQ(ours.history.back().because, exchange_of("n-1").summary.id.text());
}

TEST_F(News, that_it_was_not_delivered_sends_it_again_when_the_receiver_asks_for_it) {
    submit();
    static_cast<void>(send(about("delivery", "d-1", "their-c-1", "send-again")));
    carry_out_what_is_due();
    EXPECT_EQ(client_.sent.size(), 2U);
    EXPECT_EQ(state_of("key-1"), State::awaiting);
}

TEST_F(News, that_it_was_not_delivered_is_for_a_person_otherwise) {
    submit();
    static_cast<void>(send(about("delivery", "d-1", "their-c-1", "not-delivered")));
    carry_out_what_is_due();
    EXPECT_EQ(client_.sent.size(), 1U);
    EXPECT_EQ(state_of("key-1"), State::parked);
}

TEST_F(News, of_a_delivery_changes_no_more_than_it_says) {
    submit();
    static_cast<void>(send(about("delivery", "d-1", "their-c-1", "delivered")));
    carry_out_what_is_due();
    EXPECT_EQ(state_of("key-1"), State::awaiting);
    static_cast<void>(send(said("answer", "a-1", "c-1", "20")));
    static_cast<void>(send(about("delivery", "d-2", "their-c-1", "stopped")));
    carry_out_what_is_due();
    EXPECT_EQ(state_of("key-1"), State::answered);
    EXPECT_EQ(state_of("d-2"), State::answered);
}

TEST_F(News, of_an_unknown_message_is_kept_for_a_person) {
    static_cast<void>(send(about("delivery", "d-1", "nobody's", "delivered")));
    clock_.advance(std::chrono::hours{2});
    carry_out_what_is_due();
    EXPECT_EQ(state_of("d-1"), State::parked);
}

}  // namespace
}  // namespace otkel::exchange
