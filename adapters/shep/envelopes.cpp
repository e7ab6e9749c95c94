#include "adapters/shep/envelopes.hpp"

#include "adapters/shep/async/async_reader.hpp"
#include "adapters/shep/content_type.hpp"
#include "adapters/shep/data_forms.hpp"
#include "adapters/shep/errors.hpp"
#include "adapters/shep/payload.hpp"
#include "adapters/shep/sealing.hpp"
#include "gateway/crypto/key.hpp"
#include "gateway/soap/envelope.hpp"

namespace otkel::adapters::shep {
namespace {

constexpr int http_ok = 200;
constexpr int http_too_many_requests = 429;
constexpr int http_server_error = 500;
constexpr int http_unavailable = 503;

// Digests are compared, so that the time tells neither the length nor the first difference.
bool same_secret(std::string_view a, std::string_view b) {
    using crypto::DigestAlgorithm;
    return equal_in_constant_time(crypto::digest(DigestAlgorithm::sha256, a),
                                  crypto::digest(DigestAlgorithm::sha256, b));
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

std::optional<ErrorInfo> error_info_of(const soap::Fault& fault) {
    auto info = fault.detail ? read_error_info(*fault.detail) : std::nullopt;
    return info || !fault.detail ? std::move(info) : read_async_fault(*fault.detail);
}

Failure fault_answer(const soap::Fault& fault, int status) {
    const auto info = error_info_of(fault);
    // Providers put their own code into faultcode, and may leave the detail out (seen).
    const auto& code = info && !info->code.empty() ? info->code : fault.code;
    const auto& text = info && !info->message.empty() ? info->message : fault.string;
    auto error = peer_error("the peer answered with the fault", code, text, info ? info->data : std::string{});
    if (turned_away(status)) {
        error.code = Errc::overloaded;
    }
    return fail(std::move(error));
}

// With attachments where they are agreed.
soap::Packed packed(std::string envelope, const PeerProfile& peer) {
    return peer.attachments == Attachments::sent ? soap::pack(std::move(envelope), peer.packing)
                                                 : soap::Packed{std::string(sent_content_type), std::move(envelope)};
}

}  // namespace

Failure not_configured(std::string_view peer, std::string_view what) {
    return fail(Errc::invalid_configuration,
                "nothing can be sent to the peer \"" + std::string(peer) + "\": " + std::string(what));
}

Envelopes::Envelopes(const Clock& clock, const signing::Verifier& verifier, const xml::Limits& limits,
                     std::shared_ptr<const Settings> settings)
    : verifier_(verifier),
      limits_(limits),
      settings_(std::move(settings)),
      transport_(clock, verifier, limits, settings_) {}

Result<std::optional<std::string>> Envelopes::put_together(const net::Headers& headers, std::string_view body) const {
    const auto content_type = headers.get("Content-Type");
    if (!soap::is_multipart(content_type)) {
        return std::optional<std::string>{};
    }
    auto whole = soap::unpack(content_type, body, {settings_->attachment_limits, limits_});
    return whole ? Result<std::optional<std::string>>(std::move(*whole)) : fail(whole.error());
}

Result<OpenedEnvelope> Envelopes::open_request(const net::HttpRequest& request) const {
    const auto whole = put_together(request.headers, request.body);
    if (!whole) {
        return fail(whole.error());
    }
    auto envelope = open_asking(*whole ? **whole : request.body);
    if (envelope) {
        envelope->with_attachments = whole->has_value();
    }
    return envelope;
}

Result<OpenedEnvelope> Envelopes::open_asking(std::string_view raw) const {
    auto envelope = transport_.open(raw);
    if (!envelope && envelope.error().code == Errc::not_signed && transport_.unsigned_possible()) {
        return transport_.open_unsigned(raw, "a participant may send without a signature");
    }
    return envelope;
}

Result<const PeerProfile*> Envelopes::sender_of(std::string_view sender_id, std::string_view password) const {
    const auto* peer = settings_->peer_of_sender(sender_id);
    const bool has_password = peer != nullptr && peer->password;
    const bool same = same_secret(password, has_password ? peer->password->text() : std::string_view{});
    if (peer == nullptr || (has_password && !same)) {
        return fail(Errc::sender_unknown, "no participant has this senderId and password");
    }
    return peer;
}

Result<adapter::Payload> Envelopes::payload(const OpenedEnvelope& envelope, const xml::Element& data,
                                            const PeerProfile& peer) const {
    const auto& message = envelope.message;
    return open_payload(Opening{verifier_, limits_, message ? &*message : nullptr, envelope.body, peer}, data);
}

Result<net::HttpResponse> Envelopes::reply(const BodyContent& content, const PeerProfile& peer) const {
    auto envelope = seal(content, peer.sign_replies ? settings_->identity.get() : nullptr, peer.key_reference);
    if (!envelope) {
        return fail(envelope.error());
    }
    net::HttpResponse response;
    auto sent = packed(std::move(*envelope), peer);
    response.headers.set("Content-Type", std::move(sent.content_type));
    response.body = std::move(sent.body);
    return response;
}

Result<BodyContent> Envelopes::business_data(std::string_view business_xml, const PeerProfile& peer) const {
    if (business_xml.empty()) {
        return BodyContent{};
    }
    if (!peer.business_identity) {
        return write_data(peer.form, peer.type, business_xml);
    }
    const auto sealed = signing::sign_enveloped(business_xml, *peer.business_identity);
    if (!sealed) {
        return fail(sealed.error());
    }
    return write_data(peer.form, peer.type, *sealed);
}

Result<const PeerProfile*> Envelopes::receiver(std::string_view id) const {
    const auto* peer = settings_->peer(id);
    if (peer == nullptr) {
        return not_configured(id, "there is no such participant of SHEP");
    }
    if (settings_->sender_id.empty()) {
        return not_configured(id, "our own \"sender_id\" is not set");
    }
    if (peer->transport_signature && !settings_->identity) {
        return not_configured(id, "envelopes must be signed, and no \"identity\" is set");
    }
    return peer;
}

Result<adapter::OutgoingMessage> Envelopes::outgoing(BodyContent content, const PeerProfile& peer,
                                                     const net::Endpoint& endpoint) const {
    auto envelope = seal(content, peer.transport_signature ? settings_->identity.get() : nullptr, peer.key_reference);
    wipe(content.octets);  // it holds our password
    if (!envelope) {
        return fail(envelope.error());
    }
    adapter::OutgoingMessage message;
    message.endpoint = endpoint;
    message.request.method = "POST";
    message.request.target = endpoint.path;
    auto sent = packed(std::move(*envelope), peer);
    message.request.headers.set("Content-Type", std::move(sent.content_type));
    message.request.headers.set("SOAPAction", "\"\"");
    message.request.body = std::move(sent.body);
    message.time_out = peer.time_out;
    return message;
}

// A fault may come without a signature: gateways on the way write them too. Nothing else may, unless the peer's policy
// says so.
Result<OpenedEnvelope> Envelopes::open_reply(std::string_view raw, const PeerProfile& peer) const {
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

Result<OpenedEnvelope> Envelopes::open_reply(const net::HttpResponse& response, const PeerProfile& peer) const {
    const auto whole = put_together(response.headers, response.body);
    if (!whole) {
        return fail(whole.error());
    }
    if (*whole && peer.attachments == Attachments::none) {
        return fail(Errc::malformed, std::string(attachments_not_agreed));
    }
    auto envelope = open_reply(*whole ? std::string_view(**whole) : response.body, peer);
    if (envelope) {
        envelope->with_attachments = whole->has_value();
    }
    return envelope;
}

Result<OpenedEnvelope> Envelopes::answer(const net::HttpResponse& response, const PeerProfile& peer) const {
    auto envelope = open_reply(response, peer);
    if (!envelope) {
        return unreadable(response, envelope.error());
    }
    if (const auto fault = soap::fault_of(envelope->content)) {
        return fault_answer(*fault, response.status);
    }
    return envelope;
}

Sender Envelopes::ourselves() const {
    return {settings_->sender_id, settings_->password ? settings_->password->text() : std::string{}};
}

}  // namespace otkel::adapters::shep
