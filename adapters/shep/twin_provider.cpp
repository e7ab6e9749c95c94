#include "adapters/shep/twin_provider.hpp"

#include "adapters/shep/content_type.hpp"
#include "adapters/shep/data_forms.hpp"
#include "adapters/shep/errors.hpp"
#include "adapters/shep/payload.hpp"
#include "adapters/shep/sealing.hpp"
#include "adapters/shep/twin_services.hpp"
#include "gateway/base/ids.hpp"
#include "gateway/soap/envelope.hpp"
#include "gateway/xml/document.hpp"

namespace otkel::adapters::shep {
namespace {

constexpr std::size_t identifier_octets_max = 256;

// Seen through the eyes of the bus, the gateway is a participant that signs for itself.
std::shared_ptr<const Settings> settings_of_bus(const TwinSettings& twin) {
    auto settings = std::make_shared<Settings>();
    settings->peers.push_back(twin.gateway_profile);
    return settings;
}

// The provider whose service was asked for signs the answer's business data.
const TwinParticipant* provider_of(const TwinSettings& settings, std::string_view name) {
    const auto found = settings.participants.find(std::string(name));
    return found == settings.participants.end() ? nullptr : &found->second;
}

}  // namespace

TwinProvider::TwinProvider(const Clock& clock, const signing::Verifier& verifier, const TwinSettings& settings)
    : clock_(clock),
      verifier_(verifier),
      settings_(settings),
      transport_(clock, verifier, limits_, settings_of_bus(settings)) {}

net::HttpResponse TwinProvider::answer(const std::string& raw, Misbehaviour misbehaviour) const {
    auto envelope = answer_request(raw, misbehaviour);
    if (!envelope) {
        return fault(envelope.error());
    }
    net::HttpResponse response;
    response.headers.set("Content-Type", std::string(sent_content_type));
    response.body = std::move(*envelope);
    return response;
}

Result<std::string> TwinProvider::answer_request(const std::string& raw, Misbehaviour misbehaviour) const {
    const auto envelope = transport_.open(raw);
    if (!envelope) {
        return fail(envelope.error());
    }
    const auto request = read_request(envelope->content, identifier_octets_max);
    if (!request) {
        return fail(request.error());
    }
    if (!request->data) {
        return fail(Errc::malformed, "the request carries no data");
    }
    const Opening opening{verifier_, limits_, &*envelope->message, envelope->body, settings_.gateway_profile};
    const auto payload = open_payload(opening, *request->data);
    if (!payload) {
        return fail(payload.error());
    }
    const auto data = answer_data(request->info.service_id, request->info.message_id, payload->root);
    if (!data) {
        return fail(data.error());
    }
    const ResponseInfo info{new_uuid_v4(),
                            request->info.message_id,
                            clock_.wall(),
                            "SCSS001",
                            "Message has been processed successfully",
                            request->info.session_id};
    auto content = write_response(info, *data);
    content.octets = misbehaving_content(std::move(content.octets), misbehaviour);
    const auto* identity = misbehaviour == Misbehaviour::unsigned_envelope ? nullptr : settings_.bus.get();
    auto sealed = seal(content, identity, settings_.key_reference);
    if (!sealed) {
        return sealed;
    }
    return misbehaving_envelope(std::move(*sealed), misbehaviour);
}

Result<std::string> TwinProvider::canned(const CannedAnswer& answer, const std::string& message_id) const {
    const auto filled =
        adapter::fill_sample(answer.document, {{"messageId", message_id}, {"now", to_utc_text(clock_.wall())}});
    return filled ? xml::canonical_document(*filled, xml::Canonicalization::inclusive, limits_) : filled;
}

Result<BodyContent> TwinProvider::answer_data(const std::string& service_id, const std::string& message_id,
                                              const xml::Element& request) const {
    const auto* service = find_twin_service(service_id);
    const auto set = settings_.services.find(service_id);
    if (service == nullptr && set == settings_.services.end()) {
        return fail(Errc::service_unknown, "the bus has no service \"" + service_id + "\"");
    }
    auto document = service == nullptr ? canned(set->second, message_id) : service->answer(request);
    const auto* provider = provider_of(settings_, service == nullptr ? set->second.participant : service->participant);
    if (document && provider != nullptr && provider->profile.business_identity) {
        document = signing::sign_enveloped(*document, *provider->profile.business_identity);
    }
    if (!document) {
        return fail(document.error());
    }
    return write_data(provider == nullptr ? DataForm::element : provider->profile.form, {}, *document);
}

net::HttpResponse TwinProvider::fault(const Error& error) const {
    // The transport signature is what the bus itself looks at; everything else here is a rare case of a twin.
    const auto word = fault_word(error.code, Layer::transport);
    const ErrorInfo info{std::string(word.code), message_for_people(error.code), error.detail, clock_.wall(), {}};
    // Real providers put the bare code where SOAP wants a QName (seen).
    const BodyContent content{soap::write_fault(word.code, info.message, "ru", write_error_info(info))};
    net::HttpResponse response;
    response.status = 500;
    response.headers.set("Content-Type", std::string(sent_content_type));
    const auto sealed = seal(content, settings_.bus.get(), settings_.key_reference);
    response.body = sealed ? *sealed : soap::write_envelope(content.octets);
    return response;
}

}  // namespace otkel::adapters::shep
