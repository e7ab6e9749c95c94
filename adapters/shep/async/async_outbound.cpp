#include <algorithm>
#include <limits>

#include "adapters/shep/async/async_channel.hpp"
#include "adapters/shep/async/async_news.hpp"
#include "adapters/shep/async/async_state.hpp"
#include "adapters/shep/async/async_writer.hpp"
#include "adapters/shep/content_type.hpp"
#include "adapters/shep/errors.hpp"
#include "gateway/base/assert.hpp"
#include "gateway/base/bytes.hpp"

namespace otkel::adapters::shep {
namespace {

using adapter::Purpose;

const AsyncOutboundState& state_of(const adapter::OutgoingMessage& message) {
    const auto* state = dynamic_cast<const AsyncOutboundState*>(message.state.get());
    OTKEL_ASSERT(state != nullptr);
    return *state;
}

std::optional<MessageType> type_of(Purpose purpose) {
    switch (purpose) {
        case Purpose::request:
        case Purpose::submission: return MessageType::request;
        case Purpose::answer: return MessageType::response;
        case Purpose::news: return MessageType::notification;
        default: return std::nullopt;
    }
}

// To the bus a message goes without a name, which it gives, and a request without an interaction (seen). To a
// participant we are the bus, and give both; an interaction goes by the name of its request.
AsyncMessageInfo named(const adapter::OutgoingIntent& intent, const AsyncService& service, MessageType type) {
    const bool by_us = service.partner == AsyncPartner::participant;
    AsyncMessageInfo info;
    info.message_id = by_us || service.own_message_id ? intent.message_id : std::string{};
    info.correlation_id = type != MessageType::request ? intent.correlation_id
                          : by_us                      ? intent.message_id
                                                       : std::string{};
    info.service_id = intent.service;
    info.type = type;
    info.message_date = intent.at;
    return info;
}

Failure of_another(const std::string& theirs, const std::string& ours) {
    return fail(Errc::malformed, "the reply belongs to another interaction: its correlationId is \"" + theirs +
                                     "\", ours was \"" + ours + "\"");
}

ErrorInfo error_of_receipt(const Error& error, std::size_t findings_max, WallTime at) {
    return {std::string(fault_word(error.code, Layer::business).code),
            message_for_people(error.code),
            explanation(error, findings_max),
            at,
            {}};
}

}  // namespace

bool AsyncChannel::composed(const adapter::OutgoingMessage& message) {
    return dynamic_cast<const AsyncOutboundState*>(message.state.get()) != nullptr;
}

std::optional<net::Endpoint> AsyncChannel::endpoint_for(const PeerProfile& peer, std::string_view service) const {
    if (const auto* agreed = peer.asynchronous(service)) {
        return agreed->endpoint;
    }
    // What waits at the bus waits there for whatever service.
    const auto url = peer.id == settings_->bus ? net::Endpoint::parse(settings_->asynchronous.url)
                                               : Result<net::Endpoint>(fail(Errc::invalid_configuration, {}));
    return url ? std::optional{*url} : std::nullopt;
}

Result<adapter::OutgoingMessage> AsyncChannel::send(BodyContent content, const PeerProfile& peer,
                                                    const std::optional<net::Endpoint>& endpoint,
                                                    std::shared_ptr<const AsyncOutboundState> state) const {
    if (!endpoint) {
        return not_configured(peer.id,
                              "no address of the asynchronous channel is set: \"url\" of the service or of "
                              "the section \"asynchronous\" of the adapter");
    }
    auto message = envelopes_.outgoing(std::move(content), peer, *endpoint);
    if (message) {
        message->message_id = state->message_id;
        message->state = std::move(state);
    }
    return message;
}

Result<adapter::OutgoingMessage> AsyncChannel::compose(const adapter::OutgoingIntent& intent, const PeerProfile& peer,
                                                       const AsyncService& service) const {
    const auto type = type_of(intent.purpose);
    if (!type) {
        return fail(Errc::invalid_argument, "the asynchronous channel has no such message");
    }
    if (*type != MessageType::request && intent.correlation_id.empty()) {
        return fail(Errc::invalid_argument, "an answer needs the correlationId of what it answers");
    }
    const auto data = envelopes_.business_data(intent.business_xml, peer);
    if (!data) {
        return fail(data.error());
    }
    auto info = named(intent, service, *type);
    info.route_id = peer.route_id;
    info.sender = envelopes_.ourselves();
    const bool delivers = service.partner == AsyncPartner::participant;
    auto content = write_send_message(info, *data);
    wipe(info.sender.password);
    auto state = std::make_shared<AsyncOutboundState>(settings_, peer, AsyncOperation::send_message);
    state->service = intent.service;
    state->message_id = intent.message_id;
    state->correlation_id = *type != MessageType::request || delivers ? info.correlation_id : std::string{};
    auto message = send(std::move(content), peer, service.endpoint, std::move(state));
    if (message && !info.message_id.empty()) {
        // A bus that keeps our messageId may name the interaction after it; when it does not, its reply says so (ours).
        message->names = {info.message_id, info.correlation_id.empty() ? info.message_id : info.correlation_id};
    }
    return message;
}

Result<adapter::PeerReply> AsyncChannel::understand(const adapter::OutgoingMessage& message,
                                                    const net::HttpResponse& response) const {
    const auto& state = state_of(message);
    const auto envelope = envelopes_.answer(response, state.peer);
    if (!envelope) {
        return fail(envelope.error());
    }
    adapter::PeerReply understood;
    understood.signer = envelope->signer;
    understood.verification = envelope->verification;
    understood.signatures = envelope->signatures;
    if (state.operation == AsyncOperation::send_delivery_notification) {
        const auto reply = read_delivery_notification_reply(envelope->content, reading());
        if (!reply) {
            return fail(reply.error());
        }
        understood.acknowledgement = adapter::Acknowledgement{reply->notification_id, {}};
        return understood;
    }
    auto reply = read_send_message_reply(envelope->content, reading());
    if (!reply) {
        return fail(reply.error());
    }
    const auto& expected = state.correlation_id;
    if (state.peer.check_correlation && !expected.empty() && !reply->correlation_id.empty() &&
        reply->correlation_id != expected) {
        return of_another(reply->correlation_id, expected);
    }
    if (reply->correlation_id.empty()) {
        reply->correlation_id = expected;
    }
    understood.message_id = reply->message_id;
    understood.acknowledgement = adapter::Acknowledgement{reply->message_id, reply->correlation_id};
    return understood;
}

Result<adapter::OutgoingMessage> AsyncChannel::compose_question(const adapter::Question& question) const {
    const auto receiver = envelopes_.receiver(question.peer);
    if (!receiver) {
        return fail(receiver.error());
    }
    const auto* service = (*receiver)->asynchronous(question.service);
    if (service == nullptr || service->partner != AsyncPartner::bus) {
        return fail(Errc::unsupported, "only the bus can be asked how a message stands");
    }
    const auto& name =
        service->own_message_id && question.acknowledged_as.empty() ? question.message_id : question.acknowledged_as;
    if (name.empty()) {
        return fail(Errc::unsupported, "the bus never told under which messageId it has taken the message over");
    }
    MessageStatusRequest request{name, question.at, envelopes_.ourselves(), {}};
    auto content = write_message_status_request(request);
    wipe(request.sender.password);
    auto state = std::make_shared<AsyncOutboundState>(settings_, **receiver, AsyncOperation::get_message_status);
    state->service = question.service;
    state->message_id = name;
    return send(std::move(content), **receiver, service->endpoint, std::move(state));
}

// A fault is no standing: that the bus does not find a message may have reasons that say nothing about it.
Result<adapter::DeliveryNews> AsyncChannel::understand_standing(const adapter::OutgoingMessage& message,
                                                                const net::HttpResponse& response) const {
    const auto& state = state_of(message);
    const auto envelope = envelopes_.answer(response, state.peer);
    if (!envelope) {
        return fail(envelope.error());
    }
    const auto reply = read_message_status_reply(envelope->content, reading());
    if (!reply) {
        return fail(reply.error());
    }
    return adapter::DeliveryNews{state.message_id, standing_of(reply->state), false,
                                 told(word(reply->state), told(reply->status, std::nullopt))};
}

Result<adapter::OutgoingMessage> AsyncChannel::compose_collection(std::string_view peer, std::string_view service,
                                                                  std::size_t most, WallTime at) const {
    const auto receiver = envelopes_.receiver(peer);
    if (!receiver) {
        return fail(receiver.error());
    }
    constexpr auto largest = static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max());
    MessagesRequest request;
    request.request_date = at;
    request.service_id = service;
    request.sender = envelopes_.ourselves();
    request.amount = static_cast<std::int32_t>(std::min(most, largest));
    auto content = write_messages_request(request);
    wipe(request.sender.password);
    auto state = std::make_shared<AsyncOutboundState>(settings_, **receiver, AsyncOperation::get_messages);
    state->service = service;
    return send(std::move(content), **receiver, endpoint_for(**receiver, service), std::move(state));
}

