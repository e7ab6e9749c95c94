#include <gmock/gmock.h>

#include <algorithm>

#include "tests/unit/exchange/world.hpp"

// The order of effects of a message that comes in.

namespace otkel::exchange {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Walk = World;

TEST_F(Walk, accepts_then_asks_the_core_then_keeps_the_answer) {
    const auto reply = send(message("m-1", "goods"));
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, document("PASS"));
    EXPECT_THAT(events_, ElementsAre("accept", "core", "step answered"));
    const auto& kept = only_exchange();
    EXPECT_EQ(reply.headers.get("otkel-exchange"), kept.summary.id.text());
    EXPECT_EQ(kept.summary.outcome, "PASS");
    ASSERT_EQ(kept.legs.size(), 2U);
    EXPECT_EQ(kept.legs[0].octets, document("goods"));
    EXPECT_EQ(kept.legs[1].octets, reply.body);
    EXPECT_THAT(kept.keys, ElementsAre(std::pair{"value", "goods"}, std::pair{"value", "PASS"}));
    EXPECT_EQ(core_.calls.at(0).operation, "customs.check");
    EXPECT_EQ(core_.calls.at(0).idempotency_key, kept.summary.id.text());
    EXPECT_EQ(core_.calls.at(0).request, (boost::json::value{{"v", "goods"}}));
    EXPECT_EQ(engine_->in_flight(), 0U);
}

TEST_F(Walk, keeps_where_the_values_came_from_when_the_route_asks_for_it) {
    auto inbound = route("check", journal::Direction::inbound);
    inbound.versions.front().request.lineage = true;
    inbound.versions.front().reply.lineage = true;
    use(std::move(inbound), route("ask", journal::Direction::outbound));
    EXPECT_EQ(send(message("m-1", "goods")).status, 200);
    const auto& legs = only_exchange().legs;
    ASSERT_EQ(legs.back().leg, journal::Leg::lineage);
    EXPECT_EQ(legs.back().octets,
              R"x({"request":[{"target":"/v","rule":"t/m.yaml:6:5","source":"/a:R/V (line 1)","value":"goods"}],)x"
              R"x("reply":[{"target":"/a:R/V","rule":"t/m.yaml:6:5","source":"/v","value":"PASS"}]})x");
}

TEST_F(Walk, never_asks_the_core_before_the_message_is_on_disk) {
    fakes::Gate disk(io_);
    store_.accept_gate = &disk;
    std::optional<net::HttpResponse> reply;
    begin(engine_->inbound("fake", message("m-1", "goods")), reply);
    io_.run_for(std::chrono::milliseconds{50});
    EXPECT_THAT(core_.calls, IsEmpty());
    disk.open();
    go_on_until([&] { return reply.has_value(); });
    EXPECT_THAT(events_, ElementsAre("accept", "core", "step answered"));
}

TEST_F(Walk, that_cannot_be_put_on_disk_ends_in_a_fault_and_never_reaches_the_core) {
    store_.accept_error = Error{Errc::storage_failed, "the disk is full", {}, {}};
    const auto reply = send(message("m-1", "goods"));
    EXPECT_EQ(reply.body, "fault storage-failed");
    EXPECT_THAT(core_.calls, IsEmpty());
    EXPECT_THAT(events_, ElementsAre("accept", "refuse"));
}

TEST_F(Walk, whose_answer_cannot_be_kept_ends_in_a_fault_and_goes_on_when_it_is_sent_again) {
    store_.unwritable = {journal::State::answered};
    const auto first = send(message("m-1", "goods"));
    EXPECT_EQ(first.body, "fault storage-failed");
    EXPECT_EQ(only_exchange().summary.state, journal::State::failed);
    store_.unwritable = {};
    const auto second = send(message("m-1", "goods"));
    EXPECT_EQ(second.body, document("PASS"));
    EXPECT_EQ(second.headers.get("otkel-exchange"), first.headers.get("otkel-exchange"));
    ASSERT_EQ(core_.calls.size(), 2U);
    EXPECT_EQ(core_.calls[0].idempotency_key, core_.calls[1].idempotency_key);
}

