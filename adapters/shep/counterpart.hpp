#pragma once

#include <memory>

#include "adapters/shep/async/twin_mail.hpp"
#include "adapters/shep/twin_consumer.hpp"
#include "adapters/shep/twin_provider.hpp"
#include "adapters/shep/twin_settings.hpp"
#include "gateway/adapter/adapter_context.hpp"
#include "gateway/adapter/counterpart.hpp"

namespace otkel::adapters::shep {

// The bus with its participants, as the section "twin" describes it. On the asynchronous channel it keeps the messageId
// that the gateway gives ("own_message_id").
class ShepCounterpart final : public adapter::Counterpart {
public:
    [[nodiscard]] static Result<std::unique_ptr<adapter::Counterpart>> make(const adapter::TwinContext& context);
    ShepCounterpart(const adapter::TwinContext& context, TwinSettings settings);

    [[nodiscard]] Result<net::HttpRequest> message(const std::string& participant, const std::string& message_id,
                                                   const std::string& document) const override;
    [[nodiscard]] net::HttpResponse answer(const net::HttpRequest& request) const override;
    [[nodiscard]] std::optional<std::string> message_id(const net::HttpRequest& request) const override;

    // The asynchronous channel: async/async_counterpart.cpp.
    [[nodiscard]] Result<adapter::HandedIn> open(const net::HttpRequest& request) const override;
    [[nodiscard]] Result<net::HttpResponse> take_over(const adapter::HandedIn& message,
                                                      const adapter::Acknowledgement& names) const override;
    [[nodiscard]] Result<net::HttpResponse> tell(const adapter::HandedIn& question,
                                                 adapter::DeliveryNews::Standing standing) const override;
    [[nodiscard]] Result<net::HttpRequest> submission(const std::string& participant,
                                                      const adapter::Acknowledgement& names,
                                                      const std::string& document) const override;
    [[nodiscard]] Result<net::HttpRequest> answer_to(const adapter::HandedIn& request, const std::string& participant,
                                                     const adapter::Acknowledgement& names) const override;
    [[nodiscard]] Result<net::HttpRequest> news(const std::string& news_id, const std::string& message_id,
                                                adapter::DeliveryNews::Standing standing) const override;
    [[nodiscard]] bool is_taken(const net::HttpResponse& response) const override;

private:
    [[nodiscard]] Result<net::HttpRequest> brought(MessageType type, const TwinParticipant& participant,
                                                   const adapter::Acknowledgement& names, BodyContent data) const;

    const Clock& clock_;
    TwinSettings settings_;
    TwinProvider provider_;
    TwinConsumer consumer_;
    TwinMail mail_;
};

}  // namespace otkel::adapters::shep
