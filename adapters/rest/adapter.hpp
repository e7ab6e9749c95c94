#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/rest/documents.hpp"
#include "gateway/adapter/adapter.hpp"

namespace otkel::adapters::rest {

// Participants that speak neither SHEP nor SOAP: one signed document in a POST, a signed document as the answer
// (README.md).
class RestAdapter final : public adapter::Adapter {
public:
    [[nodiscard]] static Result<std::unique_ptr<adapter::Adapter>> make(const adapter::AdapterContext& context);
    RestAdapter(const adapter::AdapterContext& context, Settings settings);

    [[nodiscard]] std::string_view system() const override { return "rest"; }
    [[nodiscard]] std::vector<std::string> paths() const override;
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
    Settings settings_;
    Documents documents_;
};

}  // namespace otkel::adapters::rest
