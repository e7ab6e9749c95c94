#include "adapters/shep/async/twin_bus.hpp"

#include <algorithm>

#include "gateway/base/assert.hpp"
#include "gateway/base/bytes.hpp"

namespace otkel::adapters::shep {
namespace {

Failure refused(std::string detail, std::string code, std::string_view path, std::string expected, std::string found) {
    Place place{{}, 0, 0, std::string(path)};
    Error error{Errc::malformed, detail, place, {}};
    error.findings.push_back(Finding{std::move(code), Severity::error, std::move(place), std::move(expected),
                                     std::move(found), std::move(detail)});
    return fail(std::move(error));
}

constexpr std::string_view correlation_path = "/sendMessage/request/messageInfo/correlationId";

}  // namespace

TwinBus::TwinBus(BusRules rules, NewIdentifier new_identifier)
    : rules_(std::move(rules)), new_identifier_(std::move(new_identifier)) {}

const BusParticipant* TwinBus::participant(std::string_view sender_id) const {
    const auto found = std::find_if(rules_.participants.begin(), rules_.participants.end(),
                                    [&](const BusParticipant& one) { return one.sender_id == sender_id; });
    return found == rules_.participants.end() ? nullptr : &*found;
}

Result<const BusParticipant*> TwinBus::caller(const Sender& sender) const {
    const auto* known = participant(sender.sender_id);
    if (known == nullptr || (!known->password.empty() && !equal_in_constant_time(known->password, sender.password))) {
        return fail(Errc::sender_unknown, "the bus has no such participant, or its password is another");
    }
    return known;
}

bool TwinBus::is_pulled(const Message& message) const {
    const auto* receiver = participant(message.receiver);
    return receiver != nullptr && receiver->pulled.count(message.content.info.service_id) != 0;
}

Result<TakenOver> TwinBus::send_message(AsyncMessageInfo info, BodyContent data, WallTime now, BusStep step) {
    const auto sender = caller(info.sender);
    if (!sender) {
        return fail(sender.error());
    }
    if (under_way_ >= rules_.messages_max) {
        return fail(Errc::overloaded, "the bus holds as many messages as it may");
    }
    const auto sender_id = (*sender)->sender_id;
    auto correlation_id = interaction_of(info, sender_id, step);
    if (!correlation_id) {
        return fail(correlation_id.error());
    }
    auto& interaction = interactions_.find(*correlation_id)->second;
    ++interaction.messages;
    wipe(info.sender.password);
    info.message_id = new_identifier_();  // the sender's own, which some give (seen), counts for nothing
    info.correlation_id = *correlation_id;
    info.session_id = new_session();

    TakenOver outcome{{info.message_id, info.correlation_id, now, info.session_id}};
    outcome.silent = step.misbehaviour == BusMisbehaviour::silent;
    outcome.after_answer = info.type == MessageType::request && step.misbehaviour == BusMisbehaviour::answer_first;
    Message message;
    message.sender = sender_id;
    message.receiver = sender_id == interaction.consumer ? interaction.provider : interaction.consumer;
    message.content = {std::move(info), std::move(data)};
    deliver(std::move(message), interaction.step, now);
    return outcome;
}

Result<std::string> TwinBus::interaction_of(const AsyncMessageInfo& info, const std::string& sender, BusStep step) {
    if (info.type == MessageType::request) {
        return new_interaction(info, sender, step);
    }
    if (info.correlation_id.empty()) {
        return refused("every message after the request names its interaction", "missing-element", correlation_path,
                       "the correlationId that SHEP gave", "nothing");
    }
    const auto found = interactions_.find(info.correlation_id);
    if (found == interactions_.end()) {
        return fail(Errc::not_found, "the bus knows no interaction with this correlationId");
    }
    if (found->second.service_id != info.service_id) {
        return refused("the interaction is one of another service", "value-invalid",
                       "/sendMessage/request/messageInfo/serviceId", found->second.service_id, info.service_id);
    }
    if (sender != found->second.consumer && sender != found->second.provider) {
        return fail(Errc::forbidden, "the interaction is one between others");
    }
    return found->first;
}

Result<std::string> TwinBus::new_interaction(const AsyncMessageInfo& info, const std::string& sender, BusStep step) {
    if (!info.correlation_id.empty()) {
        return refused("SHEP makes the correlationId of a request", "element-unexpected", correlation_path, "nothing",
                       "a correlationId");
    }
    const auto service = std::find_if(rules_.services.begin(), rules_.services.end(),
                                      [&](const BusService& one) { return one.id == info.service_id; });
    if (service == rules_.services.end()) {
        return fail(Errc::service_unknown, "the bus has no service \"" + info.service_id + "\"");
    }
    if (!service->consumers.empty() && service->consumers.count(sender) == 0) {
        return fail(Errc::forbidden, "the participant may not use the service \"" + info.service_id + "\"");
    }
    auto correlation_id = new_identifier_();
    interactions_.insert_or_assign(correlation_id, Interaction{info.service_id, sender, service->provider, step});
    return correlation_id;
}

void TwinBus::deliver(Message message, const BusStep& step, WallTime now) {
    const auto type = message.content.info.type;
    if (type == MessageType::response) {
        deliver_answer(std::move(message), step, now);
        return;
    }
    message.again = type == MessageType::request && step.misbehaviour == BusMisbehaviour::delivered_twice;
    enqueue(std::move(message), now);
}

void TwinBus::deliver_answer(Message message, const BusStep& step, WallTime now) {
    auto copy = message;
    copy.made_up = true;
    copy.content.info.message_id = new_identifier_();
    switch (step.misbehaviour) {
        case BusMisbehaviour::answer_never: keep(std::move(message)); return;
        case BusMisbehaviour::answer_late: enqueue(std::move(message), now + step.delay); return;
        case BusMisbehaviour::answer_twice:
            message.again = true;
            enqueue(std::move(message), now);
            return;
        case BusMisbehaviour::answer_again:
            enqueue(std::move(message), now);
            enqueue(std::move(copy), now);
            return;
        case BusMisbehaviour::answer_astray:
            copy.content.info.correlation_id = new_identifier_();
            enqueue(std::move(copy), now);
            enqueue(std::move(message), now);
            return;
        default: enqueue(std::move(message), now); return;
    }
}

void TwinBus::keep(Message message) {
    message.order = ++last_message_;
    auto id = message.content.info.message_id;
    messages_.insert_or_assign(std::move(id), std::move(message));
    ++under_way_;
}

void TwinBus::enqueue(Message message, WallTime due) {
    message.not_before = due;
    const auto receiver = message.receiver;
    const auto& info = message.content.info;
    const auto id = info.message_id;
    const QueueKey key{receiver, info.service_id};
    const bool pulled = is_pulled(message);
    keep(std::move(message));
    if (pulled) {
        pulled_[key].emplace(last_message_, id);
    } else {
        schedule({receiver, id}, due);
    }
}

void TwinBus::schedule(Call call, WallTime due) {
    due_.emplace(due, ++last_call_);
    calls_.emplace(last_call_, std::move(call));
}

// The values of statusCode are published nowhere: here they are the words of the state (ours).
void TwinBus::set_state(Message& message, MessageState state, std::string text, std::optional<ErrorInfo> error,
                        WallTime now) {
    message.state = state;
    message.status = {std::string(word(state)), std::move(text), now};
    const auto* sender = participant(message.sender);
    if (message.made_up || sender == nullptr || !sender->hears_of_changes) {
        return;
    }
    ChangeStatusRequest change;
    change.notification = {new_identifier_(), message.content.info.message_id, now, state, message.status,
                           std::move(error)};
    change.request_date = now;
    change.session_id = new_session();
    schedule({message.sender, {}, std::move(change)}, now);
}

void TwinBus::finish(Message& message) {
    message.content.data = {};
    --under_way_;
    finished_.push_back(message.content.info.message_id);
    while (finished_.size() > rules_.finished_max) {
        const auto oldest = messages_.find(finished_.front());
        OTKEL_ASSERT(oldest != messages_.end());
        const auto interaction = interactions_.find(oldest->second.content.info.correlation_id);
        if (!oldest->second.made_up && interaction != interactions_.end() && --interaction->second.messages == 0) {
            interactions_.erase(interaction);
        }
        messages_.erase(oldest);
        finished_.pop_front();
    }
}

Result<DeliveryNotificationReply> TwinBus::send_delivery_notification(const DeliveryNotificationRequest& request,
                                                                      WallTime now) {
    const auto sender = caller(request.sender);
    if (!sender) {
        return fail(sender.error());
    }
    const auto& notification = request.notification;
    const auto found = messages_.find(notification.message_id);
    if (found == messages_.end() || found->second.receiver != (*sender)->sender_id ||
        found->second.content.info.service_id != notification.service_id) {
        return fail(Errc::not_found, "no message of this service and messageId is addressed to the caller");
    }
    confirm(found->second, notification, now);
    return DeliveryNotificationReply{new_identifier_(), now, new_session()};
}

// Said once more, it changes nothing; nor does it for a message that was pushed, as the reply to the push is its
// receipt (inferred).
void TwinBus::confirm(Message& message, const DeliveryNotification& notification, WallTime now) {
    const auto queue = pulled_.find({message.receiver, message.content.info.service_id});
    if (queue == pulled_.end() || queue->second.count(message.order) == 0) {
        return;
    }
    const bool first = message.state == MessageState::on_delivery;
    if (notification.receive_status == ReceiveStatus::accepted) {
        if (first) {
            set_state(message, MessageState::delivered, "the receiver has taken it", std::nullopt, now);
        }
        if (std::exchange(message.again, false)) {
            return;
        }
    } else if (first && notification.resend == ResendMessage::resend && ++message.resent < rules_.attempts_max) {
        return;
    } else if (first && notification.resend == ResendMessage::resend) {
        set_state(message, MessageState::delivery_stopped, "asked for again too often", notification.error, now);
    } else if (first) {
        set_state(message, MessageState::not_delivered, "the receiver does not take it", notification.error, now);
    }
    queue->second.erase(message.order);
    finish(message);
}

Result<MessageStatusReply> TwinBus::get_message_status(const MessageStatusRequest& request, WallTime now) const {
    const auto sender = caller(request.sender);
    if (!sender) {
        return fail(sender.error());
    }
    const auto& asking = (*sender)->sender_id;
    const auto found = messages_.find(request.message_id);
    if (found == messages_.end() || (found->second.sender != asking && found->second.receiver != asking)) {
        return fail(Errc::not_found, "the caller has sent and received no message of this messageId");
    }
    const auto& message = found->second;
    const MessageStatus waiting{std::string(word(message.state)), "on its way", message.content.info.message_date};
    return MessageStatusReply{message.state, message.status.code.empty() ? waiting : message.status, now,
                              new_session()};
}

// A message that was given out and not confirmed is given out again (ours).
Result<MessagesHandedOver> TwinBus::get_messages(const MessagesRequest& request, WallTime now) {
    const auto sender = caller(request.sender);
    if (!sender) {
        return fail(sender.error());
    }
    const auto most = static_cast<std::size_t>(request.amount <= 0 ? rules_.messages_at_once
                                                                   : std::min(request.amount, rules_.messages_at_once));
    MessagesHandedOver reply{now, new_session(), {}};
    const auto queue = pulled_.find({(*sender)->sender_id, request.service_id});
    if (queue == pulled_.end()) {
        return reply;
    }
    for (const auto& [order, id] : queue->second) {
        if (reply.messages.size() == most) {
            break;
        }
        const auto& message = messages_.at(id);
        const auto& info = message.content.info;
        if (message.not_before <= now && (request.message_id.empty() || request.message_id == info.message_id) &&
            (request.correlation_id.empty() || request.correlation_id == info.correlation_id)) {
            reply.messages.push_back(message.content);
            reached(message);
        }
    }
    return reply;
}

void TwinBus::reached(const Message& message) {
    const auto found = interactions_.find(message.content.info.correlation_id);
    if (message.content.info.type == MessageType::response && found != interactions_.end()) {
        found->second.answered = true;
    }
}

std::optional<Push> TwinBus::next_push(WallTime now) {
    if (due_.empty() || due_.begin()->first > now) {
        return std::nullopt;
    }
    const auto number = due_.begin()->second;
    due_.erase(due_.begin());
    const auto& call = calls_.at(number);
    if (call.change) {
        return Push{number, call.receiver, *call.change};
    }
    return Push{number, call.receiver, messages_.at(call.message_id).content};
}

std::optional<WallTime> TwinBus::next_due() const {
    return due_.empty() ? std::nullopt : std::optional{due_.begin()->first};
}

void TwinBus::pushed(std::uint64_t number, PushOutcome outcome, WallTime now) {
    const auto found = calls_.find(number);
    OTKEL_ASSERT(found != calls_.end());
    auto call = std::move(found->second);
    calls_.erase(found);
    if (outcome == PushOutcome::taken) {
        taken(std::move(call), now);
    } else {
        failed(std::move(call), outcome, now);
    }
}

void TwinBus::taken(Call call, WallTime now) {
    if (call.change) {
        return;
    }
    auto& message = messages_.at(call.message_id);
    if (!call.repeated) {
        reached(message);
        set_state(message, MessageState::delivered, "the receiver has taken it", std::nullopt, now);
    }
    if (std::exchange(message.again, false)) {
        call.repeated = true;
        schedule(std::move(call), now);
        return;
    }
    finish(message);
}

void TwinBus::failed(Call call, PushOutcome outcome, WallTime now) {
    const bool last = ++call.attempts >= rules_.attempts_max || call.repeated;
    if (!last) {
        schedule(std::move(call), now + rules_.push_again_after);
        return;
    }
    if (call.change) {
        return;
    }
    auto& message = messages_.at(call.message_id);
    if (!call.repeated) {
        const bool said_no = outcome == PushOutcome::refused;
        set_state(message, said_no ? MessageState::not_delivered : MessageState::delivery_stopped,
                  said_no ? "the receiver does not take it" : "the receiver does not answer", std::nullopt, now);
    }
    finish(message);
}

bool TwinBus::answered(std::string_view correlation_id) const {
    const auto found = interactions_.find(correlation_id);
    return found != interactions_.end() && found->second.answered;
}

}  // namespace otkel::adapters::shep
