#pragma once

#include <optional>
#include <string>

#include "gateway/base/result.hpp"
#include "gateway/net/http.hpp"

namespace otkel::adapter {

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
};

}  // namespace otkel::adapter
