#pragma once

#include <memory>

#include "adapters/shep/twin_consumer.hpp"
#include "adapters/shep/twin_provider.hpp"
#include "adapters/shep/twin_settings.hpp"
#include "gateway/adapter/adapter_context.hpp"
#include "gateway/adapter/counterpart.hpp"

namespace otkel::adapters::shep {

// The bus with its participants, on the synchronous channel, as the section "twin" describes it.
class ShepCounterpart final : public adapter::Counterpart {
public:
    [[nodiscard]] static Result<std::unique_ptr<adapter::Counterpart>> make(const adapter::TwinContext& context);
    ShepCounterpart(const adapter::TwinContext& context, TwinSettings settings);

    [[nodiscard]] Result<net::HttpRequest> message(const std::string& participant, const std::string& message_id,
                                                   const std::string& document) const override;
    [[nodiscard]] net::HttpResponse answer(const net::HttpRequest& request) const override;
    [[nodiscard]] std::optional<std::string> message_id(const net::HttpRequest& request) const override;

private:
    TwinSettings settings_;
    TwinProvider provider_;
    TwinConsumer consumer_;
};

}  // namespace otkel::adapters::shep
