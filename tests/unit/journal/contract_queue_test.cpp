#include <boost/asio/co_spawn.hpp>

#include "tests/unit/journal/store_contract.hpp"

namespace otkel::journal {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

class Queue : public StoreContract {
protected:
    // It is sent, and the peer's answer ends it.
    void carry_out(const ExchangeId& id) {
        EXPECT_TRUE(step(to(id, State::sent)));
        EXPECT_TRUE(step(answer(id)));
    }
};
OTKEL_FOR_EACH_STORE(Queue);

TEST_P(Queue, gives_what_is_due_oldest_first) {
    const auto late = accepted(outbound("shep", minutes{10}));
    const auto early = accepted(outbound("shep", minutes{5}));
    const auto now = accepted(outbound("shep"));
    const auto to_another = accepted(outbound("esf"));
    EXPECT_THAT(take("shep"), ElementsAre(now));
    clock_.advance(hours{1});
    EXPECT_THAT(take("shep"), ElementsAre(early, late));
    EXPECT_THAT(take("shep"), IsEmpty());
    EXPECT_THAT(take("esf"), ElementsAre(to_another));
    EXPECT_THAT(take("nobody"), IsEmpty());
}

TEST_P(Queue, gives_no_more_than_was_asked_for) {
    std::vector<ExchangeId> all;
    for (int i = 0; i < 5; ++i) {
        all.push_back(accepted(outbound("shep")));
    }
    EXPECT_THAT(take("shep", 2), ElementsAre(all[0], all[1]));
    EXPECT_THAT(take("shep", 0), IsEmpty());
    EXPECT_THAT(take("shep", 9), ElementsAre(all[2], all[3], all[4]));
}

TEST_P(Queue, gives_each_exchange_to_one_of_many_who_ask_at_once) {
    std::vector<ExchangeId> all;
    for (int i = 0; i < 50; ++i) {
        all.push_back(accepted(outbound("shep")));
    }
    std::vector<ExchangeId> taken;
    for (int i = 0; i < 20; ++i) {
        asio::co_spawn(io_, store().take("shep", clock_.wall(), 3),
                       [&taken](const std::exception_ptr& e, const auto& outcome) {
                           EXPECT_FALSE(e);
                           const auto some = ids(outcome.value());
                           taken.insert(taken.end(), some.begin(), some.end());
                       });
    }
    run_all();
    EXPECT_THAT(taken, testing::UnorderedElementsAreArray(all));
}

TEST_P(Queue, gives_the_whole_exchange) {
    auto acceptance = outbound("shep");
    acceptance.give_up = acceptance.at + hours{24};
    const auto id = accepted(acceptance);
    const auto taken = run(store().take("shep", clock_.wall(), 1)).value();
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].summary.id, id);
    EXPECT_EQ(taken[0].summary.node, "a");
    EXPECT_EQ(taken[0].summary.give_up, acceptance.give_up);
    EXPECT_EQ(taken[0].legs.at(0).octets, "<a/>");
    EXPECT_EQ(taken[0].history.size(), 1U);
}

TEST_P(Queue, tells_the_backlog_of_each_peer_oldest_first) {
    accepted(outbound("esf", minutes{1}));
    const auto oldest = outbound("shep");
    accepted(oldest);
    accepted(outbound("shep"));
    accepted(outbound("eaeu", hours{5}));
    accepted("m1");
    clock_.advance(minutes{2});
    const auto waiting = backlog();
    ASSERT_EQ(waiting.size(), 2U);
    EXPECT_EQ(waiting[0].peer, "shep");
    EXPECT_EQ(waiting[0].due, 2U);
    EXPECT_EQ(waiting[0].oldest, oldest.at);
    EXPECT_EQ(waiting[1].peer, "esf");
    EXPECT_EQ(waiting[1].due, 1U);
    static_cast<void>(take("shep"));
    EXPECT_EQ(backlog().size(), 1U);
}

TEST_P(Queue, tells_when_the_next_work_is_due) {
    EXPECT_FALSE(next_due());
    const auto late = outbound("shep", hours{2});
    accepted(late);
    EXPECT_EQ(next_due(), late.due->at);
    const auto early = outbound("esf", hours{1});
    accepted(early);
    EXPECT_EQ(next_due(), early.due->at);
    EXPECT_TRUE(take_one(early.id));
    EXPECT_EQ(next_due(), late.due->at);
    restart();
    EXPECT_EQ(run(store().load(late.id)).value().summary.due, late.due->at);
    EXPECT_EQ(next_due(), early.due->at);
}

