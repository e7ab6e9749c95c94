#include <array>

#include "tests/unit/journal/store_contract.hpp"

namespace otkel::journal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

class Exchanges : public StoreContract {};
OTKEL_FOR_EACH_STORE(Exchanges);

TEST_P(Exchanges, are_given_back_as_they_were) {
    auto acceptance = message("m1", "<a>\0</a>");
    acceptance.correlation_id = "c1";
    acceptance.signer = "CN=Той Болат";
    acceptance.remote_address = "10.0.0.7";
    acceptance.keys = {{"declaration", "50000/120726/0000001"}};
    EXPECT_FALSE(accept(acceptance).value());
    auto end = answer(acceptance.id, std::string(5000, '\xff'));
    end.stages = {{"verify", std::chrono::microseconds{320}, "path to CN=Root, 3:odd,"}, {"sign", {}, ""}};
    end.keys = {{"gtin", "04870001234567"}, {"бин", ""}};
    end.attempt = true;
    EXPECT_TRUE(step(end));
    const auto loaded = load(acceptance.id);
    const auto& summary = loaded.summary;
    EXPECT_EQ(summary.state, State::answered);
    EXPECT_EQ(summary.adapter, "shep");
    EXPECT_EQ(summary.route, "catalogue");
    EXPECT_EQ(summary.peer, "toibolot");
    EXPECT_EQ(summary.service, "GetCard");
    EXPECT_EQ(summary.message_id, "m1");
    EXPECT_EQ(summary.correlation_id, "c1");
    EXPECT_EQ(summary.outcome, "PASS");
    EXPECT_EQ(summary.signer, "CN=Той Болат");
    EXPECT_EQ(summary.remote_address, "10.0.0.7");
    EXPECT_EQ(summary.accepted_at, acceptance.at);
    EXPECT_EQ(summary.concluded_at, end.at);
    EXPECT_EQ(summary.attempts, 1U);
    EXPECT_FALSE(summary.due);
    EXPECT_EQ(summary.node, "");
    EXPECT_THAT(loaded.keys, ElementsAre(acceptance.keys[0], end.keys[0], end.keys[1]));
    ASSERT_EQ(loaded.stages.size(), 2U);
    EXPECT_EQ(loaded.stages[0].took, std::chrono::microseconds{320});
    EXPECT_EQ(loaded.stages[0].remark, "path to CN=Root, 3:odd,");
    ASSERT_EQ(loaded.legs.size(), 2U);
    EXPECT_EQ(loaded.legs[0].octets, acceptance.legs[0].octets);
    EXPECT_EQ(loaded.legs[1].octets, end.legs[0].octets);
    EXPECT_EQ(loaded.legs[1].leg, Leg::reply_out);
}

TEST_P(Exchanges, may_be_at_an_end_with_their_first_record) {
    auto record = message("REX-2026-0001/1");
    record.concluded = Conclusion{"received", "dina from 10.0.0.7"};
    record.legs = {{Leg::case_record, "application/json", "{}"}, {Leg::paper, "application/pdf; name=a.pdf", "%PDF"}};
    EXPECT_FALSE(accept(record).value());
    restart();
    EXPECT_FALSE(next_due());
    EXPECT_THAT(backlog(), IsEmpty());
    const auto loaded = load(record.id);
    EXPECT_EQ(loaded.summary.state, State::answered);
    EXPECT_EQ(loaded.summary.outcome, "received");
    EXPECT_EQ(loaded.summary.concluded_at, record.at);
    EXPECT_EQ(loaded.summary.node, "");
    ASSERT_EQ(loaded.history.size(), 1U);
    EXPECT_EQ(loaded.history[0].outcome, "received");
    EXPECT_EQ(loaded.history[0].by, "dina from 10.0.0.7");
    ASSERT_EQ(loaded.legs.size(), 2U);
    EXPECT_EQ(loaded.legs[1].octets, "%PDF");
    const auto again = accept(record).value();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->original, record.id);
    EXPECT_TRUE(again->same_content);
}

TEST_P(Exchanges, keep_octets_that_do_not_compress) {
    for (const std::string& octets : {std::string(), std::string("x"), std::string("\x28\xb5\x2f\xfd\x00", 5)}) {
        const auto id = accepted(message("m" + std::to_string(octets.size()), octets));
        EXPECT_EQ(load(id).legs.front().octets, octets);
    }
}

TEST_P(Exchanges, keep_a_content_type_with_its_parameters) {
    const std::string type =
        R"(multipart/related; type="application/xop+xml"; start="<envelope@a>"; boundary="=_'b:1?"; odd="\"\\;қ")";
    auto parts = message("parts", "--=_'b:1?--");
    parts.legs.front().content_type = type;
    const auto id = accepted(parts);
    restart();
    EXPECT_EQ(load(id).legs.front().content_type, type);
}

