#include <gmock/gmock.h>

#include "tests/unit/exchange/conversing.hpp"

// What is submitted to us: taken over at once, answered by a message of its own.

namespace otkel::exchange {
namespace {

using journal::Leg;
using journal::State;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Submitted : public Conversing {
protected:
    Submitted() { client_.response->headers.set("correlation", "theirs"); }
};

TEST_F(Submitted, is_on_disk_when_it_is_acknowledged_and_answered_from_there) {
    EXPECT_EQ(send(said("submission", "m-1", "c-1", "goods")).body, "taken over m-1");
    EXPECT_THAT(events_, ElementsAre("accept"));
    EXPECT_THAT(core_.calls, IsEmpty());
    carry_out_what_is_due();
    EXPECT_THAT(events_, ElementsAre("accept", "take customs 1", "core", "step sent", "send", "step answered",
                                     "take customs 0"));
    ASSERT_EQ(client_.sent.size(), 1U);
    EXPECT_EQ(client_.sent[0].body, document("PASS"));
    EXPECT_EQ(client_.sent[0].headers.get("correlation"), "c-1");
    const auto& kept = only_exchange();
    EXPECT_EQ(kept.summary.state, State::answered);
    EXPECT_EQ(core_.calls.at(0).idempotency_key, kept.summary.id.text());
    EXPECT_EQ(leg_of(kept, Leg::core_reply), R"({"v":"PASS"})");
    EXPECT_EQ(leg_of(kept, Leg::answer_document), document("PASS"));
    EXPECT_EQ(leg_of(kept, Leg::request_out), document("PASS"));
}

TEST_F(Submitted, with_a_mistake_is_refused_at_the_door) {
    EXPECT_EQ(send(without_value(said("submission", "m-1", "c-1", ""))).body, "fault mapping-failed");
    EXPECT_THAT(store_.exchanges, IsEmpty());
    EXPECT_EQ(store_.refusals.size(), 1U);
}

TEST_F(Submitted, twice_is_acknowledged_twice_and_worked_on_once) {
    EXPECT_EQ(send(said("submission", "m-1", "c-1", "goods")).body, "taken over m-1");
    EXPECT_EQ(send(said("submission", "m-1", "c-1", "goods")).body, "taken over m-1");
    carry_out_what_is_due();
    EXPECT_EQ(send(said("submission", "m-1", "c-1", "goods")).body, "taken over m-1");
    carry_out_what_is_due();
    EXPECT_EQ(core_.calls.size(), 1U);
    EXPECT_EQ(client_.sent.size(), 1U);
    EXPECT_EQ(send(said("submission", "m-1", "c-1", "other")).body, "fault replay-conflict");
}

TEST_F(Submitted, while_the_core_is_away_waits_for_it) {
    core_.reply = fail(Errc::unavailable, "the core is away");
    static_cast<void>(send(said("submission", "m-1", "c-1", "goods")));
    for (int i = 0; i < 20; ++i) {
        clock_.advance(std::chrono::minutes{6});
        carry_out_what_is_due();
    }
    EXPECT_EQ(only_exchange().summary.state, State::waiting) << only_exchange().summary.outcome;
    EXPECT_THAT(only_exchange().summary.outcome, HasSubstr("the core is away"));
    core_.reply = core::Reply{{{"v", "PASS"}}};
    clock_.advance(std::chrono::minutes{6});
    carry_out_what_is_due();
    EXPECT_EQ(only_exchange().summary.state, State::answered);
}

TEST_F(Submitted, waits_no_longer_than_its_time_and_then_for_a_person) {
    core_.reply = fail(Errc::unavailable, "the core is away");
    static_cast<void>(send(said("submission", "m-1", "c-1", "goods")));
    clock_.advance(std::chrono::hours{25});
    carry_out_what_is_due();
    EXPECT_EQ(only_exchange().summary.state, State::parked);
    core_.reply = core::Reply{{{"v", "PASS"}}};
    ASSERT_TRUE(test::run(io_, engine_->replay(only_exchange().summary.id, "operator from 127.0.0.1: it is back")));
    carry_out_what_is_due();
    EXPECT_EQ(only_exchange().summary.state, State::answered);
}

TEST_F(Submitted, that_the_core_refuses_waits_for_a_person) {
    core_.reply = fail(Errc::invalid_argument, "no such group of goods");
    static_cast<void>(send(said("submission", "m-1", "c-1", "goods")));
    carry_out_what_is_due();
    EXPECT_EQ(only_exchange().summary.state, State::parked);
    EXPECT_THAT(only_exchange().summary.outcome, HasSubstr("no such group of goods"));
}

TEST_F(Submitted, has_its_answer_sent_until_the_peer_has_it_and_the_core_is_asked_once) {
    client_.response = fail(Errc::unavailable, "connection refused");
    static_cast<void>(send(said("submission", "m-1", "c-1", "goods")));
    carry_out_what_is_due();
    EXPECT_EQ(only_exchange().summary.state, State::waiting);
    client_.response = net::HttpResponse{};
    client_.response->headers.set("correlation", "theirs");
    clock_.advance(std::chrono::minutes{1});
    carry_out_what_is_due();
    EXPECT_EQ(only_exchange().summary.state, State::answered);
    EXPECT_EQ(core_.calls.size(), 1U) << "what it said is on disk";
    EXPECT_EQ(client_.sent.at(1).body, client_.sent.at(0).body);
    EXPECT_EQ(client_.sent.at(1).headers.get("correlation"), "c-1");
}

TEST_F(Submitted, can_be_asked_about) {
    static_cast<void>(send(said("submission", "m-1", "c-1", "goods")));
    EXPECT_EQ(send(about("question", "q-1", "m-1", "-")).body, "m-1 is accepted");
    carry_out_what_is_due();
    EXPECT_EQ(send(about("question", "q-2", "m-1", "-")).body, "m-1 is answered");
    EXPECT_EQ(send(about("question", "q-3", "m-9", "-")).body, "fault not-found");
}

using Fetched = Submitted;

TEST_F(Fetched, submissions_are_taken_over_and_receipted_like_those_that_are_brought) {
    auto inbound = route("check", journal::Direction::inbound);
    inbound.peers = {"customs"};
    inbound.collect_every = std::chrono::seconds{30};
    use(std::move(inbound), route("ask", journal::Direction::outbound));
    client_.response->body = "submission m-1 c-1 goods\nsubmission m-2 c-2 goods\nsubmission m-1 c-1 goods\n";
    asio::post(io_, [this] { tasks_.spawn(engine_->collect()); });
    go_on_until([&] { return client_.sent.size() == 4; });
    EXPECT_EQ(client_.sent[0].body, "up to 10 of CHECK from customs");
    EXPECT_EQ(client_.sent[1].body, "m-1 taken");
    EXPECT_EQ(client_.sent[2].body, "m-2 taken");
    EXPECT_EQ(client_.sent[3].body, "m-1 taken") << "its receipt had not arrived";
    EXPECT_EQ(store_.exchanges.size(), 2U);
    carry_out_what_is_due();
    EXPECT_EQ(state_of("m-1"), State::answered);
    EXPECT_EQ(state_of("m-2"), State::answered);
}

TEST_F(Fetched, one_with_a_mistake_is_refused_by_its_receipt) {
    auto inbound = route("check", journal::Direction::inbound);
    inbound.peers = {"customs"};
    inbound.collect_every = std::chrono::seconds{30};
    inbound.service = "OTHER";
    use(std::move(inbound), route("ask", journal::Direction::outbound));
    client_.response->body = "submission m-1 c-1 goods\n";
    asio::post(io_, [this] { tasks_.spawn(engine_->collect()); });
    go_on_until([&] { return client_.sent.size() == 2; });
    EXPECT_EQ(client_.sent[1].body, "m-1 not taken: service-unknown");
    EXPECT_EQ(store_.refusals.size(), 1U);
}

class WaitingHere : public Submitted {
protected:
    WaitingHere() {
        auto inbound = route("check", journal::Direction::inbound);
        inbound.fetched_by_peers = true;
        auto outbound = route("ask", journal::Direction::outbound);
        outbound.fetched_by_peers = true;
        use(std::move(inbound), std::move(outbound));
    }
    std::string fetched() { return send(said("collection", "-", "", "nothing")).body; }
};

TEST_F(WaitingHere, an_answer_is_handed_over_until_its_receipt_comes) {
    static_cast<void>(send(said("submission", "m-1", "c-1", "goods")));
    EXPECT_EQ(fetched(), "");
    carry_out_what_is_due();
    const auto id = exchange_of("m-1").summary.id.text();
    const auto handed_over = id + " c-1 " + document("PASS") + "\n";
    EXPECT_EQ(fetched(), handed_over);
    EXPECT_EQ(fetched(), handed_over);
    EXPECT_THAT(client_.sent, IsEmpty());
    static_cast<void>(send(about("receipt", "r-1", id, "delivered")));
    carry_out_what_is_due();
    EXPECT_EQ(state_of("m-1"), State::answered);
    EXPECT_EQ(fetched(), "");
}

TEST_F(WaitingHere, a_request_is_handed_over_and_its_answer_comes_later) {
    std::optional<OutboundOutcome> accepted;
    begin(engine_->outbound({"ask", {{"v", "number"}}, "key-1", "", "", true}), accepted);
    go_on_until([&] { return accepted.has_value(); });
    carry_out_what_is_due();
    EXPECT_EQ(send(said("collection", "-", "", "nothing")).body, "key-1  " + document("number") + "\n");
    static_cast<void>(send(about("receipt", "r-1", "key-1", "delivered")));
    carry_out_what_is_due();
    EXPECT_EQ(state_of("key-1"), State::awaiting);
}

TEST_F(WaitingHere, what_the_receiver_could_not_take_waits_for_a_person_or_for_the_next_time) {
    static_cast<void>(send(said("submission", "m-1", "c-1", "goods")));
    carry_out_what_is_due();
    const auto id = exchange_of("m-1").summary.id.text();
    static_cast<void>(send(about("receipt", "r-1", id, "send-again")));
    carry_out_what_is_due();
    EXPECT_THAT(fetched(), HasSubstr(id));
    static_cast<void>(send(about("receipt", "r-2", id, "not-delivered")));
    carry_out_what_is_due();
    EXPECT_EQ(state_of("m-1"), State::parked);
    EXPECT_EQ(fetched(), "");
}

TEST_F(WaitingHere, a_receipt_of_somebody_else_ends_nothing) {
    static_cast<void>(send(said("submission", "m-1", "c-1", "goods")));
    carry_out_what_is_due();
    static_cast<void>(send(about("receipt", "r-1", exchange_of("m-1").summary.id.text(), "delivered tax")));
    clock_.advance(std::chrono::hours{2});
    auto theirs = test::run(io_, store_.take("tax", clock_.wall(), 100)).value();
    ASSERT_EQ(theirs.size(), 1U);
    test::run(io_, engine_->carry_on(std::move(theirs.front())));
    EXPECT_EQ(state_of("m-1"), State::awaiting);
}

}  // namespace
}  // namespace otkel::exchange
