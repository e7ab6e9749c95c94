#include "adapters/shep/adapter.hpp"

#include "adapters/shep/content_type.hpp"
#include "adapters/shep/counterpart.hpp"
#include "adapters/shep/data_forms.hpp"
#include "adapters/shep/errors.hpp"
#include "adapters/shep/protocol_state.hpp"
#include "adapters/shep/sealing.hpp"
#include "adapters/shep/twin.hpp"
#include "gateway/soap/envelope.hpp"

namespace otkel::adapters::shep {

Result<std::unique_ptr<adapter::Adapter>> ShepAdapter::make(const adapter::AdapterContext& context) {
    auto settings = read_settings(context);
    if (!settings) {
        return fail(settings.error());
    }
    auto description = ServiceDescription::load(context.mappings / "shep", settings->public_url);
    if (!description) {
        return fail(description.error());
    }
    return std::make_unique<ShepAdapter>(context, std::make_shared<const Settings>(std::move(*settings)),
                                         std::move(*description));
}

ShepAdapter::ShepAdapter(const adapter::AdapterContext& context, std::shared_ptr<const Settings> settings,
                         ServiceDescription description)
    : clock_(context.clock),
      verifier_(context.verifier),
      limits_(context.limits),
      settings_(std::move(settings)),
      transport_(clock_, verifier_, limits_, settings_),
      description_(std::move(description)) {}

std::optional<net::HttpResponse> ShepAdapter::describe(const net::HttpRequest& request) const {
    return description_.answer(request);
}

Result<BodyContent> ShepAdapter::business_data(std::string_view business_xml, const PeerProfile& peer) const {
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

net::HttpResponse ShepAdapter::fault(const adapter::Incoming* incoming, const Error& error,
                                     const ExchangeId& exchange) const {
    const auto* state = incoming == nullptr ? nullptr : dynamic_cast<const InboundState*>(incoming->state.get());
    // receive() ends with the transport signature; what fails after it is about business data.
    const auto word = fault_word(error.code, state == nullptr ? Layer::transport : Layer::business);
    ErrorInfo info;
    info.code = word.code;
    info.message = message_for_people(error.code);
    info.data = error_data(error, exchange, settings_->findings_max);
    info.date = clock_.wall();
    info.session_id = state == nullptr ? std::string{} : state->request.info.session_id;

    const BodyContent content{
        soap::write_fault(word.client ? "soap:Client" : "soap:Server", info.message, "kk", write_error_info(info))};
    const bool sign = state == nullptr ? settings_->sign_replies : state->peer.sign_replies;
    const auto reference = state == nullptr ? settings_->key_reference : state->peer.key_reference;
    net::HttpResponse response;
    response.status = 500;  // SOAP 1.1 section 6.2
    response.headers.set("Content-Type", std::string(sent_content_type));
    const auto sealed = seal(content, sign ? settings_->identity.get() : nullptr, reference);
    // An unsigned fault is better than none: consumers must accept those of gateways on the way as well.
    response.body = sealed ? *sealed : soap::write_envelope(content.octets);
    return response;
}

void register_adapter(adapter::AdapterRegistry& registry);
void register_adapter(adapter::AdapterRegistry& registry) {
    registry.add("shep", adapter::Registration{
                             [](const adapter::AdapterContext& context) { return ShepAdapter::make(context); },
                             [](adapter::TwinContext context) { return ShepTwin::make(std::move(context)); },
                             {},
                             [](const adapter::TwinContext& context) { return ShepCounterpart::make(context); },
                         });
}

}  // namespace otkel::adapters::shep