TEST_P(Queue, gives_again_what_was_put_off) {
    const auto id = accepted(outbound("shep"));
    EXPECT_THAT(take("shep"), ElementsAre(id));
    EXPECT_TRUE(step(to(id, State::sent)));
    const auto put_off = to(id, State::waiting, minutes{1});
    EXPECT_TRUE(step(put_off));
    EXPECT_EQ(load(id).summary.node, "");
    EXPECT_EQ(load(id).summary.due, put_off.due);
    EXPECT_THAT(take("shep"), IsEmpty());
    EXPECT_EQ(next_due(), put_off.due);
    clock_.advance(minutes{1});
    EXPECT_THAT(take("shep"), ElementsAre(id));
    carry_out(id);
    clock_.advance(hours{9});
    EXPECT_THAT(take("shep"), IsEmpty());
    EXPECT_FALSE(next_due());
}

TEST_P(Queue, gives_what_is_in_doubt_or_awaited_when_it_is_due) {
    const auto doubtful = accepted(outbound("shep"));
    const auto awaited = accepted(outbound("shep"));
    EXPECT_THAT(take("shep"), ElementsAre(doubtful, awaited));
    EXPECT_TRUE(steps({to(doubtful, State::sent), to(doubtful, State::in_doubt, minutes{2})}));
    EXPECT_TRUE(steps({to(awaited, State::sent), to(awaited, State::awaiting, minutes{1})}));
    clock_.advance(hours{1});
    EXPECT_THAT(take("shep"), ElementsAre(awaited, doubtful));
}

TEST_P(Queue, never_gives_what_has_ended_or_is_parked) {
    const auto answered = accepted(outbound("shep"));
    const auto failed = accepted(outbound("shep"));
    const auto parked = accepted(outbound("shep"));
    EXPECT_EQ(take("shep").size(), 3U);
    carry_out(answered);
    EXPECT_TRUE(step(failure(failed)));
    EXPECT_TRUE(step(to(parked, State::parked, minutes{1})));
    EXPECT_FALSE(load(parked).summary.due);
    clock_.advance(hours{1});
    EXPECT_THAT(take("shep"), IsEmpty());
    EXPECT_THAT(backlog(), IsEmpty());
    EXPECT_FALSE(next_due());
}

TEST_P(Queue, replays_what_is_parked_or_failed_when_it_is_asked_for) {
    const auto parked = accepted("m1");
    const auto failed = accepted("m2");
    EXPECT_TRUE(steps({to(parked, State::parked), failure(failed)}));
    for (const auto& id : {parked, failed}) {
        const auto taken = take_one(id);
        ASSERT_TRUE(taken);
        EXPECT_EQ(taken->legs.at(0).octets, "<a/>");
        auto replay = to(id, State::waiting, minutes{1});
        replay.by = "operator 10.0.0.9: settled with the peer";
        EXPECT_TRUE(step(replay));
        EXPECT_FALSE(load(id).summary.concluded_at);
    }
    clock_.advance(hours{1});
    EXPECT_THAT(take("toibolot"), ElementsAre(parked, failed));
}

TEST_P(Queue, gives_one_by_its_id_before_it_is_due) {
    const auto id = accepted(outbound("shep", hours{5}));
    const auto taken = take_one(id);
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->summary.node, "a");
    carry_out(id);
    EXPECT_EQ(take_one(id)->summary.state, State::answered);
    EXPECT_EQ(load(id).summary.node, "");
}

TEST_P(Queue, keeps_its_times_over_a_crash) {
    const auto due = accepted(outbound("shep", hours{1}));
    restart();
    EXPECT_THAT(take("shep"), IsEmpty());
    clock_.advance(hours{1});
    restart();
    EXPECT_THAT(take("shep"), ElementsAre(due));
}

TEST_P(Queue, gives_early_or_late_after_a_jump_of_the_clock_and_loses_nothing) {
    const auto id = accepted(outbound("shep", hours{1}));
    const auto at = clock_.wall();
    clock_.set_wall(at - hours{24});
    EXPECT_THAT(take("shep"), IsEmpty());
    EXPECT_EQ(next_due(), at + hours{1});
    clock_.set_wall(at + hours{24 * 365});
    EXPECT_THAT(take("shep"), ElementsAre(id));
}

class Lanes : public Queue {};
OTKEL_FOR_EACH_STORE(Lanes);

