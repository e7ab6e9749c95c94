#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/rest/documents.hpp"
#include "adapters/rest/twin_script.hpp"
#include "gateway/adapter/adapter_context.hpp"

namespace otkel::adapters::rest {

// A participant that the twin plays. Seen from there the gateway is the peer.
struct TwinParticipant {
    std::string service;     // what it asks for
    net::Endpoint endpoint;  // of the gateway
    IdentityPtr identity;    // signs what it sends
    Form form{Form::xml};
    std::unique_ptr<const Settings> gateway;  // one peer
    std::unique_ptr<const Documents> documents;
};
struct TwinSettings {
    std::string address;
    std::uint16_t port{0};
    std::map<std::string, TwinParticipant, std::less<>> participants;
};

// Plays participants on loopback. It sends what a sample holds (samples/<participant>/<case>/request.xml or .json) and
// tells what came back; and it takes what the gateway sends, at /<participant>/<service>, and signs a receipt for it:
// the same number for the same message.
class RestTwin final : public adapter::Twin {
public:
    [[nodiscard]] static Result<std::unique_ptr<adapter::Twin>> make(adapter::TwinContext context);
    RestTwin(adapter::TwinContext context, TwinSettings settings, TwinScript script);

    [[nodiscard]] Result<std::vector<adapter::TwinAddress>> start() override;
    boost::asio::awaitable<Result<adapter::TwinOutcome>> play(std::filesystem::path sample, Deadline deadline) override;
    boost::asio::awaitable<void> stop(Deadline deadline) override;

private:
    struct Prepared {
        net::HttpRequest request;
        std::vector<std::string> story;
    };
    [[nodiscard]] Result<Prepared> prepare(const std::string& id, const std::filesystem::path& sample,
                                           Misbehaviour misbehaviour) const;
    [[nodiscard]] Result<std::string> document_of(const TwinParticipant& participant,
                                                  const std::filesystem::path& sample) const;
    [[nodiscard]] adapter::TwinOutcome judge(const TwinParticipant& participant,
                                             const net::HttpResponse& response) const;
    [[nodiscard]] Result<Sealed> seal(const TwinParticipant& participant, std::string_view document, Form form,
                                      Misbehaviour misbehaviour) const;
    boost::asio::awaitable<net::HttpResponse> handle(net::HttpRequest request);
    [[nodiscard]] net::HttpResponse receipt(const TwinParticipant& participant, const net::HttpRequest& request,
                                            Misbehaviour misbehaviour) const;

    adapter::TwinContext context_;
    TwinScript script_;
    TwinSettings settings_;
    std::unique_ptr<net::HttpServer> server_;
    std::unique_ptr<net::HttpClient> client_;
};

}  // namespace otkel::adapters::rest