Result<std::vector<adapter::Collected>> AsyncChannel::understand_collection(const adapter::OutgoingMessage& message,
                                                                            const net::HttpResponse& response) const {
    const auto& state = state_of(message);
    auto envelope = envelopes_.answer(response, state.peer);
    if (!envelope) {
        return fail(envelope.error());
    }
    const auto all = std::make_shared<const OpenedEnvelope>(std::move(*envelope));
    const auto reply = read_messages_reply(all->content, reading());
    if (!reply) {
        return fail(reply.error());
    }
    std::vector<adapter::Collected> messages;
    for (std::size_t number = 1; number <= reply->messages.size(); ++number) {
        auto one = collected({all, AsyncPort::client, {}, number, &state.peer}, reply->messages[number - 1]);
        messages.push_back({std::move(one),
                            kept_content_type(response.headers.get("Content-Type")) +
                                "; part=" + std::to_string(number) + "; of=" + state.peer.id,
                            response.body});
    }
    return messages;
}

Result<adapter::OutgoingMessage> AsyncChannel::compose_receipt(const adapter::Incoming& collected,
                                                               const Result<void>& taken, WallTime at) const {
    const auto* state = dynamic_cast<const AsyncState*>(collected.state.get());
    OTKEL_ASSERT(state != nullptr);
    if (state->collected_from == nullptr) {
        return fail(Errc::unsupported, "the reply to a delivered message is its receipt");
    }
    const auto& info = state->info;
    if (!state->named || info.message_id.empty() || info.service_id.empty()) {
        return fail(Errc::malformed, "the message has no messageId and serviceId under which it could be confirmed");
    }
    DeliveryNotificationRequest request;
    request.notification.message_id = info.message_id;
    request.notification.service_id = info.service_id;
    request.notification.notification_date = at;
    request.notification.status_date = at;
    if (!taken) {
        // What may succeed later is asked for again.
        const bool again = otkel::info(taken.error().code).retry != RetryClass::never;
        request.notification.receive_status = ReceiveStatus::not_accepted;
        request.notification.resend = again ? ResendMessage::resend : ResendMessage::not_resend;
        request.notification.error = error_of_receipt(taken.error(), settings_->findings_max, at);
    }
    request.request_date = at;
    request.sender = envelopes_.ourselves();
    auto content = write_delivery_notification(request);
    wipe(request.sender.password);
    const auto& from = *state->collected_from;
    auto sent = std::make_shared<AsyncOutboundState>(settings_, from, AsyncOperation::send_delivery_notification);
    sent->service = info.service_id;
    sent->message_id = info.message_id;
    return send(std::move(content), from, endpoint_for(from, info.service_id), std::move(sent));
}

}  // namespace otkel::adapters::shep
