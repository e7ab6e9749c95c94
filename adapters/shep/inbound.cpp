#include <algorithm>

#include "adapters/shep/adapter.hpp"
#include "adapters/shep/content_type.hpp"
#include "adapters/shep/data_forms.hpp"
#include "adapters/shep/payload.hpp"
#include "adapters/shep/protocol_state.hpp"
#include "adapters/shep/sealing.hpp"
#include "gateway/base/assert.hpp"
#include "gateway/base/ids.hpp"
#include "gateway/crypto/key.hpp"

namespace otkel::adapters::shep {
namespace {

constexpr std::string_view success_code = "SCSS001";
constexpr std::string_view success_message = "Хабарлама сәтті өңделді / Сообщение успешно обработано";

const InboundState& state_of(const adapter::Incoming& incoming) {
    const auto* state = dynamic_cast<const InboundState*>(incoming.state.get());
    OTKEL_ASSERT(state != nullptr);
    return *state;
}

// Digests are compared, so that the time tells neither the length nor the first difference.
bool same_secret(std::string_view a, std::string_view b) {
    using crypto::DigestAlgorithm;
    return equal_in_constant_time(crypto::digest(DigestAlgorithm::sha256, a),
                                  crypto::digest(DigestAlgorithm::sha256, b));
}

}  // namespace

Result<OpenedEnvelope> ShepAdapter::open_request(std::string_view raw) const {
    auto envelope = transport_.open(raw);
    if (!envelope && envelope.error().code == Errc::not_signed && transport_.unsigned_possible()) {
        return transport_.open_unsigned(raw, "a participant may send without a signature");
    }
    return envelope;
}

// One answer for a sender that does not exist and for a wrong password, after the same work.
Result<const PeerProfile*> ShepAdapter::sender_of(const MessageInfo& info) const {
    const auto* peer = settings_->peer_of_sender(info.sender_id);
    const bool has_password = peer != nullptr && peer->password;
    const bool same = same_secret(info.password, has_password ? peer->password->text() : std::string_view{});
    if (peer == nullptr || (has_password && !same)) {
        return fail(Errc::sender_unknown, "no participant has this senderId and password");
    }
    return peer;
}

Result<adapter::Incoming> ShepAdapter::receive(const net::HttpRequest& request) const {
    if (request.method != "POST") {
        return fail(Errc::malformed, "the synchronous channel takes POST; its description is at ?wsdl");
    }
    if (const auto accepted = check_content_type(request.headers); !accepted) {
        return fail(accepted.error());
    }
    auto envelope = open_request(request.body);
    if (!envelope) {
        return fail(envelope.error());
    }
    auto message = read_request(envelope->content, settings_->identifier_octets_max);
    if (!message) {
        return fail(message.error());
    }
    auto& info = message->info;
    const auto peer = sender_of(info);
    wipe(info.password);
    if (!peer) {
        return fail(peer.error());
    }
    auto signatures = transport_.admit(*envelope, **peer);
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
    incoming.signer = envelope->signer;
    incoming.verification = envelope->verification;
    incoming.signatures = std::move(*signatures);
    incoming.state = std::make_shared<const InboundState>(settings_, **peer, std::move(*envelope), std::move(*message));
    return incoming;
}

Result<adapter::Payload> ShepAdapter::open(const adapter::Incoming& incoming) const {
    const auto& state = state_of(incoming);
    const auto& data = state.request.data;
    if (!data) {
        return fail(Errc::malformed, "the request carries no data", state.request.request_data.place());
    }
    const auto& message = state.envelope.message;
    return open_payload(Opening{verifier_, limits_, message ? &*message : nullptr, state.envelope.body, state.peer},
                        *data);
}

Result<net::HttpResponse> ShepAdapter::answer(const adapter::Incoming& incoming, const adapter::Answer& answer) const {
    const auto& state = state_of(incoming);
    const auto data = business_data(answer.business_xml, state.peer);
    if (!data) {
        return fail(data.error());
    }
    ResponseInfo info;
    info.message_id = new_uuid_v4();
    info.correlation_id = state.request.info.message_id;
    info.response_date = clock_.wall();
    info.status_code = success_code;
    info.status_message = success_message;
    info.session_id = state.request.info.session_id;
    auto envelope = seal(write_response(info, *data), state.peer.sign_replies ? settings_->identity.get() : nullptr,
                         state.peer.key_reference);
    if (!envelope) {
        return fail(envelope.error());
    }
    net::HttpResponse response;
    response.headers.set("Content-Type", std::string(sent_content_type));
    response.body = std::move(*envelope);
    return response;
}

}  // namespace otkel::adapters::shep
