#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "adapters/shep/async/async_channel.hpp"
#include "adapters/shep/envelopes.hpp"
#include "adapters/shep/service_description.hpp"
#include "adapters/shep/settings.hpp"
#include "gateway/adapter/adapter.hpp"
#include "gateway/adapter/adapter_registry.hpp"

namespace otkel::adapters::shep {

// SHEP (gateway of "electronic government"), as provider and as consumer of services, on both of its channels.
class ShepAdapter final : public adapter::Adapter {
public:
    [[nodiscard]] static Result<std::unique_ptr<adapter::Adapter>> make(const adapter::AdapterContext& context);

    ShepAdapter(const adapter::AdapterContext& context, std::shared_ptr<const Settings> settings,
                std::vector<ServiceDescription> descriptions);

    [[nodiscard]] std::string_view system() const override { return "shep"; }
    [[nodiscard]] std::vector<std::string> paths() const override;
    [[nodiscard]] std::optional<net::HttpResponse> describe(const net::HttpRequest& request) const override;

    [[nodiscard]] Result<adapter::Incoming> receive(const net::HttpRequest& request) const override;
    [[nodiscard]] Result<adapter::Payload> open(const adapter::Incoming& incoming) const override;
    [[nodiscard]] Result<net::HttpResponse> answer(const adapter::Incoming& incoming,
                                                   const adapter::Answer& answer) const override;
    [[nodiscard]] net::HttpResponse fault(const adapter::Incoming* incoming, const Error& error,
                                          const ExchangeId& exchange) const override;
    [[nodiscard]] net::HttpResponse refuse(const net::HttpRequest& request, const Error& error,
                                           const ExchangeId& exchange) const override;
    [[nodiscard]] Result<net::HttpResponse> acknowledge(const adapter::Incoming& incoming,
                                                        const adapter::Acknowledgement& names) const override;
    [[nodiscard]] Result<net::HttpResponse> answer_question(const adapter::Incoming& incoming,
                                                            const adapter::DeliveryNews& news) const override;
    [[nodiscard]] Result<net::HttpResponse> hand_over(const adapter::Incoming& incoming,
                                                      const std::vector<adapter::Waiting>& messages) const override;

    [[nodiscard]] Result<adapter::OutgoingMessage> compose(const adapter::OutgoingIntent& intent) const override;
    [[nodiscard]] Result<adapter::PeerReply> understand(const adapter::OutgoingMessage& message,
                                                        const net::HttpResponse& response) const override;
    [[nodiscard]] adapter::Repetition repetition(std::string_view peer, std::string_view service) const override;
    [[nodiscard]] Result<adapter::OutgoingMessage> compose_question(const adapter::Question& question) const override;
    [[nodiscard]] Result<adapter::DeliveryNews> understand_standing(const adapter::OutgoingMessage& message,
                                                                    const net::HttpResponse& response) const override;
    [[nodiscard]] Result<adapter::OutgoingMessage> compose_collection(std::string_view peer, std::string_view service,
                                                                      std::size_t most, WallTime at) const override;
    [[nodiscard]] Result<std::vector<adapter::Collected>> understand_collection(
        const adapter::OutgoingMessage& message, const net::HttpResponse& response) const override;
    [[nodiscard]] Result<adapter::OutgoingMessage> compose_receipt(const adapter::Incoming& collected,
                                                                   const Result<void>& taken,
                                                                   WallTime at) const override;

private:
    [[nodiscard]] Result<adapter::Incoming> receive_synchronous(OpenedEnvelope envelope) const;
    // `port` when the fault is one of the asynchronous channel; `state` when the sender is known.
    [[nodiscard]] net::HttpResponse write_fault(const adapter::Incoming* incoming, std::optional<AsyncPort> port,
                                                const Error& error, const ExchangeId& exchange) const;

    const Clock& clock_;
    std::shared_ptr<const Settings> settings_;
    Envelopes envelopes_;
    AsyncChannel async_;
    std::vector<ServiceDescription> descriptions_;  // in the order of paths()
};

}  // namespace otkel::adapters::shep
