#include <algorithm>

#include "tests/unit/journal/store_contract.hpp"

namespace otkel::journal {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

class Ownership : public StoreContract {};
OTKEL_FOR_EACH_STORE(Ownership);

TEST_P(Ownership, begins_with_the_acceptance_of_what_is_worked_on_at_once) {
    const auto id = accepted("m1");
    EXPECT_EQ(load(id).summary.node, "a");
    clock_.advance(hours{1});
    EXPECT_THAT(backlog(), IsEmpty());
    EXPECT_THAT(take("toibolot"), IsEmpty());
    EXPECT_FALSE(next_due());
    EXPECT_TRUE(step(answer(id)));
    EXPECT_EQ(load(id).summary.node, "");
}

TEST_P(Ownership, is_needed_for_a_step) {
    const auto id = accepted(outbound("shep"));
    EXPECT_EQ(code(step(to(id, State::sent))), Errc::in_progress);
    EXPECT_EQ(state(id), State::accepted);
    EXPECT_EQ(load(id).history.size(), 1U);
    EXPECT_TRUE(take_one(id));
    EXPECT_TRUE(step(to(id, State::sent)));
}

TEST_P(Ownership, ends_when_an_exchange_is_given_back) {
    const auto id = accepted("m1");
    EXPECT_TRUE(step(to(id, State::sent)));
    EXPECT_TRUE(step(to(id, State::waiting, minutes{1})));
    EXPECT_EQ(code(step(to(id, State::sent))), Errc::in_progress);
}

// The answer to the first try was lost with the connection.
TEST_P(Ownership, is_not_needed_to_give_back_once_more) {
    const auto id = accepted("m1");
    EXPECT_TRUE(step(to(id, State::sent)));
    const auto put_off = to(id, State::waiting, minutes{1});
    EXPECT_TRUE(step(put_off));
    EXPECT_TRUE(step(put_off));
    EXPECT_EQ(load(id).history.size(), 3U);
}

TEST_P(Ownership, is_taken_over_after_a_crash) {
    const auto one = accepted("m1");
    const auto two = accepted("m2");
    const auto three = accepted("m3");
    const auto four = accepted("m4");
    EXPECT_TRUE(step(answer(two)));
    EXPECT_TRUE(step(to(three, State::sent)));
    EXPECT_TRUE(step(to(three, State::in_doubt)));
    auto sent = to(one, State::sent);
    sent.legs.push_back({Leg::request_out, "", "<q/>"});
    EXPECT_TRUE(step(sent));
    restart_as("b");
    const auto waiting = backlog();
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting[0].due, 3U);
    const auto taken = run(store().take("toibolot", clock_.wall(), 10)).value();
    ASSERT_EQ(taken.size(), 3U);
    EXPECT_THAT(ids(taken), testing::UnorderedElementsAre(one, three, four));
    for (const auto& exchange : taken) {
        EXPECT_EQ(exchange.summary.node, "b");
        EXPECT_EQ(exchange.legs.size(), exchange.summary.id == one ? 2U : 1U);
    }
    EXPECT_TRUE(step(answer(four)));
}

TEST_P(Ownership, is_of_an_incarnation_and_not_of_a_name) {
    const auto id = accepted("m1");
    restart_as("a");
    EXPECT_EQ(code(step(answer(id))), Errc::in_progress);
    EXPECT_THAT(take("toibolot"), ElementsAre(id));
    EXPECT_TRUE(step(answer(id)));
}

TEST_P(Ownership, ends_for_all_when_a_node_leaves) {
    const auto in_work = accepted("m1");
    const auto put_off = accepted(outbound("shep", hours{1}));
    EXPECT_TRUE(take_one(put_off));
    const auto parked = accepted("m2");
    EXPECT_TRUE(step(to(parked, State::parked)));
    EXPECT_TRUE(take_one(parked));
    EXPECT_TRUE(run(store().leave()));
    for (const auto& id : {in_work, put_off, parked}) {
        EXPECT_EQ(load(id).summary.node, "") << id.text();
    }
    EXPECT_THAT(take("toibolot"), ElementsAre(in_work));
    EXPECT_THAT(take("shep"), IsEmpty());
    clock_.advance(hours{1});
    EXPECT_THAT(take("shep"), ElementsAre(put_off));
}

