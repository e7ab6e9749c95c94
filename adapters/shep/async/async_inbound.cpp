#include "adapters/shep/async/async_channel.hpp"
#include "adapters/shep/async/async_names.hpp"
#include "adapters/shep/async/async_news.hpp"
#include "adapters/shep/async/async_state.hpp"
#include "adapters/shep/data_forms.hpp"
#include "adapters/shep/part_reader.hpp"
#include "gateway/base/assert.hpp"
#include "gateway/base/bytes.hpp"

namespace otkel::adapters::shep {
namespace {

using adapter::DeliveryNews;
using adapter::Incoming;
using adapter::Purpose;

Purpose purpose_of(MessageType type) {
    switch (type) {
        case MessageType::request: return Purpose::submission;
        case MessageType::response: return Purpose::answer;
        case MessageType::notification:
        case MessageType::update: break;
    }
    return Purpose::news;
}

// What the message is about, for its digest: the envelope's own dates and session do not count.
std::string digest_of_notification(const xml::Element& content) {
    const auto request = content.child("request");
    const auto notification = request ? request->child("notification") : std::nullopt;
    return content_digest({}, notification.value_or(content));
}

Failure not_agreed(std::string_view service, std::string_view why) {
    return fail(Errc::forbidden, "the service \"" + std::string(service) + "\" " + std::string(why));
}

Failure no_correlation(const xml::Element& place) {
    std::vector<Finding> findings;
    findings.push_back(Finding{"missing-element", Severity::error, place.place(), "the correlationId that SHEP gave",
                               "nothing", "the message names no interaction that it belongs to"});
    return malformed("the message does not conform to the format", std::move(findings));
}

}  // namespace

std::optional<AsyncPort> AsyncChannel::port_at(std::string_view path) const {
    const auto& own = settings_->asynchronous;
    return path == own.path          ? std::optional{AsyncPort::channel}
           : path == own.client_path ? std::optional{AsyncPort::client}
                                     : std::nullopt;
}

bool AsyncChannel::carries(const xml::Element& content) {
    return content.space() == async_types_namespace || content.space() == async_client_types_namespace;
}

bool AsyncChannel::brought(const Incoming& incoming) {
    return dynamic_cast<const AsyncState*>(incoming.state.get()) != nullptr;
}

AsyncReading AsyncChannel::reading() const {
    return {settings_->identifier_octets_max, settings_->asynchronous.messages_max};
}

Result<Incoming> AsyncChannel::receive(OpenedEnvelope envelope, std::optional<AsyncPort> port,
                                       const std::optional<CollectedPart>& part) const {
    if (!port && part) {
        return collected_again(std::move(envelope), *part);
    }
    auto call = call_of(envelope.content, port.value_or(AsyncPort::channel));
    if (!call && !port) {
        call = call_of(envelope.content, AsyncPort::client);
    }
    if (!call) {
        return fail(call.error());
    }
    const Arrival arrival{std::make_shared<const OpenedEnvelope>(std::move(envelope)), port, *call};
    switch (call->operation) {
        case AsyncOperation::send_message: return receive_message(arrival);
        case AsyncOperation::send_delivery_notification: return receive_receipt(arrival);
        case AsyncOperation::get_message_status: return receive_question(arrival);
        case AsyncOperation::get_messages: return receive_collection(arrival);
        case AsyncOperation::change_status_notification: break;
    }
    return receive_change(arrival);
}

Result<AsyncChannel::Known> AsyncChannel::sender_of(const OpenedEnvelope& envelope, Sender& sender) const {
    if (sender.sender_id.empty()) {  // the contract lets it be left out where the signature tells it
        return signer_of(envelope);
    }
    const auto peer = envelopes_.sender_of(sender.sender_id, sender.password);
    wipe(sender.password);
    if (!peer) {
        return fail(peer.error());
    }
    auto signatures = envelopes_.admit(envelope, **peer);
    if (!signatures) {
        return fail(signatures.error());
    }
    return Known{*peer, std::move(*signatures)};
}

// A password is a matter between its owner and the bus, which may keep it to itself; when it hands one on, it must
// hold.
Result<AsyncChannel::Known> AsyncChannel::sender_of_delivered(const OpenedEnvelope& envelope, Sender& sender) const {
    const auto* peer = sender.password.empty() ? settings_->peer_of_sender(sender.sender_id) : nullptr;
    auto signatures = peer == nullptr ? Result<std::vector<adapter::Signature>>{} : envelopes_.admit(envelope, *peer);
    if (peer != nullptr && signatures && !signatures->empty() && signatures->front().peer == settings_->bus) {
        return Known{peer, std::move(*signatures)};
    }
    return sender_of(envelope, sender);
}

Result<AsyncChannel::Known> AsyncChannel::signer_of(const OpenedEnvelope& envelope) const {
    Known known;
    for (const auto& peer : settings_->peers) {
        if (peer.transport_signer != TransportSigner::own || !envelope.message) {
            continue;
        }
        auto signatures = envelopes_.admit(envelope, peer);
        if (signatures && signatures->front().peer == peer.id && known.peer == nullptr) {
            known = {&peer, std::move(*signatures)};
        } else if (signatures && signatures->front().peer == peer.id) {
            return fail(Errc::sender_unknown,
                        "the certificate is registered for more than one participant; name the "
                        "sender");
        }
    }
    if (known.peer == nullptr) {
        return fail(Errc::sender_unknown, "the message names no sender, and its signature tells none");
    }
    return known;
}

Result<AsyncChannel::Known> AsyncChannel::bus_of(const OpenedEnvelope& envelope) const {
    const auto* bus = settings_->bus_peer();
    if (bus == nullptr) {
        return signer_of(envelope);
    }
    auto signatures = envelopes_.admit(envelope, *bus);
    if (!signatures) {
        return fail(signatures.error());
    }
    return Known{bus, std::move(*signatures)};
}

std::shared_ptr<AsyncState> AsyncChannel::remembered(const Arrival& arrival, const PeerProfile& peer,
                                                     std::string session_id) const {
    auto state = std::make_shared<AsyncState>(settings_, peer, arrival.envelope, std::move(session_id));
    state->port = arrival.port.value_or(AsyncPort::channel);
    state->call = arrival.call;
    state->collected_from = arrival.collected_from;
    state->place = arrival.envelope->content.place();
    return state;
}

Incoming AsyncChannel::begin(const Arrival& arrival, const Known& known, Purpose purpose, std::string_view service,
                             std::shared_ptr<const AsyncState> state) const {
    Incoming incoming;
    incoming.purpose = purpose;
    incoming.peer = known.peer->id;
    incoming.service = service;
    incoming.signer = arrival.envelope->signer;
    incoming.verification = arrival.envelope->verification;
    incoming.signatures = known.signatures;
    incoming.state = std::move(state);
    return incoming;
}

Result<Incoming> AsyncChannel::receive_message(const Arrival& arrival) const {
    auto message = read_send_message(arrival.envelope->content, reading());
    if (!message) {
        return fail(message.error());
    }
    auto& sender = message->info.sender;
    const auto known = arrival.port == AsyncPort::channel ? sender_of(*arrival.envelope, sender)
                                                          : sender_of_delivered(*arrival.envelope, sender);
    wipe(sender.password);
    if (!known) {
        return fail(known.error());
    }
    return incoming_message(arrival, std::move(*message), *known);
}

Result<Incoming> AsyncChannel::incoming_message(const Arrival& arrival, AsyncMessage message,
                                                const Known& known) const {
    auto& info = message.info;
    const auto* service = known.peer->asynchronous(info.service_id);
    if (service == nullptr) {
        return not_agreed(info.service_id, "is not agreed with this participant on the asynchronous channel");
    }
    const auto port = service->partner == AsyncPartner::bus ? AsyncPort::client : AsyncPort::channel;
    if (arrival.port && *arrival.port != port) {
        return not_agreed(info.service_id,
                          port == AsyncPort::client
                              ? "comes from this participant through the bus, which delivers to " +
                                    settings_->asynchronous.client_path
                              : "comes from this participant without the bus, to " + settings_->asynchronous.path);
    }
    const bool begins = info.type == MessageType::request;
    if (begins && !known.peer->may_use(info.service_id)) {
        return not_agreed(info.service_id, "is not granted to this participant");
    }
    const bool has_name = !info.message_id.empty();
    if (!has_name) {
        info.message_id = derived_identifier("message", arrival.number, *arrival.envelope);
    }
    if (begins && port == AsyncPort::channel) {
        info.correlation_id = derived_identifier("interaction", arrival.number, *arrival.envelope);
    } else if (info.correlation_id.empty()) {
        return no_correlation(message.message_data);
    }
    auto state = remembered(arrival, *known.peer, info.session_id);
    state->port = port;
    state->named = has_name;
    state->data = message.data;
    state->place = message.message_data.place();
    state->info = std::move(info);
    const auto& named = state->info;
    auto incoming = begin(arrival, known, purpose_of(named.type), named.service_id, state);
    incoming.message_id = named.message_id;
    incoming.correlation_id = named.correlation_id;
    incoming.content_digest = content_digest(named.service_id, message.message_data);
    return incoming;
}

Result<Incoming> AsyncChannel::receive_receipt(const Arrival& arrival) const {
    auto request = read_delivery_notification(arrival.envelope->content, reading());
    if (!request) {
        return fail(request.error());
    }
    const auto known = sender_of(*arrival.envelope, request->sender);
    if (!known) {
        return fail(known.error());
    }
    const auto& notification = request->notification;
    auto incoming =
        begin(arrival, *known, Purpose::receipt, notification.service_id, remembered(arrival, *known->peer, {}));
    incoming.message_id = derived_identifier("receipt", 0, *arrival.envelope);
    incoming.content_digest = digest_of_notification(arrival.envelope->content);
    incoming.news =
        DeliveryNews{notification.message_id, standing_of(notification.receive_status),
                     notification.resend == ResendMessage::resend, told(std::string_view{}, notification.error)};
    return incoming;
}

Result<Incoming> AsyncChannel::receive_question(const Arrival& arrival) const {
    auto request = read_message_status_request(arrival.envelope->content, reading());
    if (!request) {
        return fail(request.error());
    }
    const auto known = sender_of(*arrival.envelope, request->sender);
    if (!known) {
        return fail(known.error());
    }
    auto incoming = begin(arrival, *known, Purpose::question, {}, remembered(arrival, *known->peer, {}));
    incoming.message_id = request->message_id;
    incoming.content_digest = content_digest({}, arrival.envelope->content);
    return incoming;
}

Result<Incoming> AsyncChannel::receive_collection(const Arrival& arrival) const {
    auto request = read_messages_request(arrival.envelope->content, reading());
    if (!request) {
        return fail(request.error());
    }
    const auto known = sender_of(*arrival.envelope, request->sender);
    if (!known) {
        return fail(known.error());
    }
    const auto* service = known->peer->asynchronous(request->service_id);
    if (service == nullptr || service->partner != AsyncPartner::participant) {
        return not_agreed(request->service_id, "has no messages here that this participant could fetch");
    }
    auto incoming =
        begin(arrival, *known, Purpose::collection, request->service_id, remembered(arrival, *known->peer, {}));
    incoming.message_id = request->message_id;
    incoming.correlation_id = request->correlation_id;
    incoming.most = static_cast<std::size_t>(request->amount);
    incoming.content_digest = content_digest(request->service_id, arrival.envelope->content);
    return incoming;
}

// It names no sender: only the bus says such things.
Result<Incoming> AsyncChannel::receive_change(const Arrival& arrival) const {
    const auto request = read_change_status(arrival.envelope->content, reading());
    if (!request) {
        return fail(request.error());
    }
    const auto known = bus_of(*arrival.envelope);
    if (!known) {
        return fail(known.error());
    }
    const auto& notification = request->notification;
    auto state = remembered(arrival, *known->peer, request->session_id);
    state->port = AsyncPort::client;
    auto incoming = begin(arrival, *known, Purpose::delivery, {}, std::move(state));
    incoming.between = known->peer->id == settings_->bus;
    incoming.message_id = notification.notification_id;
    incoming.content_digest = digest_of_notification(arrival.envelope->content);
    incoming.news = DeliveryNews{notification.message_id, standing_of(notification.state), false,
                                 told(notification.status, notification.error)};
    return incoming;
}

Result<adapter::Payload> AsyncChannel::open(const Incoming& incoming) const {
    const auto* state = dynamic_cast<const AsyncState*>(incoming.state.get());
    OTKEL_ASSERT(state != nullptr);
    if (state->unreadable) {
        return fail(*state->unreadable);
    }
    if (!state->data) {
        return fail(Errc::malformed, "the message carries no data", state->place);
    }
    return envelopes_.payload(*state->envelope, *state->data, state->peer);
}

}  // namespace otkel::adapters::shep
