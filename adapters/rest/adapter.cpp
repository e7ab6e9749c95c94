#include "adapters/rest/adapter.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "adapters/rest/twin.hpp"
#include "gateway/adapter/adapter_registry.hpp"
#include "gateway/base/assert.hpp"
#include "gateway/net/problem.hpp"

namespace otkel::adapters::rest {
namespace {

namespace json = boost::json;

constexpr int http_ok = 200, http_time_out = 408, http_too_early = 425, http_too_many = 429, http_client_error = 400,
              http_server_error = 500;
constexpr std::size_t remote_text_octets_max = 500;

// A document of a participant, between the steps of its exchange.
struct Received final : adapter::ProtocolState {
    explicit Received(Opened document) : opened(std::move(document)) {}
    Opened opened;
};

// To whom a message of ours goes.
struct Sent final : adapter::ProtocolState {
    explicit Sent(const Peer& receiver) : peer(receiver) {}
    const Peer& peer;
};

const Received& received_of(const adapter::Incoming& incoming) {
    const auto* state = dynamic_cast<const Received*>(incoming.state.get());
    OTKEL_ASSERT(state != nullptr);
    return *state;
}

Result<std::string> service_of(const Opened& opened) {
    const auto root = opened.tree.root();
    for (const auto& [service, element] : opened.peer->services) {
        if (root.is(opened.peer->space, element)) {
            return service;
        }
    }
    return fail(Errc::forbidden,
                opened.peer->id + " may send no document {" + std::string(root.space()) + "}" +
                    std::string(root.local()) + ": see services in its file",
                root.place());
}

net::HttpResponse response_of(Sealed sealed) {
    net::HttpResponse response;
    response.headers.set("Content-Type", std::move(sealed.content_type));
    response.body = std::move(sealed.octets);
    return response;
}

// What the other side says of itself stays short and in one line.
std::string shortened(std::string_view text) {
    std::string line(text.substr(0, remote_text_octets_max));
    std::replace_if(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    return line;
}

std::string problem_text(const net::HttpResponse& response) {
    boost::system::error_code error;
    const auto body = json::parse(response.body, error);
    std::string text = "HTTP " + std::to_string(response.status);
    if (error || !body.is_object()) {
        return text;
    }
    for (const std::string_view member : {"title", "detail"}) {
        if (const auto* found = body.get_object().if_contains(member); found != nullptr && found->is_string()) {
            text += ": " + shortened(found->get_string());
        }
    }
    return text;
}

// RFC 9110, 15.5 and 15.6. After a fault of theirs nobody knows what was done: that is no answer (Errc::malformed).
Error refusal_of(const net::HttpResponse& response) {
    const auto text = problem_text(response);
    switch (response.status) {
        case http_too_many: return {Errc::overloaded, "the peer is busy: " + text, {}, {}};
        case 503: return {Errc::unavailable, "the peer does not work now: " + text, {}, {}};
        case http_time_out:
        case http_too_early: return {Errc::unavailable, "the peer did not take the request: " + text, {}, {}};
        default: break;
    }
    if (response.status >= http_client_error && response.status < http_server_error) {
        return {Errc::peer_failed, "the peer refused: " + text, {}, {}};
    }
    return {Errc::malformed, "the peer answered with " + text + ": what it did is not known", {}, {}};
}

}  // namespace

Result<std::unique_ptr<adapter::Adapter>> RestAdapter::make(const adapter::AdapterContext& context) {
    auto settings = read_settings(context);
    if (!settings) {
        return fail(settings.error());
    }
    return std::make_unique<RestAdapter>(context, std::move(*settings));
}

RestAdapter::RestAdapter(const adapter::AdapterContext& context, Settings settings)
    : settings_(std::move(settings)), documents_(context.clock, context.verifier, context.limits, settings_) {}

std::vector<std::string> RestAdapter::paths() const {
    std::set<std::string> paths;
    for (const auto& peer : settings_.peers) {
        for (const auto& [service, element] : peer.services) {
            paths.insert(std::string(root_path) + service);
        }
    }
    return {paths.begin(), paths.end()};
}

std::optional<net::HttpResponse> RestAdapter::describe(const net::HttpRequest& request) const {
    const auto ours = paths();
    if (std::find(ours.begin(), ours.end(), request.path()) == ours.end()) {
        return std::nullopt;
    }
    return net::json_response(
        http_ok,
        json::serialize(json::object{{"service", request.path().substr(root_path.size())},
                                     {"method", "POST"},
                                     {"contentTypes", json::array{xml_type, cms_type}},
                                     {"signature",
                                      "enveloped XML-DSig on application/xml; CMS SignedData with the document inside, "
                                      "JSON or XML, on application/cms; by a certificate that was registered"}}));
}

Result<adapter::Incoming> RestAdapter::receive(const net::HttpRequest& request) const {
    if (request.method != "POST") {
        return fail(Errc::malformed, "documents are sent with POST; GET says what is expected");
    }
    auto opened = documents_.open(request.headers.get("content-type"), request.body);
    if (!opened) {
        return fail(std::move(opened.error()));
    }
    auto service = service_of(*opened);
    if (!service) {
        return fail(std::move(service.error()));
    }
    // What comes from the journal has no path any more; the document says what it is for.
    const bool from_outside = request.path().starts_with(root_path);
    if (from_outside && request.path().substr(root_path.size()) != *service) {
        return fail(Errc::service_unknown, "this document is for " + std::string(root_path) + *service);
    }
    adapter::Incoming incoming;
    incoming.peer = opened->peer->id;
    incoming.service = std::move(*service);
    // No header is signed: the same document is the same message, whoever sends it once more.
    incoming.message_id = opened->digest;
    incoming.content_digest = opened->digest;
    incoming.signer = opened->signer;
    incoming.verification = opened->verification;
    incoming.signatures = {opened->signature};
    incoming.state = std::make_shared<const Received>(std::move(*opened));
    return incoming;
}

Result<adapter::Payload> RestAdapter::open(const adapter::Incoming& incoming) const {
    const auto& opened = received_of(incoming).opened;
    return adapter::Payload{opened.tree, opened.tree.root(), true, {}, {}};
}

Result<net::HttpResponse> RestAdapter::answer(const adapter::Incoming& incoming, const adapter::Answer& answer) const {
    const auto& opened = received_of(incoming).opened;
    auto sealed = documents_.seal(answer.business_xml, opened.form, *opened.peer->identity);
    return sealed ? Result<net::HttpResponse>(response_of(std::move(*sealed)))
                  : Result<net::HttpResponse>(fail(sealed.error()));
}

net::HttpResponse RestAdapter::fault(const adapter::Incoming* /*incoming*/, const Error& error,
                                     const ExchangeId& exchange) const {
    auto told = error;
    if (info(error.code).http_status >= http_server_error) {
        told.detail = "the exchange tells the operators more";  // our own trouble is nobody else's
        told.findings.clear();
    }
    if (told.findings.size() > settings_.findings_max) {
        told.findings.resize(settings_.findings_max);
    }
    return net::problem(told, Language::en, exchange.text());
}

Result<adapter::OutgoingMessage> RestAdapter::compose(const adapter::OutgoingIntent& intent) const {
    const auto* peer = settings_.peer(intent.peer);
    if (peer == nullptr || !peer->endpoint || !peer->identity) {
        return fail(Errc::invalid_configuration,
                    intent.peer + " has no section \"rest\" with \"url\" and \"identity\" in config/peers");
    }
    auto sealed = documents_.seal(intent.business_xml, peer->form, *peer->identity);
    if (!sealed) {
        return fail(std::move(sealed.error()));
    }
    adapter::OutgoingMessage message;
    message.endpoint = *peer->endpoint;
    if (!message.endpoint.path.ends_with('/')) {
        message.endpoint.path += '/';
    }
    message.endpoint.path += intent.service;
    message.request.method = "POST";
    message.request.target = message.endpoint.path;
    message.request.headers.set("Content-Type", std::move(sealed->content_type));
    message.request.headers.set("Accept", std::string(peer->form == Form::json ? cms_type : xml_type));
    message.request.headers.set("Idempotency-Key", intent.message_id);
    message.request.body = std::move(sealed->octets);
    message.time_out = peer->time_out;
    message.message_id = intent.message_id;
    message.state = std::make_shared<const Sent>(*peer);
    return message;
}

Result<adapter::PeerReply> RestAdapter::understand(const adapter::OutgoingMessage& message,
                                                   const net::HttpResponse& response) const {
    const auto* state = dynamic_cast<const Sent*>(message.state.get());
    OTKEL_ASSERT(state != nullptr);
    if (response.status != http_ok) {
        return fail(refusal_of(response));
    }
    auto opened = documents_.open(response.headers.get("content-type"), response.body, &state->peer);
    if (!opened) {
        return fail(std::move(opened.error()));
    }
    const auto root = opened->tree.root();
    adapter::PeerReply reply;
    reply.message_id = message.message_id;
    reply.status_code = std::to_string(response.status);
    reply.signer = std::move(opened->signer);
    reply.verification = std::move(opened->verification);
    reply.signatures = {opened->signature};
    reply.payload = adapter::Payload{std::move(opened->tree), root, true, {}, {}};
    return reply;
}

adapter::Repetition RestAdapter::repetition(std::string_view peer_id, std::string_view service) const {
    const auto* peer = settings_.peer(peer_id);
    const bool safe = peer != nullptr &&
                      std::find(peer->repeatable.begin(), peer->repeatable.end(), service) != peer->repeatable.end();
    return safe ? adapter::Repetition::safe : adapter::Repetition::by_person;
}

void register_adapter(adapter::AdapterRegistry& registry);
void register_adapter(adapter::AdapterRegistry& registry) {
    adapter::Registration registration;
    registration.make_adapter = [](const adapter::AdapterContext& context) { return RestAdapter::make(context); };
    registration.make_twin = [](adapter::TwinContext context) { return RestTwin::make(std::move(context)); };
    registry.add("rest", std::move(registration));
}

}  // namespace otkel::adapters::rest