TEST_P(Ownership, is_kept_by_renewal) {
    const auto id = accepted("m1");
    for (int i = 0; i < 10; ++i) {
        clock_.advance(std::chrono::seconds{2});
        EXPECT_TRUE(run(store().renew_lease(clock_.wall())));
    }
    EXPECT_EQ(load(id).summary.node, "a");
    EXPECT_TRUE(step(answer(id)));
}

// A pause of the process, and nobody came meanwhile.
TEST_P(Ownership, lasts_beyond_a_late_renewal_when_nobody_took_over) {
    const auto id = accepted("m1");
    lapse();
    EXPECT_TRUE(run(store().renew_lease(clock_.wall())));
    EXPECT_TRUE(step(answer(id)));
}

class SeveralNodes : public StoreContract {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(SeveralNodes);
INSTANTIATE_TEST_SUITE_P(Stores, SeveralNodes, testing::ValuesIn(kinds_of_several_nodes()), name_of_kind);

TEST_P(SeveralNodes, never_have_the_same_exchange) {
    std::vector<ExchangeId> all;
    for (int i = 0; i < 20; ++i) {
        all.push_back(accepted(outbound("shep")));
    }
    auto taken = take(store(), "shep", 8);
    const auto others = take(other(), "shep", 100);
    EXPECT_EQ(taken.size(), 8U);
    EXPECT_EQ(others.size(), 12U);
    taken.insert(taken.end(), others.begin(), others.end());
    EXPECT_THAT(taken, testing::UnorderedElementsAreArray(all));
}

TEST_P(SeveralNodes, accept_a_message_once) {
    const auto id = accepted("m1");
    const auto again = run(other().accept(message("m1"))).value();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->original, id);
}

TEST_P(SeveralNodes, leave_alone_what_a_living_one_has) {
    const auto id = accepted("m1");
    EXPECT_EQ(code(take_one(other(), id)), Errc::in_progress);
    EXPECT_THAT(take(other(), "toibolot"), IsEmpty());
    EXPECT_EQ(code(run(other().step({answer(id)}))), Errc::in_progress);
    EXPECT_TRUE(run(other().load(id)));
}

TEST_P(SeveralNodes, take_over_when_the_lease_has_ended_and_fence_the_late_one) {
    const auto by_peer = accepted("m1");
    const auto by_id = accepted("m2");
    static_cast<void>(other());
    lapse();
    EXPECT_TRUE(take_one(other(), by_id));
    EXPECT_EQ(run(other().backlog(clock_.wall())).value().size(), 1U);
    EXPECT_THAT(take(other(), "toibolot"), ElementsAre(by_peer));
    for (const auto& id : {by_peer, by_id}) {
        EXPECT_EQ(code(step(answer(id, "<late/>"))), Errc::in_progress);
        EXPECT_EQ(load(id).legs.size(), 1U);
        EXPECT_TRUE(run(other().step({answer(id)})));
        EXPECT_EQ(code(step(answer(id, "<late/>"))), Errc::in_progress);
        EXPECT_EQ(load(id).legs.size(), 2U);
    }
}

TEST_P(SeveralNodes, fence_a_late_one_that_finds_it_given_back) {
    const auto id = accepted("m1");
    EXPECT_TRUE(step(to(id, State::sent)));
    static_cast<void>(other());
    lapse();
    EXPECT_TRUE(take_one(other(), id));
    EXPECT_TRUE(run(other().step({to(id, State::awaiting, hours{1})})));
    EXPECT_EQ(code(step(to(id, State::waiting))), Errc::in_progress);
    EXPECT_EQ(state(id), State::awaiting);
}

TEST_P(SeveralNodes, keep_the_order_of_a_lane_among_them) {
    const auto one = accepted(outbound("shep", {}, "x"));
    const auto two = accepted(outbound("shep", {}, "x"));
    EXPECT_THAT(take(store(), "shep"), ElementsAre(one));
    EXPECT_THAT(take(other(), "shep"), IsEmpty());
    EXPECT_TRUE(step(to(one, State::sent)));
    EXPECT_TRUE(step(answer(one)));
    EXPECT_THAT(take(other(), "shep"), ElementsAre(two));
}

TEST_P(SeveralNodes, take_what_another_has_given_back) {
    const auto id = accepted("m1");
    EXPECT_TRUE(run(store().leave()));
    EXPECT_THAT(take(other(), "toibolot"), ElementsAre(id));
    EXPECT_EQ(load(id).summary.node, "b");
    EXPECT_EQ(load(id).history.size(), 1U);
}

}  // namespace
}  // namespace otkel::journal
