#include <gmock/gmock.h>

#include "gateway/exchange/stages.hpp"
#include "tests/unit/exchange/world.hpp"

// The order of effects of a message that the core wants to be sent.

namespace otkel::exchange {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Outwards = World;

TEST_F(Outwards, what_leaves_is_on_disk_before_its_first_octet) {
    const auto outcome = ask("number", "key-1");
    ASSERT_TRUE(outcome.reply) << outcome.reply.error().to_string();
    EXPECT_EQ(outcome.reply->json, R"({"v":"20"})");
    EXPECT_EQ(outcome.reply->exchange, outcome.exchange);
    EXPECT_THAT(events_, ElementsAre("accept", "step sent", "send", "step answered"));
    const auto& kept = only_exchange();
    EXPECT_EQ(kept.summary.message_id, "key-1");
    EXPECT_EQ(kept.summary.peer, "customs");
    ASSERT_EQ(kept.legs.size(), 4U);
    EXPECT_EQ(kept.legs[0].octets, R"({"v":"number"})");
    EXPECT_EQ(kept.legs[1].octets, client_.sent.at(0).body);
    EXPECT_EQ(kept.legs[2].octets, document("20"));
    EXPECT_EQ(kept.legs[3].octets, outcome.reply->json);
    EXPECT_EQ(engine_->in_flight(), 0U);
}

TEST_F(Outwards, nothing_leaves_when_the_disk_refuses) {
    store_.accept_error = Error{Errc::storage_failed, "the disk is full", {}, {}};
    EXPECT_EQ(ask("number", "key-1").reply.error().code, Errc::storage_failed);
    store_.accept_error.reset();
    store_.unwritable = {journal::State::sent};
    EXPECT_EQ(ask("number", "key-2").reply.error().code, Errc::storage_failed);
    EXPECT_THAT(client_.sent, IsEmpty());
}

TEST_F(Outwards, a_lost_answer_leaves_it_in_doubt_and_the_same_key_sends_nothing) {
    client_.response = fail(Errc::in_doubt, "no complete answer came");
    const auto first = ask("number", "key-1");
    EXPECT_EQ(first.reply.error().code, Errc::in_doubt);
    EXPECT_EQ(only_exchange().summary.state, journal::State::parked) << "this peer cannot be asked";
    const auto second = ask("number", "key-1");
    EXPECT_EQ(second.reply.error().code, Errc::in_doubt);
    EXPECT_THAT(second.reply.error().detail, testing::HasSubstr(first.exchange.text()));
    EXPECT_EQ(client_.sent.size(), 1U);
}

TEST_F(Outwards, the_same_key_and_content_gets_the_same_answer_and_is_sent_once) {
    const auto first = ask("number", "key-1");
    client_.response->body = document("30");
    const auto second = ask("number", "key-1");
    ASSERT_TRUE(first.reply && second.reply);
    EXPECT_EQ(second.reply->json, first.reply->json);
    EXPECT_EQ(second.exchange, first.exchange);
    EXPECT_EQ(client_.sent.size(), 1U);
}

TEST_F(Outwards, the_same_key_with_other_content_is_a_conflict) {
    static_cast<void>(ask("number", "key-1"));
    EXPECT_EQ(ask("other", "key-1").reply.error().code, Errc::replay_conflict);
    EXPECT_EQ(client_.sent.size(), 1U);
}

TEST_F(Outwards, the_same_key_while_the_first_is_on_its_way_is_told_so) {
    fakes::Gate peer(io_);
    client_.gate = &peer;
    std::optional<OutboundOutcome> first;
    begin(engine_->outbound({"ask", {{"v", "number"}}, "key-1", "", ""}), first);
    go_on_until([&] { return !client_.sent.empty(); });
    EXPECT_EQ(ask("number", "key-1").reply.error().code, Errc::in_progress);
    peer.open();
    go_on_until([&] { return first.has_value(); });
    EXPECT_TRUE(first->reply);
    EXPECT_EQ(client_.sent.size(), 1U);
}

TEST_F(Outwards, the_key_of_what_failed_for_good_says_that_it_failed) {
    client_.response->status = 500;
    const auto first = ask("number", "key-1");
    EXPECT_EQ(first.reply.error().code, Errc::peer_failed);
    EXPECT_EQ(only_exchange().summary.state, journal::State::failed);
    const auto second = ask("number", "key-1");
    EXPECT_EQ(second.reply.error().code, Errc::peer_failed);
    EXPECT_THAT(second.reply.error().detail, testing::HasSubstr(first.exchange.text()));
    EXPECT_EQ(client_.sent.size(), 1U);
}

TEST_F(Outwards, without_a_key_every_call_is_a_message_of_its_own) {
    static_cast<void>(ask("number", ""));
    static_cast<void>(ask("number", ""));
    EXPECT_EQ(client_.sent.size(), 2U);
    EXPECT_EQ(store_.exchanges.size(), 2U);
}

TEST_F(Outwards, an_unreadable_answer_reaches_nobody) {
    client_.response->body = "<a:R xmlns:a=\"urn:a\"/>";
    const auto told = ask("number", "key-1").reply.error();
    EXPECT_EQ(told.code, Errc::peer_failed);
    EXPECT_NE(told.detail.find("mapping-failed"), std::string::npos) << told.detail;
    EXPECT_EQ(only_exchange().summary.state, journal::State::failed);
    EXPECT_EQ(only_exchange().summary.outcome, "mapping-failed");
    const auto& legs = only_exchange().legs;
    EXPECT_TRUE(std::any_of(legs.begin(), legs.end(), [](const auto& leg) {
        return leg.leg == journal::Leg::reply_in;
    })) << "kept as evidence";
}

TEST_F(Outwards, an_answer_that_cannot_be_kept_is_not_given) {
    store_.unwritable = {journal::State::answered};
    EXPECT_EQ(ask("number", "key-1").reply.error().code, Errc::storage_failed);
    EXPECT_EQ(only_exchange().summary.state, journal::State::sent);
}

TEST_F(Outwards, what_does_not_map_or_has_no_route_leaves_no_trace) {
    const auto wrong = test::run(io_, engine_->outbound({"ask", {{"w", 1}}, "key-1", "", ""}));
    EXPECT_EQ(wrong.reply.error().code, Errc::mapping_failed);
    const auto unknown = test::run(io_, engine_->outbound({"nothing", {{"v", "x"}}, "key-1", "", ""}));
    EXPECT_EQ(unknown.reply.error().code, Errc::service_unknown);
    EXPECT_THAT(events_, IsEmpty());
}

TEST_F(Outwards, the_trace_goes_along) {
    const std::string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    static_cast<void>(test::run(io_, engine_->outbound({"ask", {{"v", "x"}}, "", trace, ""})));
    EXPECT_EQ(client_.sent.at(0).headers.get("traceparent"), trace);
}

TEST_F(Outwards, content_is_the_same_when_route_and_request_are) {
    const auto ask_route = route("ask", journal::Direction::outbound);
    const auto tell_route = route("tell", journal::Direction::outbound);
    const auto digest = [this](const Route& route, const std::string& text) {
        Outbound x(clock_, nullptr, OutboundCall{});
        x.route = &route;
        x.core_text = text;
        return content_digest(x);
    };
    EXPECT_EQ(digest(ask_route, "{}"), digest(ask_route, "{}"));
    EXPECT_EQ(digest(ask_route, "{}").size(), 64U);
    EXPECT_NE(digest(ask_route, "{}"), digest(ask_route, "{ }"));
    EXPECT_NE(digest(ask_route, "{}"), digest(tell_route, "{}"));
}

}  // namespace
}  // namespace otkel::exchange