TEST_P(Lanes, let_one_after_the_other_pass_in_the_order_of_acceptance) {
    const auto one = accepted(outbound("shep", minutes{3}, "card 1"));
    const auto two = accepted(outbound("shep", {}, "card 1"));
    const auto three = accepted(outbound("shep", {}, "card 1"));
    const auto of_other_lane = accepted(outbound("shep", {}, "card 2"));
    const auto of_other_peer = accepted(outbound("esf", {}, "card 1"));
    const auto of_none = accepted(outbound("shep"));
    EXPECT_FALSE(load(one).summary.behind);
    EXPECT_TRUE(load(two).summary.behind);
    EXPECT_THAT(take("shep"), ElementsAre(of_other_lane, of_none));
    EXPECT_THAT(take("esf"), ElementsAre(of_other_peer));
    clock_.advance(hours{1});
    EXPECT_THAT(take("shep"), ElementsAre(one));
    EXPECT_THAT(take("shep"), IsEmpty());
    carry_out(one);
    EXPECT_THAT(take("shep"), ElementsAre(two));
    EXPECT_TRUE(step(failure(two)));
    EXPECT_THAT(take("shep"), ElementsAre(three));
}

TEST_P(Lanes, show_no_work_that_cannot_be_taken) {
    const auto one = accepted(outbound("shep", hours{1}, "x"));
    accepted(outbound("shep", {}, "x"));
    clock_.advance(minutes{1});
    EXPECT_THAT(backlog(), IsEmpty());
    EXPECT_EQ(next_due(), load(one).summary.due);
    EXPECT_TRUE(take_one(one));
    EXPECT_FALSE(next_due());
    EXPECT_TRUE(step(answer(one)));
    EXPECT_EQ(backlog().size(), 1U);
}

TEST_P(Lanes, are_held_by_what_waits_is_awaited_or_parked) {
    const auto one = accepted(outbound("shep", {}, "x"));
    const auto two = accepted(outbound("shep", {}, "x"));
    EXPECT_THAT(take("shep"), ElementsAre(one));
    EXPECT_TRUE(steps({to(one, State::sent), to(one, State::waiting, hours{9})}));
    EXPECT_THAT(take("shep"), IsEmpty());
    EXPECT_TRUE(take_one(one));
    EXPECT_TRUE(steps({to(one, State::sent), to(one, State::awaiting, hours{9})}));
    EXPECT_THAT(take("shep"), IsEmpty());
    EXPECT_TRUE(take_one(one));
    EXPECT_TRUE(step(to(one, State::parked)));
    EXPECT_THAT(take("shep"), IsEmpty());
    restart();
    EXPECT_THAT(take("shep"), IsEmpty());
    EXPECT_TRUE(take_one(one));
    EXPECT_TRUE(step(failure(one)));
    EXPECT_THAT(take("shep"), ElementsAre(two));
}

TEST_P(Lanes, let_a_replayed_one_in_behind_those_that_go_on) {
    const auto one = accepted(outbound("shep", {}, "x"));
    const auto two = accepted(outbound("shep", {}, "x"));
    EXPECT_THAT(take("shep"), ElementsAre(one));
    EXPECT_TRUE(step(failure(one)));
    EXPECT_TRUE(take_one(one));
    EXPECT_TRUE(step(to(one, State::waiting, minutes{0})));
    clock_.advance(minutes{1});
    EXPECT_THAT(take("shep"), ElementsAre(two));
    EXPECT_THAT(take("shep"), IsEmpty());
    carry_out(two);
    EXPECT_THAT(take("shep"), ElementsAre(one));
}

TEST_P(Lanes, are_forgotten_when_they_are_empty) {
    const auto one = accepted(outbound("shep", {}, "x"));
    EXPECT_THAT(take("shep"), ElementsAre(one));
    carry_out(one);
    const auto two = accepted(outbound("shep", {}, "x"));
    EXPECT_THAT(take("shep"), ElementsAre(two));
}

TEST_P(Lanes, move_on_once_when_several_steps_come_together) {
    const auto one = accepted(outbound("shep", {}, "x"));
    const auto two = accepted(outbound("shep", {}, "x"));
    const auto three = accepted(outbound("shep", {}, "x"));
    EXPECT_TRUE(take_one(one));
    EXPECT_TRUE(take_one(two));
    EXPECT_TRUE(steps({answer(one), answer(two)}));
    EXPECT_THAT(take("shep"), ElementsAre(three));
}

}  // namespace
}  // namespace otkel::journal
