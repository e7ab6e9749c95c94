#pragma once

#include "gateway/net/http.hpp"

// What a remote core says when it does not answer 200, in our words.

namespace otkel::core {

// application/problem+json (RFC 9457) with our "code" is taken at its word; anything else by its status (docs/core.md).
[[nodiscard]] Error failure_of(const net::HttpResponse& response);
// Of the transport: it knows whether the request was sent.
[[nodiscard]] Error failure_of(const Error& transport);

}  // namespace otkel::core