TEST_P(Exchanges, go_through_their_states) {
    auto acceptance = message("m1");
    acceptance.direction = Direction::outbound;
    const auto id = accepted(acceptance);
    auto sent = to(id, State::sent);
    sent.legs.push_back({Leg::request_out, "text/xml", "<q/>"});
    sent.stages = {{"map", {}, ""}};
    sent.attempt = true;
    EXPECT_TRUE(step(sent));
    EXPECT_FALSE(load(id).summary.concluded_at);
    auto doubt = to(id, State::in_doubt);
    doubt.outcome = "deadline-exceeded";
    EXPECT_TRUE(step(doubt));
    auto end = to(id, State::answered);
    end.outcome = "PASS";
    end.legs.push_back({Leg::reply_in, "text/xml", "<r/>"});
    end.stages = {{"map-in", {}, ""}};
    EXPECT_TRUE(step(end));
    const auto loaded = load(id);
    EXPECT_EQ(loaded.summary.state, State::answered);
    EXPECT_EQ(loaded.legs.size(), 3U);
    EXPECT_EQ(loaded.stages.size(), 2U);
}

TEST_P(Exchanges, keep_their_history) {
    const auto id = accepted("m1");
    const auto cause = accepted("m2");
    auto sent = to(id, State::sent);
    sent.legs.push_back({Leg::request_out, "text/xml", "<q/>"});
    sent.attempt = true;
    EXPECT_TRUE(step(sent));
    auto parked = to(id, State::parked);
    parked.outcome = "tries-used-up";
    EXPECT_TRUE(step(parked));
    restart_as("b");
    EXPECT_TRUE(take_one(id));
    auto replayed = to(id, State::waiting);
    replayed.by = "operator 10.0.0.9: the peer has asked for it";
    EXPECT_TRUE(step(replayed));
    auto second = to(id, State::sent);
    second.attempt = true;
    EXPECT_TRUE(step(second));
    auto end = answer(id);
    end.because = cause;
    EXPECT_TRUE(step(end));
    const auto history = load(id).history;
    ASSERT_EQ(history.size(), 6U);
    EXPECT_EQ(history[0].state, State::accepted);
    EXPECT_EQ(history[0].node, "a");
    EXPECT_THAT(history[0].legs, ElementsAre(StartsWith("request-in sha256:")));
    EXPECT_EQ(history[1].state, State::sent);
    EXPECT_EQ(history[1].attempt, 1U);
    EXPECT_EQ(history[1].at, sent.at);
    EXPECT_THAT(history[1].legs, ElementsAre(StartsWith("request-out sha256:")));
    EXPECT_EQ(history[2].outcome, "tries-used-up");
    EXPECT_EQ(history[3].by, replayed.by);
    EXPECT_EQ(history[3].node, "b");
    EXPECT_EQ(history[4].attempt, 2U);
    EXPECT_EQ(history[5].because, cause.text());
    EXPECT_EQ(history[5].outcome, "PASS");
}

TEST_P(Exchanges, take_the_same_end_twice) {
    const auto id = accepted("m1");
    auto end = answer(id);
    end.stages = {{"sign", std::chrono::microseconds{5}, ""}};
    end.keys = {{"a", "b"}};
    EXPECT_TRUE(step(end));
    const auto first = load(id);
    end.at += std::chrono::hours{1};
    EXPECT_TRUE(step(end));
    const auto second = load(id);
    EXPECT_EQ(second.legs.size(), first.legs.size());
    EXPECT_EQ(second.stages.size(), 1U);
    EXPECT_EQ(second.keys.size(), 1U);
    EXPECT_EQ(second.history.size(), 2U);
    EXPECT_EQ(second.summary.concluded_at, first.summary.concluded_at);
}

TEST_P(Exchanges, never_take_another_answer) {
    const auto id = accepted("m1");
    EXPECT_TRUE(step(answer(id)));
    EXPECT_EQ(code(step(answer(id, "<other/>"))), Errc::in_progress);
    EXPECT_EQ(code(step(failure(id))), Errc::invalid_argument);
    EXPECT_EQ(state(id), State::answered);
    EXPECT_EQ(load(id).legs.size(), 2U);
}

TEST_P(Exchanges, keep_every_request_that_was_sent_again) {
    const auto id = accepted("m1");
    for (const char* octets : {"<q n='1'/>", "<q n='2'/>", "<q n='2'/>"}) {
        auto sent = to(id, State::sent);
        sent.legs.push_back({Leg::request_out, "text/xml", octets});
        EXPECT_TRUE(step(sent));
    }
    EXPECT_EQ(load(id).legs.size(), 3U);
    EXPECT_EQ(load(id).history.size(), 4U);
}

