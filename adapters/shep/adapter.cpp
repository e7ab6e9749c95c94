#include "adapters/shep/adapter.hpp"

#include <algorithm>

#include "adapters/shep/content_type.hpp"
#include "adapters/shep/counterpart.hpp"
#include "adapters/shep/errors.hpp"
#include "adapters/shep/protocol_state.hpp"
#include "adapters/shep/sealing.hpp"
#include "adapters/shep/twin.hpp"
#include "gateway/base/assert.hpp"
#include "gateway/soap/envelope.hpp"

namespace otkel::adapters::shep {
namespace {

Result<std::vector<ServiceDescription>> load_descriptions(const std::filesystem::path& folder,
                                                          const Settings& settings) {
    const auto& async = settings.asynchronous;
    const std::pair<Port, const std::string&> all[]{{Port::sync_channel, settings.public_url},
                                                    {Port::async_channel, async.public_url},
                                                    {Port::async_channel_client, async.client_public_url}};
    std::vector<ServiceDescription> descriptions;
    for (const auto& [port, public_url] : all) {
        auto description = ServiceDescription::load(folder, public_url, port);
        if (!description) {
            return fail(description.error());
        }
        descriptions.push_back(std::move(*description));
    }
    return descriptions;
}

}  // namespace

Result<std::unique_ptr<adapter::Adapter>> ShepAdapter::make(const adapter::AdapterContext& context) {
    auto settings = read_settings(context);
    if (!settings) {
        return fail(settings.error());
    }
    auto descriptions = load_descriptions(context.mappings / "shep", *settings);
    if (!descriptions) {
        return fail(descriptions.error());
    }
    return std::make_unique<ShepAdapter>(context, std::make_shared<const Settings>(std::move(*settings)),
                                         std::move(*descriptions));
}

ShepAdapter::ShepAdapter(const adapter::AdapterContext& context, std::shared_ptr<const Settings> settings,
                         std::vector<ServiceDescription> descriptions)
    : clock_(context.clock),
      settings_(std::move(settings)),
      envelopes_(clock_, context.verifier, context.limits, settings_),
      async_(clock_, settings_, envelopes_),
      descriptions_(std::move(descriptions)) {
    OTKEL_ASSERT(descriptions_.size() == paths().size());
}

std::vector<std::string> ShepAdapter::paths() const {
    return {settings_->path, settings_->asynchronous.path, settings_->asynchronous.client_path};
}

std::optional<net::HttpResponse> ShepAdapter::describe(const net::HttpRequest& request) const {
    const auto all = paths();
    const auto found = std::find(all.begin(), all.end(), request.path());
    return found == all.end() ? std::nullopt
                              : descriptions_[static_cast<std::size_t>(found - all.begin())].answer(request);
}

net::HttpResponse ShepAdapter::fault(const adapter::Incoming* incoming, const Error& error,
                                     const ExchangeId& exchange) const {
    const bool asynchronous = incoming != nullptr && AsyncChannel::brought(*incoming);
    return write_fault(incoming, asynchronous ? std::optional{AsyncPort::channel} : std::nullopt, error, exchange);
}

net::HttpResponse ShepAdapter::refuse(const net::HttpRequest& request, const Error& error,
                                      const ExchangeId& exchange) const {
    return write_fault(nullptr, async_.port_at(request.path()), error, exchange);
}

net::HttpResponse ShepAdapter::write_fault(const adapter::Incoming* incoming, std::optional<AsyncPort> port,
                                           const Error& error, const ExchangeId& exchange) const {
    const auto* state = incoming == nullptr ? nullptr : dynamic_cast<const InboundState*>(incoming->state.get());
    // receive() ends with the transport signature; what fails after it is about business data.
    const auto word = fault_word(error.code, state == nullptr ? Layer::transport : Layer::business);
    ErrorInfo info;
    info.code = word.code;
    info.message = message_for_people(error.code);
    info.data = error_data(error, exchange, settings_->findings_max);
    info.date = clock_.wall();
    info.session_id = state == nullptr ? std::string{} : state->session_id;

    const auto detail = port ? AsyncChannel::fault_detail(incoming, *port, info) : write_error_info(info);
    const BodyContent content{
        soap::write_fault(word.client ? "soap:Client" : "soap:Server", info.message, "kk", detail)};
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

Result<net::HttpResponse> ShepAdapter::acknowledge(const adapter::Incoming& incoming,
                                                   const adapter::Acknowledgement& names) const {
    return AsyncChannel::brought(incoming) ? async_.acknowledge(incoming, names)
                                           : Adapter::acknowledge(incoming, names);
}

Result<net::HttpResponse> ShepAdapter::answer_question(const adapter::Incoming& incoming,
                                                       const adapter::DeliveryNews& news) const {
    return AsyncChannel::brought(incoming) ? async_.answer_question(incoming, news)
                                           : Adapter::answer_question(incoming, news);
}

Result<net::HttpResponse> ShepAdapter::hand_over(const adapter::Incoming& incoming,
                                                 const std::vector<adapter::Waiting>& messages) const {
    return AsyncChannel::brought(incoming) ? async_.hand_over(incoming, messages)
                                           : Adapter::hand_over(incoming, messages);
}

Result<adapter::OutgoingMessage> ShepAdapter::compose_question(const adapter::Question& question) const {
    return async_.compose_question(question);
}

Result<adapter::DeliveryNews> ShepAdapter::understand_standing(const adapter::OutgoingMessage& message,
                                                               const net::HttpResponse& response) const {
    return async_.understand_standing(message, response);
}

Result<adapter::OutgoingMessage> ShepAdapter::compose_collection(std::string_view peer, std::string_view service,
                                                                 std::size_t most, WallTime at) const {
    return async_.compose_collection(peer, service, most, at);
}

Result<std::vector<adapter::Collected>> ShepAdapter::understand_collection(const adapter::OutgoingMessage& message,
                                                                           const net::HttpResponse& response) const {
    return async_.understand_collection(message, response);
}

Result<adapter::OutgoingMessage> ShepAdapter::compose_receipt(const adapter::Incoming& collected,
                                                              const Result<void>& taken, WallTime at) const {
    return AsyncChannel::brought(collected) ? async_.compose_receipt(collected, taken, at)
                                            : Adapter::compose_receipt(collected, taken, at);
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
