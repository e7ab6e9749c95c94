#include <algorithm>

#include "adapters/shep/adapter.hpp"
#include "adapters/shep/content_type.hpp"
#include "adapters/shep/errors.hpp"
#include "adapters/shep/payload.hpp"
#include "adapters/shep/protocol_state.hpp"
#include "adapters/shep/sealing.hpp"
#include "gateway/base/assert.hpp"
#include "gateway/soap/envelope.hpp"

namespace otkel::adapters::shep {
namespace {

constexpr int http_ok = 200;
constexpr int http_server_error = 500;
constexpr int http_too_many_requests = 429;
constexpr int http_unavailable = 503;

Failure not_configured(const std::string& peer, std::string_view what) {
    return fail(Errc::invalid_configuration, "nothing can be sent to the peer \"" + peer + "\": " + std::string(what));
}

// RFC 9110 section 15.6.4 and RFC 6585 section 4: the request was not carried out.
bool turned_away(int status) { return status == http_unavailable || status == http_too_many_requests; }

// A proxy on the way answers with a page of its own: the status says more than why the page is no envelope. A request
// that was refused as such had no effect; what a server that failed has done with it, nobody knows.
Failure unreadable(const net::HttpResponse& response, const Error& error) {
    const auto told = "the peer answered without a SOAP message, HTTP status " + std::to_string(response.status);
    if (turned_away(response.status)) {
        return fail(Errc::overloaded, told);
    }
    if (response.status == http_ok || error.code != Errc::malformed) {
        return fail(error);
    }
    if (response.status >= http_server_error) {
        return fail(Errc::malformed, told + "; nobody can say what became of the request");
    }
    return fail(
        peer_error("the peer answered without a SOAP message, HTTP status", std::to_string(response.status), {}));
}

Failure fault_answer(const soap::Fault& fault) {
    const auto info = fault.detail ? read_error_info(*fault.detail) : std::nullopt;
    // Providers put their own code into faultcode, and may leave the detail out (seen).
    const auto& code = info && !info->code.empty() ? info->code : fault.code;
    const auto& text = info && !info->message.empty() ? info->message : fault.string;
    return fail(peer_error("the peer answered with the fault", code, text, info ? info->data : std::string{}));
}

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
    const auto* peer = settings_->peer(intent.peer);
    if (peer == nullptr) {
        return not_configured(intent.peer, "there is no such participant of SHEP");
    }
    if (!peer->endpoint) {
        return not_configured(intent.peer, "no \"url\" is set for it or for the adapter");
    }
    if (settings_->sender_id.empty()) {
        return not_configured(intent.peer, "our own \"sender_id\" is not set");
    }
    if (peer->transport_signature && !settings_->identity) {
        return not_configured(intent.peer, "envelopes must be signed, and no \"identity\" is set");
    }
    const auto data = business_data(intent.business_xml, *peer);
    if (!data) {
        return fail(data.error());
    }
    MessageInfo info;
    info.message_id = intent.message_id;
    info.service_id = intent.service;
    info.message_date = intent.at;
    info.route_id = peer->route_id;
    info.sender_id = settings_->sender_id;
    info.password = settings_->password ? settings_->password->text() : std::string{};
    auto content = write_request(info, *data);
    wipe(info.password);
    auto envelope = seal(content, peer->transport_signature ? settings_->identity.get() : nullptr, peer->key_reference);
    wipe(content.octets);
    if (!envelope) {
        return fail(envelope.error());
    }
    adapter::OutgoingMessage message;
    message.endpoint = *peer->endpoint;
    message.request.method = "POST";
    message.request.target = peer->endpoint->path;
    message.request.headers.set("Content-Type", std::string(sent_content_type));
    message.request.headers.set("SOAPAction", "\"\"");
    message.request.body = std::move(*envelope);
    message.time_out = peer->time_out;
    message.message_id = intent.message_id;
    message.state = std::make_shared<const OutboundState>(settings_, *peer);
    return message;
}

// A fault may come without a signature: gateways on the way write them too. Nothing else may, unless the peer's policy
// says so.
Result<OpenedEnvelope> ShepAdapter::open_reply(std::string_view raw, const PeerProfile& peer) const {
    auto envelope = transport_.open(raw);
    if (!envelope && envelope.error().code == Errc::not_signed) {
        auto without = transport_.open_unsigned(raw, "the answer carries no signature");
        if (!without) {
            return without;
        }
        const bool allowed = !peer.transport_signature || soap::fault_of(without->content).has_value();
        return allowed ? std::move(without) : std::move(envelope);
    }
    if (envelope) {
        auto signatures = transport_.admit(*envelope, peer);
        if (!signatures) {
            return fail(signatures.error());
        }
        envelope->signatures = std::move(*signatures);
    }
    return envelope;
}

Result<adapter::PeerReply> ShepAdapter::understand(const adapter::OutgoingMessage& message,
                                                   const net::HttpResponse& response) const {
    const auto* state = dynamic_cast<const OutboundState*>(message.state.get());
    OTKEL_ASSERT(state != nullptr);
    const auto& peer = state->peer;
    const auto envelope = open_reply(response.body, peer);
    if (!envelope) {
        return unreadable(response, envelope.error());
    }
    if (const auto fault = soap::fault_of(envelope->content)) {
        return fault_answer(*fault);
    }
    const auto answer = read_response(envelope->content, settings_->identifier_octets_max);
    if (!answer) {
        return fail(answer.error());
    }
    const auto& info = answer->info;
    if (const auto accepted = check_reply(info, peer, message.message_id); !accepted) {
        return fail(accepted.error());
    }
    const Opening opening{verifier_, limits_, envelope->message ? &*envelope->message : nullptr, envelope->body, peer};
    auto payload =
        answer->data ? open_payload(opening, *answer->data)
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
    const auto& repeatable = peer->repeatable;
    const bool safe = std::find(repeatable.begin(), repeatable.end(), service) != repeatable.end();
    return safe ? adapter::Repetition::safe : adapter::Repetition::by_person;
}

}  // namespace otkel::adapters::shep