TEST_F(Walk, answers_with_a_fault_even_when_nothing_can_be_concluded) {
    store_.unwritable = {journal::State::answered, journal::State::failed};
    EXPECT_EQ(send(message("m-1", "goods")).body, "fault storage-failed");
    EXPECT_EQ(only_exchange().summary.state, journal::State::accepted);
    store_.unwritable = {};
    go_on_until([&] { return only_exchange().summary.state == journal::State::failed; });
    EXPECT_EQ(only_exchange().summary.outcome, "storage-failed") << "it is not left open";
}

TEST_F(Walk, takes_nothing_new_while_too_much_could_not_be_kept) {
    limits_.unkept_max = 2;
    use(route("check", journal::Direction::inbound), route("ask", journal::Direction::outbound));
    store_.unwritable = {journal::State::answered, journal::State::failed};
    EXPECT_EQ(send(message("m-1", "goods")).body, "fault storage-failed");
    EXPECT_EQ(send(message("m-2", "goods")).body, "fault storage-failed");
    EXPECT_EQ(send(message("m-3", "goods")).body, "fault overloaded");
    EXPECT_EQ(ask("number", "key-1").reply.error().code, Errc::overloaded);
    EXPECT_EQ(store_.exchanges.size(), 2U);
    store_.unwritable = {};
    go_on_until([&] {
        return std::all_of(store_.exchanges.begin(), store_.exchanges.end(),
                           [](const auto& one) { return one.second.summary.state == journal::State::failed; });
    });
    EXPECT_EQ(send(message("m-3", "goods")).body, document("PASS"));
}

TEST_F(Walk, tells_who_may_come_again_when) {
    core_.reply = fail(Errc::unavailable, "no");
    EXPECT_EQ(send(message("m-1", "goods")).headers.get("retry-after"), "1");
    core_.reply = fail(Errc::invalid_argument, "no");
    EXPECT_FALSE(send(message("m-2", "goods")).headers.has("retry-after"));
}

class CoreFails : public World, public testing::WithParamInterface<Errc> {};

