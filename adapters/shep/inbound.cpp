#include <algorithm>

#include "adapters/shep/adapter.hpp"
#include "adapters/shep/content_type.hpp"
#include "adapters/shep/data_forms.hpp"
#include "adapters/shep/protocol_state.hpp"
#include "gateway/base/assert.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/base/ids.hpp"

namespace otkel::adapters::shep {
namespace {

constexpr std::string_view success_code = "SCSS001";
constexpr std::string_view success_message = "Хабарлама сәтті өңделді / Сообщение успешно обработано";

const SyncState& sync_state_of(const adapter::Incoming& incoming) {
    const auto* state = dynamic_cast<const SyncState*>(incoming.state.get());
    OTKEL_ASSERT(state != nullptr);
    return *state;
}

}  // namespace

Result<adapter::Incoming> ShepAdapter::receive(const net::HttpRequest& request) const {
    if (request.method != "POST") {
        return fail(Errc::malformed, "messages are sent with POST; the description of the service is at ?wsdl");
    }
    if (const auto accepted = check_content_type(request.headers); !accepted) {
        return fail(accepted.error());
    }
    // What comes from the journal has no path any more; its Body tells the channel. From outside nothing comes without
    // one of ours.
    const auto ours = paths();
    const bool from_journal = std::find(ours.begin(), ours.end(), request.path()) == ours.end();
    if (!from_journal && collected_part(request)) {
        return fail(Errc::malformed,
                    "the parameter part of the Content-Type is our own: with it, the message would be "
                    "another one when it comes from the journal; leave it out");
    }
    auto envelope = envelopes_.open_request(request);
    if (!envelope) {
        return fail(envelope.error());
    }
    const auto port = from_journal ? std::nullopt : async_.port_at(request.path());
    if (port || (from_journal && AsyncChannel::carries(envelope->content))) {
        return async_.receive(std::move(*envelope), port, collected_part(request));
    }
    return receive_synchronous(std::move(*envelope));
}

Result<adapter::Incoming> ShepAdapter::receive_synchronous(OpenedEnvelope envelope) const {
    auto message = read_request(envelope.content, settings_->identifier_octets_max);
    if (!message) {
        return fail(message.error());
    }
    auto& info = message->info;
    const auto peer = envelopes_.sender_of(info.sender_id, info.password);
    wipe(info.password);
    if (!peer) {
        return fail(peer.error());
    }
    auto signatures = envelopes_.admit(envelope, **peer);
    if (!signatures) {
        return fail(signatures.error());
    }
    if (!(*peer)->may_use(info.service_id)) {
        return fail(Errc::forbidden, "the service \"" + info.service_id + "\" is not granted to this participant");
    }
    adapter::Incoming incoming;
    incoming.peer = (*peer)->id;
    incoming.service = info.service_id;
    incoming.message_id = info.message_id;
    incoming.correlation_id = info.correlation_id;
    incoming.content_digest = content_digest(info.service_id, message->request_data);
    incoming.signer = envelope.signer;
    incoming.verification = envelope.verification;
    incoming.signatures = std::move(*signatures);
    incoming.state = std::make_shared<const SyncState>(
        settings_, **peer, std::make_shared<const OpenedEnvelope>(std::move(envelope)), std::move(*message));
    return incoming;
}

Result<adapter::Payload> ShepAdapter::open(const adapter::Incoming& incoming) const {
    if (AsyncChannel::brought(incoming)) {
        return async_.open(incoming);
    }
    const auto& state = sync_state_of(incoming);
    const auto& data = state.request.data;
    if (!data) {
        return fail(Errc::malformed, "the request carries no data", state.request.request_data.place());
    }
    return envelopes_.payload(*state.envelope, *data, state.peer);
}

Result<net::HttpResponse> ShepAdapter::answer(const adapter::Incoming& incoming, const adapter::Answer& answer) const {
    if (AsyncChannel::brought(incoming)) {
        return fail(Errc::unsupported, "what came over the asynchronous channel is answered by a message of its own");
    }
    const auto& state = sync_state_of(incoming);
    const auto data = envelopes_.business_data(answer.business_xml, state.peer);
    if (!data) {
        return fail(data.error());
    }
    ResponseInfo info;
    info.message_id = new_uuid_v4();
    info.correlation_id = state.request.info.message_id;
    info.response_date = clock_.wall();
    info.status_code = success_code;
    info.status_message = success_message;
    info.session_id = state.session_id;
    return envelopes_.reply(write_response(info, *data), state.peer);
}

}  // namespace otkel::adapters::shep
