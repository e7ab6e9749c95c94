#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "adapters/shep/envelope.hpp"
#include "adapters/shep/service_description.hpp"
#include "adapters/shep/settings.hpp"
#include "adapters/shep/transport.hpp"
#include "gateway/adapter/adapter.hpp"
#include "gateway/adapter/adapter_registry.hpp"

namespace otkel::adapters::shep {

// The synchronous channel of SHEP (gateway of "electronic government"), as provider and as consumer of services.
class ShepAdapter final : public adapter::Adapter {
public:
    [[nodiscard]] static Result<std::unique_ptr<adapter::Adapter>> make(const adapter::AdapterContext& context);

    ShepAdapter(const adapter::AdapterContext& context, std::shared_ptr<const Settings> settings,
                ServiceDescription description);

    [[nodiscard]] std::string_view system() const override { return "shep"; }
    [[nodiscard]] std::vector<std::string> paths() const override { return {settings_->path}; }
    [[nodiscard]] std::optional<net::HttpResponse> describe(const net::HttpRequest& request) const override;

    [[nodiscard]] Result<adapter::Incoming> receive(const net::HttpRequest& request) const override;
    [[nodiscard]] Result<adapter::Payload> open(const adapter::Incoming& incoming) const override;
    [[nodiscard]] Result<net::HttpResponse> answer(const adapter::Incoming& incoming,
                                                   const adapter::Answer& answer) const override;
    [[nodiscard]] net::HttpResponse fault(const adapter::Incoming* incoming, const Error& error,
                                          const ExchangeId& exchange) const override;

    [[nodiscard]] Result<adapter::OutgoingMessage> compose(const adapter::OutgoingIntent& intent) const override;
    [[nodiscard]] Result<adapter::PeerReply> understand(const adapter::OutgoingMessage& message,
                                                        const net::HttpResponse& response) const override;
    [[nodiscard]] adapter::Repetition repetition(std::string_view peer, std::string_view service) const override;

private:
    [[nodiscard]] Result<OpenedEnvelope> open_request(std::string_view raw) const;
    [[nodiscard]] Result<const PeerProfile*> sender_of(const MessageInfo& info) const;
    [[nodiscard]] Result<OpenedEnvelope> open_reply(std::string_view raw, const PeerProfile& peer) const;
    [[nodiscard]] Result<BodyContent> business_data(std::string_view business_xml, const PeerProfile& peer) const;

    const Clock& clock_;
    const signing::Verifier& verifier_;
    xml::Limits limits_;
    std::shared_ptr<const Settings> settings_;
    Transport transport_;
    ServiceDescription description_;
};

}  // namespace otkel::adapters::shep