TEST_P(CoreFails, and_the_message_sent_again_gets_what_the_retry_class_says) {
    core_.reply = fail(GetParam(), "no");
    const auto fault = send(message("m-1", "goods"));
    EXPECT_EQ(fault.body, "fault " + std::string(name(GetParam())));
    EXPECT_EQ(only_exchange().summary.outcome, name(GetParam()));

    core_.reply = core::Reply{{{"v", "PASS"}}};
    const auto again = send(message("m-1", "goods"));
    EXPECT_EQ(again.headers.get("otkel-exchange"), fault.headers.get("otkel-exchange"));
    if (info(GetParam()).retry == RetryClass::never) {
        EXPECT_EQ(again.body, fault.body);
        EXPECT_EQ(again.status, 500);
        EXPECT_EQ(core_.calls.size(), 1U);
    } else {
        EXPECT_EQ(again.body, document("PASS"));
        ASSERT_EQ(core_.calls.size(), 2U);
        EXPECT_EQ(core_.calls[0].idempotency_key, core_.calls[1].idempotency_key);
    }
    EXPECT_EQ(store_.exchanges.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(With, CoreFails,
                         testing::Values(Errc::invalid_argument, Errc::not_found, Errc::replay_conflict,
                                         Errc::overloaded, Errc::unavailable, Errc::in_doubt, Errc::deadline_exceeded,
                                         Errc::storage_failed, Errc::internal));

TEST_F(Walk, gives_the_declared_reply_when_the_core_is_silent) {
    auto inbound = route("check", journal::Direction::inbound);
    inbound.when_core_is_silent = boost::json::value{{"v", "CANNOT_CHECK"}};
    use(std::move(inbound), route("ask", journal::Direction::outbound));
    core_.reply = fail(Errc::deadline_exceeded, "late");
    EXPECT_EQ(send(message("m-1", "goods")).body, document("CANNOT_CHECK"));
    EXPECT_EQ(only_exchange().summary.outcome, "CANNOT_CHECK");
    core_.reply = fail(Errc::invalid_argument, "the core did answer");
    EXPECT_EQ(send(message("m-2", "goods")).body, "fault invalid-argument");
}

TEST_F(Walk, whose_reply_of_the_core_does_not_fit_the_mapping_is_our_fault) {
    core_.reply = core::Reply{{{"w", 1}}};
    EXPECT_EQ(send(message("m-1", "goods")).body, "fault internal");
}

TEST_F(Walk, that_does_not_map_is_refused_for_good_without_the_core) {
    auto request = message("m-1", "goods");
    request.body = "<a:R xmlns:a=\"urn:a\"/>";
    const auto first = send(request);
    EXPECT_EQ(first.body, "fault mapping-failed");
    EXPECT_EQ(send(request).body, first.body);
    EXPECT_THAT(core_.calls, IsEmpty());
    EXPECT_EQ(only_exchange().summary.state, journal::State::failed);
}

TEST_F(Walk, of_the_same_message_gives_the_same_octets_without_the_core) {
    const auto first = send(message("m-1", "goods"));
    core_.reply = core::Reply{{{"v", "FAIL"}}};
    const auto second = send(message("m-1", "goods"));
    EXPECT_EQ(second.body, first.body);
    EXPECT_EQ(second.headers.get("content-type"), first.headers.get("content-type"));
    EXPECT_EQ(second.headers.get("otkel-exchange"), first.headers.get("otkel-exchange"));
    EXPECT_EQ(core_.calls.size(), 1U);
}

TEST_F(Walk, of_a_message_that_is_in_work_is_told_so) {
    fakes::Gate core(io_);
    core_.gate = &core;
    std::optional<net::HttpResponse> first;
    begin(engine_->inbound("fake", message("m-1", "goods")), first);
    go_on_until([&] { return !core_.calls.empty(); });
    EXPECT_EQ(engine_->in_flight(), 1U);
    EXPECT_EQ(send(message("m-1", "goods")).body, "fault in-progress");
    EXPECT_FALSE(store_.refusals.at(0).request) << "the octets are on disk already";
    EXPECT_FALSE(first);
    core.open();
    go_on_until([&] { return first.has_value(); });
    EXPECT_EQ(first->body, document("PASS"));
    EXPECT_EQ(send(message("m-1", "goods")).body, first->body);
    EXPECT_EQ(core_.calls.size(), 1U);
}

TEST_F(Walk, with_other_content_under_the_same_id_is_a_conflict) {
    const auto first = send(message("m-1", "goods"));
    const auto other = send(message("m-1", "other goods"));
    EXPECT_EQ(other.body, "fault replay-conflict");
    EXPECT_NE(other.headers.get("otkel-exchange"), first.headers.get("otkel-exchange"));
    ASSERT_EQ(store_.refusals.size(), 1U);
    EXPECT_EQ(store_.refusals[0].code, "replay-conflict");
    ASSERT_TRUE(store_.refusals[0].request) << "the other content is evidence";
    EXPECT_EQ(store_.refusals[0].request->octets, document("other goods").substr(0, 16));
    EXPECT_EQ(core_.calls.size(), 1U);
    EXPECT_EQ(send(message("m-1", "goods")).body, first.body);
}

TEST_F(Walk, that_is_not_verified_leaves_evidence_up_to_a_limit_and_no_more) {
    auto request = message("m-1", "goods");
    request.body = std::string(100, '!');
    EXPECT_EQ(send(std::move(request)).body, "fault not-signed");
    EXPECT_THAT(events_, ElementsAre("refuse"));
    const auto& refusal = store_.refusals.at(0);
    EXPECT_EQ(refusal.code, "not-signed");
    EXPECT_EQ(refusal.remote_address, "127.0.0.9");
    ASSERT_TRUE(refusal.request);
    EXPECT_EQ(refusal.request->octets, std::string(16, '!'));
}

TEST_F(Walk, of_strangers_cannot_fill_the_disk_and_a_known_peer_s_evidence_is_always_kept) {
    const auto catalog = World::catalog(route("check", journal::Direction::inbound), {});
    engine_ = std::make_unique<Engine>(
        Services{io_.get_executor(), clock_, workers_, tasks_, store_, core_, client_, observer_}, Limits{16, 2},
        catalog);
    auto unsigned_message = message("m-1", "goods");
    unsigned_message.body = "!";
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(send(unsigned_message).body, "fault not-signed");
    }
    EXPECT_EQ(store_.refusals.size(), 2U);
    auto known = message("m-2", "goods");
    known.headers.set("service", "NOTHING");
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(send(known).body, "fault service-unknown");
    }
    EXPECT_EQ(store_.refusals.size(), 7U);
    clock_.advance(std::chrono::seconds{1});
    EXPECT_EQ(send(unsigned_message).body, "fault not-signed");
    EXPECT_EQ(store_.refusals.size(), 8U);
    EXPECT_THAT(metrics_.text(), testing::HasSubstr("outcome=\"not-signed\",peer=\"\",route=\"\"} 6\n"));
}

