#pragma once

#include <filesystem>
#include <string>

#include "adapters/shep/transport.hpp"
#include "adapters/shep/twin_script.hpp"
#include "adapters/shep/twin_settings.hpp"
#include "gateway/adapter/adapter_context.hpp"
#include "gateway/net/http.hpp"

namespace otkel::adapters::shep {

// A request that the bus hands to the gateway on behalf of a participant.
struct PreparedRequest {
    std::string participant;
    std::string service;
    std::string message_id;
    net::HttpRequest first;
    std::optional<net::HttpRequest> second;  // a duplicate, the same or changed
    std::vector<std::string> story;
};

// A sample as a participant sends it.
struct PreparedDocument {
    std::string name;  // of the participant
    const TwinParticipant* participant{nullptr};
    std::string canonical;
    std::vector<std::string> story;
};

// The participants behind the bus: make requests out of samples, and judge the answers. CPU work and files; thread
// safe.
class TwinConsumer {
public:
    TwinConsumer(const Clock& clock, const signing::Verifier& verifier, const TwinSettings& settings);
    [[nodiscard]] Result<PreparedRequest> prepare(const std::filesystem::path& sample, Misbehaviour misbehaviour) const;
    // A correct message of the participant.
    [[nodiscard]] Result<net::HttpRequest> message(const std::string& participant, const std::string& message_id,
                                                   const std::string& document) const;
    [[nodiscard]] Result<PreparedDocument> document(const std::filesystem::path& sample) const;
    // A whole <data> element, its document signed by the participant.
    [[nodiscard]] static Result<BodyContent> data(const TwinParticipant& participant, const std::string& document);
    [[nodiscard]] adapter::TwinOutcome judge(const PreparedRequest& request, const net::HttpResponse& response) const;

private:
    [[nodiscard]] Result<std::string> envelope(const TwinParticipant& participant, const std::string& message_id,
                                               const std::string& document, Misbehaviour misbehaviour) const;
    [[nodiscard]] Result<void> tell_answer(const OpenedEnvelope& envelope, const std::string& message_id,
                                           adapter::TwinOutcome& outcome) const;

    const Clock& clock_;
    const signing::Verifier& verifier_;
    const TwinSettings& settings_;
    xml::Limits limits_;
    Transport transport_;
};

}  // namespace otkel::adapters::shep
