#include <algorithm>

#include "adapters/shep/adapter.hpp"
#include "adapters/shep/errors.hpp"
#include "adapters/shep/protocol_state.hpp"
#include "gateway/base/assert.hpp"
#include "gateway/base/bytes.hpp"

namespace otkel::adapters::shep {
namespace {

Result<void> check_reply(const ResponseInfo& info, const PeerProfile& peer, const std::string& message_id) {
    if (peer.check_correlation && !info.correlation_id.empty() && info.correlation_id != message_id) {
        return fail(Errc::peer_failed,
                    "the answer belongs to another request: its correlationId is \"" + info.correlation_id +
                        "\", ours was \"" + message_id +
                        "\"; set check_correlation: false when this provider numbers in its own way");
    }
    const auto& codes = peer.success_codes;
    if (std::find(codes.begin(), codes.end(), info.status_code) == codes.end()) {
        return fail(peer_error("the peer answered with the status", info.status_code, info.status_message));
    }
    return {};
}

}  // namespace

Result<adapter::OutgoingMessage> ShepAdapter::compose(const adapter::OutgoingIntent& intent) const {
    const auto receiver = envelopes_.receiver(intent.peer);
    if (!receiver) {
        return fail(receiver.error());
    }
    const auto& peer = **receiver;
    const auto* asynchronous = peer.asynchronous(intent.service);
    if (asynchronous != nullptr) {
        return async_.compose(intent, peer, *asynchronous);
    }
    if (intent.purpose != adapter::Purpose::request) {
        return not_configured(intent.peer, "the service \"" + intent.service +
                                               "\" is not among its \"asynchronous_services\", and the synchronous "
                                               "channel carries requests only");
    }
    if (!peer.endpoint) {
        return not_configured(intent.peer, "no \"url\" is set for it or for the adapter");
    }
    const auto data = envelopes_.business_data(intent.business_xml, peer);
    if (!data) {
        return fail(data.error());
    }
    auto sender = envelopes_.ourselves();
    MessageInfo info;
    info.message_id = intent.message_id;
    info.service_id = intent.service;
    info.message_date = intent.at;
    info.route_id = peer.route_id;
    info.sender_id = sender.sender_id;
    info.password = std::move(sender.password);
    auto content = write_request(info, *data);
    wipe(info.password);
    auto message = envelopes_.outgoing(std::move(content), peer, *peer.endpoint);
    if (message) {
        message->message_id = intent.message_id;
        message->state = std::make_shared<const OutboundState>(settings_, peer);
    }
    return message;
}

Result<adapter::PeerReply> ShepAdapter::understand(const adapter::OutgoingMessage& message,
                                                   const net::HttpResponse& response) const {
    if (AsyncChannel::composed(message)) {
        return async_.understand(message, response);
    }
    const auto* state = dynamic_cast<const OutboundState*>(message.state.get());
    OTKEL_ASSERT(state != nullptr);
    const auto& peer = state->peer;
    const auto envelope = envelopes_.answer(response, peer);
    if (!envelope) {
        return fail(envelope.error());
    }
    const auto answer = read_response(envelope->content, settings_->identifier_octets_max);
    if (!answer) {
        return fail(answer.error());
    }
    const auto& info = answer->info;
    if (const auto accepted = check_reply(info, peer, message.message_id); !accepted) {
        return fail(accepted.error());
    }
    auto payload =
        answer->data ? envelopes_.payload(*envelope, *answer->data, peer)
                     : Result<adapter::Payload>(adapter::Payload{envelope->body, answer->response_data, false, {}, {}});
    if (!payload) {
        return fail(payload.error());
    }
    return adapter::PeerReply{info.message_id,
                              info.status_code,
                              info.status_message,
                              envelope->signer,
                              envelope->verification,
                              std::move(*payload),
                              {},
                              envelope->signatures};
}

adapter::Repetition ShepAdapter::repetition(std::string_view peer_id, std::string_view service) const {
    const auto* peer = settings_->peer(peer_id);
    if (peer == nullptr) {
        return adapter::Repetition::by_person;
    }
    if (const auto* asynchronous = peer->asynchronous(service)) {
        return asynchronous->repetition;
    }
    const auto& repeatable = peer->repeatable;
    const bool safe = std::find(repeatable.begin(), repeatable.end(), service) != repeatable.end();
    return safe ? adapter::Repetition::safe : adapter::Repetition::by_person;
}

}  // namespace otkel::adapters::shep