TEST_F(Walk, of_what_another_node_works_on_is_refused_as_a_message_of_its_own) {
    core_.reply = fail(Errc::unavailable, "the core is away");
    static_cast<void>(send(message("m-1", "goods")));
    const auto original = only_exchange().summary.id.text();
    store_.take_error = Error{Errc::in_progress, "exchange " + original + " belongs to node-2", {}, {}};
    const auto refused = send(message("m-1", "goods"));
    EXPECT_EQ(refused.body, "fault in-progress");
    ASSERT_EQ(store_.refusals.size(), 1U) << "kept as evidence beside the original";
    EXPECT_NE(store_.refusals[0].id.text(), original);
    EXPECT_FALSE(store_.refusals[0].request) << "its octets are on disk already";
    EXPECT_EQ(refused.headers.get("Otkel-Exchange"), store_.refusals[0].id.text());
}

TEST_F(Walk, of_what_this_node_has_taken_up_meanwhile_is_not_worked_on_twice) {
    core_.reply = fail(Errc::unavailable, "the core is away");
    static_cast<void>(send(message("m-1", "goods")));
    const auto kept = only_exchange();
    core_.reply = core::Reply{{{"v", "PASS"}}};
    fakes::Gate journal(io_), core(io_);
    store_.take_gate = &journal;
    core_.gate = &core;
    std::optional<net::HttpResponse> again;
    begin(engine_->inbound("fake", message("m-1", "goods")), again);
    go_on_until([&] { return store_.takes_by_id == 1; });
    asio::post(io_, [&] { tasks_.spawn(engine_->carry_on(kept)); });
    go_on_until([&] { return core_.calls.size() == 2; });
    journal.open();
    go_on_until([&] { return again.has_value(); });
    EXPECT_EQ(again->body, "fault in-progress");
    core.open();
    go_on_until([&] { return only_exchange().summary.state == journal::State::answered; });
    EXPECT_EQ(core_.calls.size(), 2U) << "once when it was away, once when it was carried on";
}

TEST_F(Walk, for_a_service_without_a_route_or_from_a_peer_that_is_not_listed_is_refused) {
    auto unknown = message("m-1", "goods");
    unknown.headers.set("service", "NOTHING");
    EXPECT_EQ(send(std::move(unknown)).body, "fault service-unknown");
    auto stranger = message("m-1", "goods");
    stranger.headers.set("peer", "bank");
    EXPECT_EQ(send(std::move(stranger)).body, "fault forbidden");
    EXPECT_THAT(events_, ElementsAre("refuse", "refuse"));
}

TEST_F(Walk, beyond_the_quota_is_refused_and_disturbs_no_other_peer) {
    const auto catalog = World::catalog(route("check", journal::Direction::inbound), {});
    catalog->set_quota("customs", {1, 100});
    use(catalog);
    fakes::Gate core(io_);
    core_.gate = &core;
    std::optional<net::HttpResponse> first;
    begin(engine_->inbound("fake", message("m-1", "goods")), first);
    go_on_until([&] { return !core_.calls.empty(); });
    EXPECT_EQ(send(message("m-2", "goods")).body, "fault overloaded");
    core.open();
    auto other = message("m-3", "goods");
    other.headers.set("peer", "tax");
    EXPECT_EQ(send(std::move(other)).body, document("PASS"));
    go_on_until([&] { return first.has_value(); });
    EXPECT_EQ(send(message("m-2", "goods")).body, document("PASS")) << "a refusal uses no message id up";
}

