#include "adapters/shep/tests/async_bus_fixture.hpp"

namespace otkel::adapters::shep {
namespace {

TEST_F(Bus, a_request_gets_both_identifiers_and_reaches_the_provider_of_its_service) {
    const auto taken = ask();
    EXPECT_FALSE(taken.reply.message_id.empty());
    EXPECT_FALSE(taken.reply.correlation_id.empty());
    EXPECT_EQ(normalised_session_id(taken.reply.session_id), taken.reply.session_id);
    EXPECT_FALSE(taken.silent);
    EXPECT_FALSE(taken.after_answer);
    EXPECT_EQ(state(taken.reply.message_id), MessageState::on_delivery);

    const auto push = next();
    ASSERT_TRUE(push);
    EXPECT_EQ(push->receiver, "office");
    const auto& info = info_of(push);
    EXPECT_EQ(info.message_id, taken.reply.message_id);
    EXPECT_EQ(info.correlation_id, taken.reply.correlation_id);
    EXPECT_EQ(info.session_id, taken.reply.session_id);
    EXPECT_EQ(info.sender.sender_id, "citizen");
    EXPECT_TRUE(info.sender.password.empty());
    EXPECT_EQ(std::get<HandedOver>(push->content).data.octets, samples::data().octets);
    EXPECT_EQ(state(taken.reply.message_id), MessageState::delivered);
    EXPECT_EQ(bus().under_way(), 0U);
}

TEST_F(Bus, a_message_id_of_the_sender_counts_for_nothing) {
    auto info = message(MessageType::request);
    info.message_id = "own";
    EXPECT_NE(sent(info).reply.message_id, "own");
}

TEST_F(Bus, a_request_with_a_correlation_id_is_refused) {
    const auto refused = bus().send_message(message(MessageType::request, "citizen", "c-1"), {}, now_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::malformed);
    EXPECT_EQ(refused.error().findings.at(0).code, "element-unexpected");
    EXPECT_FALSE(bus().next_due());
}

TEST_F(Bus, every_later_message_needs_the_correlation_id) {
    for (const auto type : {MessageType::notification, MessageType::update, MessageType::response}) {
        const auto without = bus().send_message(message(type, "office"), {}, now_);
        ASSERT_FALSE(without);
        EXPECT_EQ(without.error().findings.at(0).code, "missing-element");
        EXPECT_EQ(bus().send_message(message(type, "office", "nobody's"), {}, now_).error().code, Errc::not_found);
    }
}

TEST_F(Bus, later_messages_go_to_the_other_side) {
    const auto asked = ask();
    EXPECT_EQ(next()->receiver, "office");
    answer(asked, MessageType::notification);
    auto push = next();
    EXPECT_EQ(push->receiver, "citizen");
    EXPECT_EQ(info_of(push).type, MessageType::notification);
    EXPECT_FALSE(bus().answered(asked.reply.correlation_id));
    sent(message(MessageType::update, "citizen", asked.reply.correlation_id));
    EXPECT_EQ(next()->receiver, "office");
    const auto answered = answer(asked);
    EXPECT_EQ(answered.reply.correlation_id, asked.reply.correlation_id);
    EXPECT_NE(answered.reply.message_id, asked.reply.message_id);
    EXPECT_EQ(next()->receiver, "citizen");
    EXPECT_TRUE(bus().answered(asked.reply.correlation_id));
}

TEST_F(Bus, refuses_strangers_and_what_is_not_theirs) {
    const auto refusal = [&](AsyncMessageInfo info) { return bus().send_message(info, {}, now_).error().code; };
    const auto asked = ask();
    EXPECT_EQ(refusal(message(MessageType::request, "nobody")), Errc::sender_unknown);
    auto wrong = message(MessageType::request);
    wrong.sender.password = "p2";
    EXPECT_EQ(refusal(wrong), Errc::sender_unknown);
    EXPECT_EQ(refusal(message(MessageType::request, "citizen", {}, "NOTHING")), Errc::service_unknown);
    EXPECT_EQ(refusal(message(MessageType::request, "citizen", {}, "CLOSED")), Errc::forbidden);
    EXPECT_EQ(refusal(message(MessageType::response, "archive", asked.reply.correlation_id)), Errc::forbidden);
    EXPECT_EQ(refusal(message(MessageType::response, "office", asked.reply.correlation_id, "STORE")), Errc::malformed);
    EXPECT_EQ(bus().get_message_status({asked.reply.message_id, now_, {"archive", ""}, {}}, now_).error().code,
              Errc::not_found);
    EXPECT_EQ(bus().get_messages({"", "", {}, "CHECK", {"office", "no"}, 0, {}}, now_).error().code,
              Errc::sender_unknown);
    EXPECT_EQ(bus().get_message_status({"none", now_, {"office", "no"}, {}}, now_).error().code, Errc::sender_unknown);
    EXPECT_EQ(bus().send_delivery_notification({}, now_).error().code, Errc::sender_unknown);
}

TEST_F(Bus, holds_no_more_messages_than_it_may) {
    rules_.messages_max = 2;
    ask();
    ask();
    EXPECT_EQ(bus().send_message(message(MessageType::request), {}, now_).error().code, Errc::overloaded);
    next();
    ask();
}

TEST_F(Bus, the_sender_hears_what_became_of_its_message) {
    const auto asked = ask();
    next();
    EXPECT_FALSE(next());
    ASSERT_EQ(news_.size(), 1U);
    EXPECT_EQ(receivers_of_news_.at(0), "citizen");
    EXPECT_EQ(news_[0].notification.message_id, asked.reply.message_id);
    EXPECT_EQ(news_[0].notification.state, MessageState::delivered);
    EXPECT_EQ(news_[0].notification.status.code, "DELIVERED");
    EXPECT_FALSE(news_[0].session_id.empty());
}

TEST_F(Bus, who_wants_no_news_gets_none) {
    rules_.participants[0].hears_of_changes = false;
    ask();
    next();
    EXPECT_FALSE(bus().next_due());
}

TEST_F(Bus, a_push_that_fails_is_tried_again_later_and_not_forever) {
    const auto asked = ask();
    EXPECT_TRUE(next(PushOutcome::no_answer));
    EXPECT_FALSE(next());
    EXPECT_EQ(bus().next_due(), now_ + rules_.push_again_after);
    now_ += rules_.push_again_after;
    EXPECT_TRUE(next(PushOutcome::refused));
    now_ += rules_.push_again_after;
    EXPECT_EQ(state(asked.reply.message_id), MessageState::on_delivery);
    EXPECT_TRUE(next(PushOutcome::no_answer));
    EXPECT_EQ(state(asked.reply.message_id), MessageState::delivery_stopped);
    EXPECT_EQ(bus().under_way(), 0U);
    EXPECT_FALSE(next());
    EXPECT_EQ(news_.at(0).notification.state, MessageState::delivery_stopped);
}

TEST_F(Bus, a_message_that_is_refused_to_the_end_is_not_delivered) {
    rules_.attempts_max = 1;
    const auto asked = ask();
    next(PushOutcome::refused);
    EXPECT_EQ(state(asked.reply.message_id), MessageState::not_delivered);
}

TEST_F(Bus, a_receiver_that_does_not_answer_blocks_no_other) {
    ask();
    EXPECT_TRUE(next(PushOutcome::no_answer));
    const auto second = ask();
    EXPECT_EQ(info_of(next()).message_id, second.reply.message_id);
}

TEST_F(Bus, news_that_nobody_takes_is_dropped_in_the_end) {
    ask();
    next();
    std::size_t attempts = 0;
    while (const auto due = bus().next_due()) {
        now_ = std::max(now_, *due);
        bus().pushed(bus().next_push(now_)->number, PushOutcome::no_answer, now_);
        ++attempts;
    }
    EXPECT_EQ(attempts, rules_.attempts_max);
}

TEST_F(Bus, nothing_is_given_out_twice_while_it_is_under_way) {
    ask();
    EXPECT_TRUE(bus().next_push(now_));
    EXPECT_FALSE(bus().next_push(now_));
}

TEST_F(Bus, who_fetches_is_not_pushed_to) {
    const auto first = ask({}, "STORE");
    const auto second = ask({}, "STORE");
    EXPECT_FALSE(next());
    const auto messages = fetched();
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(messages[0].info.message_id, first.reply.message_id);
    EXPECT_EQ(messages[1].info.message_id, second.reply.message_id);
    EXPECT_EQ(messages[0].data.octets, samples::data().octets);
}

TEST_F(Bus, selects_by_message_by_interaction_and_by_amount) {
    rules_.messages_at_once = 3;
    std::vector<TakenOver> all;
    for (int i = 0; i < 5; ++i) {
        all.push_back(ask({}, "STORE"));
    }
    EXPECT_EQ(fetched().size(), 3U);
    MessagesRequest request;
    request.amount = 2;
    EXPECT_EQ(fetched(request).size(), 2U);
    request.amount = 100;
    EXPECT_EQ(fetched(request).size(), 3U);
    request = {};
    request.message_id = all[4].reply.message_id;
    ASSERT_EQ(fetched(request).size(), 1U);
    EXPECT_EQ(fetched(request)[0].info.message_id, all[4].reply.message_id);
    request.correlation_id = all[3].reply.correlation_id;
    EXPECT_TRUE(fetched(request).empty());
    request.message_id.clear();
    EXPECT_EQ(fetched(request).at(0).info.message_id, all[3].reply.message_id);
    // Only what is addressed to the caller, and only of the service.
    EXPECT_TRUE(bus().get_messages({"", "", {}, "STORE", {"office", "p2"}, 0, {}}, now_)->messages.empty());
    EXPECT_TRUE(bus().get_messages({"", "", {}, "CHECK", {"archive", ""}, 0, {}}, now_)->messages.empty());
}

TEST_F(Bus, what_was_fetched_comes_again_until_it_is_confirmed) {
    const auto asked = ask({}, "STORE");
    EXPECT_EQ(fetched().size(), 1U);
    EXPECT_EQ(state(asked.reply.message_id), MessageState::on_delivery);
    EXPECT_EQ(fetched().size(), 1U);
    const auto confirmed = confirm(asked.reply.message_id, ReceiveStatus::accepted);
    ASSERT_TRUE(confirmed);
    EXPECT_FALSE(confirmed->notification_id.empty());
    EXPECT_EQ(normalised_session_id(confirmed->session_id), confirmed->session_id);
    EXPECT_TRUE(fetched().empty());
    EXPECT_EQ(state(asked.reply.message_id), MessageState::delivered);
    // Said once more, even otherwise, it changes nothing.
    EXPECT_TRUE(confirm(asked.reply.message_id, ReceiveStatus::not_accepted));
    EXPECT_EQ(state(asked.reply.message_id), MessageState::delivered);
    EXPECT_EQ(bus().under_way(), 0U);
    EXPECT_FALSE(next());
    EXPECT_EQ(news_.size(), 1U);
}

TEST_F(Bus, a_refused_message_comes_again_where_that_is_asked_for) {
    const auto asked = ask({}, "STORE");
    EXPECT_TRUE(confirm(asked.reply.message_id, ReceiveStatus::not_accepted, ResendMessage::resend));
    EXPECT_EQ(fetched().size(), 1U);
    EXPECT_TRUE(confirm(asked.reply.message_id, ReceiveStatus::not_accepted, ResendMessage::resend));
    EXPECT_EQ(state(asked.reply.message_id), MessageState::on_delivery);
    EXPECT_TRUE(confirm(asked.reply.message_id, ReceiveStatus::not_accepted, ResendMessage::resend));
    EXPECT_EQ(state(asked.reply.message_id), MessageState::delivery_stopped);
    EXPECT_TRUE(fetched().empty());
}

TEST_F(Bus, a_message_refused_for_good_is_not_delivered_and_the_sender_is_told_why) {
    const auto asked = ask({}, "STORE");
    EXPECT_TRUE(confirm(asked.reply.message_id, ReceiveStatus::not_accepted));
    EXPECT_TRUE(fetched().empty());
    EXPECT_EQ(state(asked.reply.message_id), MessageState::not_delivered);
    EXPECT_FALSE(next());
    ASSERT_EQ(news_.size(), 1U);
    EXPECT_EQ(news_[0].notification.error->code, "SCE001");
}

TEST_F(Bus, only_the_receiver_confirms) {
    const auto asked = ask({}, "STORE");
    EXPECT_EQ(confirm("none", ReceiveStatus::accepted).error().code, Errc::not_found);
    auto foreign = samples::delivery();
    foreign.notification.message_id = asked.reply.message_id;
    foreign.notification.service_id = "STORE";
    foreign.sender = {"office", "p2"};
    EXPECT_EQ(bus().send_delivery_notification(foreign, now_).error().code, Errc::not_found);
    foreign.notification.service_id = "CHECK";
    foreign.sender = {"archive", ""};
    EXPECT_EQ(bus().send_delivery_notification(foreign, now_).error().code, Errc::not_found);
}

TEST_F(Bus, forgets_what_was_finished_long_ago) {
    rules_.finished_max = 1;
    const auto first = ask();
    next();
    const auto second = ask();
    next();
    EXPECT_EQ(state(second.reply.message_id), MessageState::delivered);
    EXPECT_EQ(bus().get_message_status({first.reply.message_id, now_, {"citizen", "p1"}, {}}, now_).error().code,
              Errc::not_found);
    EXPECT_EQ(
        bus().send_message(message(MessageType::response, "office", first.reply.correlation_id), {}, now_).error().code,
        Errc::not_found);
}

TEST_F(Bus, identifiers_of_its_own_are_uuids) {
    TwinBus real(rules_);
    const auto taken = real.send_message(message(MessageType::request), {}, now_);
    ASSERT_TRUE(taken);
    EXPECT_FALSE(normalised_session_id(taken->reply.message_id).empty());
    EXPECT_FALSE(normalised_session_id(taken->reply.correlation_id).empty());
}

}  // namespace
}  // namespace otkel::adapters::shep
