#include "adapters/shep/async/twin_mail.hpp"

#include "adapters/shep/async/async_writer.hpp"
#include "adapters/shep/content_type.hpp"
#include "adapters/shep/errors.hpp"
#include "adapters/shep/payload.hpp"
#include "adapters/shep/sealing.hpp"
#include "gateway/soap/envelope.hpp"

namespace otkel::adapters::shep {
namespace {

std::shared_ptr<const Settings> settings_of_bus(const TwinSettings& twin) {
    auto settings = std::make_shared<Settings>();
    settings->peers.push_back(twin.gateway_profile);
    return settings;
}

// <data> as it stands in the verified octets, with the signature that is in it. The gateway writes no prefix here.
std::string data_octets(std::string_view octets) {
    constexpr std::string_view before = "<messageData>";
    constexpr std::string_view after = "</messageData>";
    const auto begin = octets.find(before);
    const auto end = octets.rfind(after);
    return begin == std::string_view::npos || end == std::string_view::npos || end < begin
               ? std::string{}
               : std::string(octets.substr(begin + before.size(), end - begin - before.size()));
}

template <class Request>
Result<TwinLetter> letter(AsyncCall call, Result<Request> read) {
    return read ? Result<TwinLetter>(TwinLetter{call, std::move(*read)}) : fail(read.error());
}

}  // namespace

TwinMail::TwinMail(const Clock& clock, const signing::Verifier& verifier, const TwinSettings& settings)
    : clock_(clock),
      verifier_(verifier),
      settings_(settings),
      transport_(clock, verifier, limits_, settings_of_bus(settings)) {}

Result<TwinLetter> TwinMail::open(std::string_view raw) const {
    const auto envelope = transport_.open(raw);
    if (!envelope) {
        return fail(envelope.error());
    }
    const auto call = call_of(envelope->content, AsyncPort::channel);
    if (!call) {
        return fail(call.error());
    }
    switch (call->operation) {
        case AsyncOperation::send_delivery_notification:
            return letter(*call, read_delivery_notification(envelope->content, {}));
        case AsyncOperation::get_message_status:
            return letter(*call, read_message_status_request(envelope->content, {}));
        case AsyncOperation::get_messages: return letter(*call, read_messages_request(envelope->content, {}));
        default: return read_message(*envelope, *call);
    }
}

Result<TwinLetter> TwinMail::read_message(const OpenedEnvelope& envelope, AsyncCall call) const {
    auto message = read_send_message(envelope.content, {});
    if (!message) {
        return fail(message.error());
    }
    const Opening opening{verifier_, limits_, &*envelope.message, envelope.body, settings_.gateway_profile};
    auto payload = message->data ? open_payload(opening, *message->data)
                                 : Result<adapter::Payload>(fail(Errc::malformed, "the message carries no data"));
    return TwinLetter{call, TwinMessage{std::move(message->info),
                                        {data_octets(envelope.body.octets().view()), true},
                                        std::make_shared<const Result<adapter::Payload>>(std::move(payload))}};
}

Result<std::string> TwinMail::envelope(BodyContent content, Misbehaviour misbehaviour) const {
    content.octets = misbehaving_content(std::move(content.octets), misbehaviour);
    const auto* identity = misbehaviour == Misbehaviour::unsigned_envelope ? nullptr : settings_.bus.get();
    auto sealed = seal(content, identity, settings_.key_reference);
    if (!sealed) {
        return sealed;
    }
    return misbehaving_envelope(std::move(*sealed), misbehaviour);
}

net::HttpResponse TwinMail::reply(BodyContent content, Misbehaviour misbehaviour) const {
    net::HttpResponse response;
    response.headers.set("Content-Type", std::string(sent_content_type));
    auto sealed = envelope(std::move(content), misbehaviour);
    if (!sealed) {
        return fault({AsyncOperation::send_message}, sealed.error());
    }
    response.body = std::move(*sealed);
    return response;
}

net::HttpResponse TwinMail::fault(AsyncCall call, const Error& error) const {
    const auto word = fault_word(error.code, Layer::transport);
    const ErrorInfo info{std::string(word.code), message_for_people(error.code), error.detail, clock_.wall(), {}};
    // Real providers put the bare code where SOAP wants a QName (seen).
    const BodyContent content{soap::write_fault(word.code, info.message, "ru", write_async_fault(call, info))};
    net::HttpResponse response;
    response.status = error.code == Errc::overloaded ? 503 : 500;
    response.headers.set("Content-Type", std::string(sent_content_type));
    const auto sealed = seal(content, settings_.bus.get(), settings_.key_reference);
    response.body = sealed ? *sealed : soap::write_envelope(content.octets);
    return response;
}

Result<net::HttpRequest> TwinMail::push(const Push& push, Misbehaviour misbehaviour) const {
    const auto* message = std::get_if<HandedOver>(&push.content);
    auto sealed = envelope(message != nullptr ? write_send_message(message->info, message->data)
                                              : write_change_status(std::get<ChangeStatusRequest>(push.content)),
                           misbehaviour);
    if (!sealed) {
        return fail(sealed.error());
    }
    net::HttpRequest request;
    request.method = "POST";
    request.target = settings_.gateway_client.path;
    request.headers.set("Content-Type", std::string(sent_content_type));
    request.headers.set("SOAPAction", "\"\"");
    request.body = std::move(*sealed);
    return request;
}

TwinVerdict TwinMail::judge(const Push& push, const net::HttpResponse& response) const {
    TwinVerdict verdict;
    verdict.http_status = response.status;
    verdict.exchange = response.headers.get("Otkel-Exchange");
    const auto http = "HTTP " + std::to_string(response.status);
    auto envelope = transport_.open(response.body);
    if (!envelope) {
        verdict.line = http + ", NOT VERIFIED: " + envelope.error().to_string();
        return verdict;
    }
    if (const auto fault = soap::fault_of(envelope->content)) {
        const auto info = fault->detail ? read_async_fault(*fault->detail) : std::nullopt;
        verdict.outcome = PushOutcome::refused;
        verdict.line = http + ", FAULT " + (info ? info->code + ": " + info->data : fault->code);
        return verdict;
    }
    const bool message = std::holds_alternative<HandedOver>(push.content);
    const auto told = message ? read_send_message_reply(envelope->content, {}).map([](const auto&) {})
                              : read_change_status_reply(envelope->content, {}).map([](const auto&) {});
    verdict.outcome = told ? PushOutcome::taken : PushOutcome::no_answer;
    verdict.line = told ? http + ", taken over" : http + ", NOT ACCEPTED: " + told.error().to_string();
    return verdict;
}

}  // namespace otkel::adapters::shep
