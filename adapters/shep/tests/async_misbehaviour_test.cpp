#include "adapters/shep/tests/async_bus_fixture.hpp"

namespace otkel::adapters::shep {
namespace {

using std::chrono::milliseconds;

class BusScript : public Bus {};

TEST_F(BusScript, silent_takes_the_message_over_and_says_nothing) {
    EXPECT_TRUE(ask({BusMisbehaviour::silent}).silent);
    EXPECT_TRUE(next());
}

TEST_F(BusScript, the_answer_may_come_before_the_reply_to_the_request) {
    const auto asked = ask({BusMisbehaviour::answer_first});
    EXPECT_TRUE(asked.after_answer);
    next();
    EXPECT_FALSE(answer(asked).after_answer);
    EXPECT_FALSE(bus().answered(asked.reply.correlation_id));
    next();
    EXPECT_TRUE(bus().answered(asked.reply.correlation_id));
}

TEST_F(BusScript, the_answer_may_come_twice) {
    const auto asked = ask({BusMisbehaviour::answer_twice});
    next();
    const auto answered = answer(asked);
    EXPECT_EQ(info_of(next()).message_id, answered.reply.message_id);
    const auto second = next();
    EXPECT_EQ(info_of(second).message_id, answered.reply.message_id);
    EXPECT_EQ(std::get<HandedOver>(second->content).data.octets, samples::data().octets);
    EXPECT_FALSE(next());
    EXPECT_EQ(bus().under_way(), 0U);
    EXPECT_EQ(news_.size(), 2U);
}

TEST_F(BusScript, the_answer_may_come_again_under_a_new_name) {
    const auto asked = ask({BusMisbehaviour::answer_again});
    next();
    const auto answered = answer(asked);
    EXPECT_EQ(info_of(next()).message_id, answered.reply.message_id);
    const auto copy = next();
    EXPECT_NE(info_of(copy).message_id, answered.reply.message_id);
    EXPECT_EQ(info_of(copy).correlation_id, asked.reply.correlation_id);
    EXPECT_FALSE(next());
    EXPECT_EQ(news_.size(), 2U);
}

TEST_F(BusScript, the_answer_may_be_late) {
    const auto asked = ask({BusMisbehaviour::answer_late, milliseconds{5'000}});
    next();
    answer(asked);
    EXPECT_FALSE(next());
    EXPECT_EQ(bus().next_due(), now_ + milliseconds{5'000});
    now_ += milliseconds{5'000};
    EXPECT_EQ(next()->receiver, "citizen");
}

TEST_F(BusScript, an_answer_may_name_an_interaction_of_nobody) {
    const auto asked = ask({BusMisbehaviour::answer_astray});
    next();
    const auto answered = answer(asked);
    const auto stray = next();
    EXPECT_EQ(stray->receiver, "citizen");
    EXPECT_NE(info_of(stray).correlation_id, asked.reply.correlation_id);
    EXPECT_FALSE(bus().answered(asked.reply.correlation_id));
    EXPECT_EQ(info_of(next()).message_id, answered.reply.message_id);
    EXPECT_FALSE(next());
    EXPECT_EQ(bus().under_way(), 0U);
}

TEST_F(BusScript, the_answer_may_never_come) {
    const auto asked = ask({BusMisbehaviour::answer_never});
    next();
    const auto answered = answer(asked);
    EXPECT_FALSE(next());
    EXPECT_FALSE(bus().next_due());
    EXPECT_EQ(state(answered.reply.message_id, "office"), MessageState::on_delivery);
}

TEST_F(BusScript, the_request_may_be_delivered_twice) {
    const auto asked = ask({BusMisbehaviour::delivered_twice});
    EXPECT_EQ(info_of(next()).message_id, asked.reply.message_id);
    EXPECT_EQ(info_of(next(PushOutcome::refused)).message_id, asked.reply.message_id);
    EXPECT_EQ(state(asked.reply.message_id), MessageState::delivered);
    EXPECT_FALSE(next());
}

TEST_F(BusScript, who_fetches_gets_the_same_misbehaviours) {
    rules_.participants[0].pulled = {"CHECK"};
    const auto mine = [&] {
        return bus().get_messages({"", "", {}, "CHECK", {"citizen", "p1"}, 0, {}}, now_).value().messages;
    };
    const auto take = [&](const std::string& message_id) {
        EXPECT_TRUE(bus().send_delivery_notification(
            {{message_id, "CHECK", now_, {}, now_, {}}, now_, {"citizen", "p1"}}, now_));
    };
    const auto late = ask({BusMisbehaviour::answer_late, milliseconds{10}});
    const auto twice = ask({BusMisbehaviour::answer_twice});
    answer(late);
    const auto answered = answer(twice);
    ASSERT_EQ(mine().size(), 1U);
    EXPECT_TRUE(bus().answered(twice.reply.correlation_id));
    take(answered.reply.message_id);
    ASSERT_EQ(mine().size(), 1U);
    EXPECT_EQ(mine()[0].data.octets, samples::data().octets);
    take(answered.reply.message_id);
    EXPECT_TRUE(mine().empty());
    EXPECT_EQ(state(answered.reply.message_id), MessageState::delivered);
    now_ += milliseconds{10};
    EXPECT_EQ(mine().size(), 1U);
}

}  // namespace
}  // namespace otkel::adapters::shep
