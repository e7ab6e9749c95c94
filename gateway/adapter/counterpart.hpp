#pragma once

#include <memory>
#include <optional>
#include <string>

#include "gateway/adapter/adapter.hpp"
#include "gateway/base/result.hpp"
#include "gateway/net/http.hpp"

namespace otkel::adapter {

// What the gateway hands to a system that stands between it and others.
struct HandedIn {
    enum class Kind : std::uint8_t { request, answer, question, other };
    Kind kind{Kind::other};
    std::string message_id;      // of the gateway; of a question: what it asks about
    std::string correlation_id;  // of an answer
    std::shared_ptr<const ProtocolState> state;
};

// The other side of a system in octets alone: what its participants send, and what they answer. For programs that put
// load on a gateway and count what it does; the sockets are theirs. Thread safe.
class Counterpart {
public:
    virtual ~Counterpart() = default;
    // A signed message of the participant with this document as its business data.
    [[nodiscard]] virtual Result<net::HttpRequest> message(const std::string& participant,
                                                           const std::string& message_id,
                                                           const std::string& document) const = 0;
    // What the gateway has sent, verified and answered; a status other than 200 when it is not in order.
    [[nodiscard]] virtual net::HttpResponse answer(const net::HttpRequest& request) const = 0;
    // The message id of what answer() found in order.
    [[nodiscard]] virtual std::optional<std::string> message_id(const net::HttpRequest& request) const = 0;

    // Messages that are answered by messages of their own: Errc::unsupported when the system has none. What the gateway
    // hands in, verified, and what it is told in reply.
    [[nodiscard]] virtual Result<HandedIn> open(const net::HttpRequest& request) const;
    [[nodiscard]] virtual Result<net::HttpResponse> take_over(const HandedIn& message,
                                                              const Acknowledgement& names) const;
    [[nodiscard]] virtual Result<net::HttpResponse> tell(const HandedIn& question,
                                                         DeliveryNews::Standing standing) const;
    // What is brought to the gateway: what a participant submits, its answer to what the gateway has handed in, and
    // what became of a message of the gateway.
    [[nodiscard]] virtual Result<net::HttpRequest> submission(const std::string& participant,
                                                              const Acknowledgement& names,
                                                              const std::string& document) const;
    [[nodiscard]] virtual Result<net::HttpRequest> answer_to(const HandedIn& request, const std::string& participant,
                                                             const Acknowledgement& names) const;
    [[nodiscard]] virtual Result<net::HttpRequest> news(const std::string& news_id, const std::string& message_id,
                                                        DeliveryNews::Standing standing) const;
    // Whether the gateway says that it has what was brought.
    [[nodiscard]] virtual bool is_taken(const net::HttpResponse& response) const;
};

}  // namespace otkel::adapter