TEST_P(Exchanges, refuse_every_step_that_the_lifecycle_does_not_have) {
    constexpr std::array all{State::accepted, State::sent,    State::in_doubt, State::answered, State::failed,
                             State::refused,  State::waiting, State::awaiting, State::parked};
    // A way to each state that a step can reach.
    const std::vector<std::vector<State>> ways{
        {},
        {State::sent},
        {State::sent, State::in_doubt},
        {State::answered},
        {State::failed},
        {State::waiting},
        {State::sent, State::awaiting},
        {State::parked},
    };
    for (const auto& way : ways) {
        const auto from = way.empty() ? State::accepted : way.back();
        for (const auto next : all) {
            const auto id = accepted("");
            for (const auto one : way) {
                ASSERT_TRUE(step(to(id, one))) << name(one);
            }
            ASSERT_TRUE(take_one(id));
            EXPECT_EQ(code(step(to(id, next))) == Errc::invalid_argument, !may_follow(from, next))
                << name(from) << " to " << name(next);
            EXPECT_EQ(state(id), may_follow(from, next) ? next : from);
        }
    }
}

TEST_P(Exchanges, step_together_or_not_at_all) {
    const auto question = accepted(outbound("shep"));
    EXPECT_TRUE(take_one(question));
    EXPECT_TRUE(step(to(question, State::sent)));
    EXPECT_TRUE(step(to(question, State::awaiting)));
    const auto reply = accepted("m1");
    EXPECT_EQ(code(steps({answer(reply), to(question, State::sent)})), Errc::invalid_argument);
    EXPECT_EQ(code(steps({answer(reply), to(ExchangeId("nothing"), State::sent)})), Errc::not_found);
    EXPECT_EQ(state(reply), State::accepted);
    EXPECT_EQ(load(reply).legs.size(), 1U);
    EXPECT_EQ(load(reply).history.size(), 1U);
    EXPECT_EQ(state(question), State::awaiting);
    auto end = to(question, State::answered);
    end.because = reply;
    EXPECT_TRUE(steps({answer(reply), end}));
    EXPECT_EQ(state(reply), State::answered);
    EXPECT_EQ(state(question), State::answered);
}

TEST_P(Exchanges, may_step_twice_in_one_go) {
    const auto id = accepted("m1");
    EXPECT_TRUE(steps({to(id, State::sent), to(id, State::awaiting, std::chrono::hours{1})}));
    EXPECT_EQ(state(id), State::awaiting);
    EXPECT_EQ(load(id).history.size(), 3U);
}

TEST_P(Exchanges, that_failed_can_become_answered) {
    const auto id = accepted("m1");
    EXPECT_TRUE(step(failure(id)));
    EXPECT_TRUE(take_one(id));
    EXPECT_TRUE(step(answer(id)));
    EXPECT_EQ(state(id), State::answered);
}

TEST_P(Exchanges, that_nobody_knows_are_not_found) {
    const ExchangeId unknown("nothing");
    EXPECT_EQ(code(step(answer(unknown))), Errc::not_found);
    EXPECT_EQ(code(run(store().load(unknown))), Errc::not_found);
    EXPECT_EQ(code(take_one(unknown)), Errc::not_found);
}

TEST_P(Exchanges, have_an_id_of_their_own) {
    const auto first = accepted("m1");
    auto second = message("m2");
    second.id = first;
    EXPECT_EQ(code(accept(second)), Errc::storage_failed);
    EXPECT_EQ(load(first).summary.message_id, "m1");
    EXPECT_FALSE(accept(message("m2")).value());
}

TEST_P(Exchanges, that_were_refused_are_kept_as_evidence) {
    const auto given = refusal("m1");
    EXPECT_TRUE(run(store().refuse(given)));
    const auto loaded = load(given.id);
    EXPECT_EQ(loaded.summary.state, State::refused);
    EXPECT_EQ(loaded.summary.outcome, "not-signed");
    EXPECT_EQ(loaded.stages.front().remark, "no signature");
    EXPECT_EQ(loaded.legs.front().octets, "<x/>");
    ASSERT_EQ(loaded.history.size(), 1U);
    EXPECT_EQ(loaded.history.front().state, State::refused);
    EXPECT_THAT(backlog(), IsEmpty());
    EXPECT_FALSE(step(answer(given.id)));
}

TEST_P(Exchanges, keep_all_that_was_answered_after_a_crash) {
    const auto one = accepted("m1");
    EXPECT_TRUE(step(answer(one)));
    const auto two = accepted("m2");
    EXPECT_TRUE(step(to(two, State::sent)));
    restart();
    EXPECT_EQ(state(one), State::answered);
    EXPECT_EQ(load(one).legs.size(), 2U);
    EXPECT_EQ(state(two), State::sent);
    EXPECT_EQ(load(two).history.size(), 2U);
}

TEST_P(Exchanges, are_audited) {
    EXPECT_TRUE(run(store().audit({clock_.wall(), "operator", "10.0.0.9", "GET /admin/v1/exchanges", "200", ""})));
}

}  // namespace
}  // namespace otkel::journal