TEST_F(Walk, ends_by_the_catalog_that_it_began_with) {
    fakes::Gate core(io_);
    core_.gate = &core;
    std::optional<net::HttpResponse> first;
    begin(engine_->inbound("fake", message("m-1", "goods")), first);
    go_on_until([&] { return !core_.calls.empty(); });
    auto changed = route("check", journal::Direction::inbound);
    changed.service = "CHECK_2";
    engine_->replace(catalog(std::move(changed), route("ask", journal::Direction::outbound)));
    core.open();
    go_on_until([&] { return first.has_value(); });
    EXPECT_EQ(first->body, document("PASS"));
    EXPECT_EQ(send(message("m-2", "goods")).body, "fault service-unknown");
}

class Taken : public World {
protected:
    // One that was in work when a node died, and was taken over.
    journal::Exchange unfinished(journal::Direction direction, journal::State state) {
        auto& exchange = store_.exchanges["0198-unfinished"];
        exchange.summary.id = ExchangeId("0198-unfinished");
        exchange.summary.direction = direction;
        exchange.summary.state = state;
        exchange.summary.adapter = "fake";
        exchange.summary.route = direction == journal::Direction::inbound ? "check" : "ask";
        exchange.summary.message_id = "m-1";
        exchange.summary.attempts = state == journal::State::sent ? 1 : 0;
        exchange.legs = {{journal::Leg::request_in, "text/xml", document("goods")}};
        if (direction == journal::Direction::outbound) {
            exchange.legs = {{journal::Leg::core_request, "application/json", R"({"v":"goods"})"}};
        }
        return exchange;
    }
};

TEST_F(Taken, that_a_crash_cut_off_goes_on_under_its_own_id) {
    test::run(io_, engine_->carry_on(unfinished(journal::Direction::inbound, journal::State::accepted)));
    EXPECT_THAT(events_, ElementsAre("core", "step answered"));
    EXPECT_EQ(core_.calls.at(0).idempotency_key, "0198-unfinished");
    EXPECT_EQ(only_exchange().summary.state, journal::State::answered);
}

TEST_F(Taken, that_a_crash_cut_off_goes_on_however_many_there_are) {
    const auto catalog = World::catalog(route("check", journal::Direction::inbound), {});
    catalog->set_quota("customs", {1, 1});
    use(catalog);
    for (int i = 0; i < 3; ++i) {
        test::run(io_, engine_->carry_on(unfinished(journal::Direction::inbound, journal::State::accepted)));
    }
    EXPECT_EQ(core_.calls.size(), 3U) << "the quota is for what peers send now";
}

TEST_F(Taken, that_a_crash_cut_off_waits_for_a_person_when_its_adapter_or_route_is_gone) {
    auto other_system = unfinished(journal::Direction::inbound, journal::State::accepted);
    other_system.summary.adapter = "gone";
    test::run(io_, engine_->carry_on(std::move(other_system)));
    EXPECT_EQ(only_exchange().summary.state, journal::State::parked);
    EXPECT_THAT(only_exchange().summary.outcome, HasSubstr("its adapter is gone"));
    auto changed = route("check", journal::Direction::inbound);
    changed.service = "CHECK_2";
    engine_->replace(catalog(std::move(changed), {}));
    test::run(io_, engine_->carry_on(unfinished(journal::Direction::inbound, journal::State::accepted)));
    EXPECT_EQ(only_exchange().summary.state, journal::State::parked);
    EXPECT_THAT(only_exchange().summary.outcome, HasSubstr("no route for service 'CHECK'"));
    EXPECT_THAT(core_.calls, IsEmpty());
}

TEST_F(Taken, outwards_that_may_have_left_is_left_to_a_person_when_it_can_neither_be_repeated_nor_asked_about) {
    test::run(io_, engine_->carry_on(unfinished(journal::Direction::outbound, journal::State::sent)));
    EXPECT_EQ(only_exchange().summary.state, journal::State::parked);
    EXPECT_THAT(only_exchange().summary.outcome, testing::HasSubstr("in doubt"));
    EXPECT_THAT(client_.sent, IsEmpty());
}

TEST_F(Taken, outwards_of_which_nothing_has_left_is_sent) {
    test::run(io_, engine_->carry_on(unfinished(journal::Direction::outbound, journal::State::accepted)));
    EXPECT_EQ(only_exchange().summary.state, journal::State::answered);
    EXPECT_EQ(client_.sent.size(), 1U);
    EXPECT_THAT(events_, ElementsAre("step sent", "send", "step answered"));
}

}  // namespace
}  // namespace otkel::exchange
