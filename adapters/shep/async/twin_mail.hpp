#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/shep/async/async_reader.hpp"
#include "adapters/shep/async/twin_bus.hpp"
#include "adapters/shep/transport.hpp"
#include "adapters/shep/twin_script.hpp"
#include "adapters/shep/twin_settings.hpp"
#include "gateway/net/http.hpp"

namespace otkel::adapters::shep {

// A message that the gateway hands to the bus, and what its receiver will read in it.
struct TwinMessage {
    AsyncMessageInfo info;
    BodyContent data;
    std::shared_ptr<const Result<adapter::Payload>> payload;
};

struct TwinLetter {
    AsyncCall call;
    std::variant<TwinMessage, DeliveryNotificationRequest, MessageStatusRequest, MessagesRequest> content;
};

// How the gateway answered a push, with a line for people.
struct TwinVerdict {
    PushOutcome outcome{PushOutcome::no_answer};
    std::string line;
    std::string exchange;
    int http_status{0};
};

// The envelopes of the bus on the asynchronous channel. CPU work; thread safe.
class TwinMail {
public:
    TwinMail(const Clock& clock, const signing::Verifier& verifier, const TwinSettings& settings);

    [[nodiscard]] Result<TwinLetter> open(std::string_view raw) const;
    [[nodiscard]] net::HttpResponse reply(BodyContent content, Misbehaviour misbehaviour) const;
    [[nodiscard]] net::HttpResponse fault(AsyncCall call, const Error& error) const;
    [[nodiscard]] Result<net::HttpRequest> push(const Push& push, Misbehaviour misbehaviour) const;
    [[nodiscard]] TwinVerdict judge(const Push& push, const net::HttpResponse& response) const;

private:
    [[nodiscard]] Result<TwinLetter> read_message(const OpenedEnvelope& envelope, AsyncCall call) const;
    [[nodiscard]] Result<std::string> envelope(BodyContent content, Misbehaviour misbehaviour) const;

    const Clock& clock_;
    const signing::Verifier& verifier_;
    const TwinSettings& settings_;
    xml::Limits limits_;
    Transport transport_;
};

}  // namespace otkel::adapters::shep
