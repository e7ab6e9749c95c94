#pragma once

#include <memory>

#include "gateway/base/clock.hpp"
#include "gateway/core/port.hpp"
#include "gateway/net/http.hpp"

namespace otkel::core {

struct RemoteOptions {
    net::Endpoint endpoint;  // operations are POST <path>/operations/<name>, readiness is GET <path>/readyz
};

// The production core over HTTP/JSON (docs/core.md). `client` outlives the port.
[[nodiscard]] std::unique_ptr<Port> make_remote_core(RemoteOptions options, const Clock& clock,
                                                     net::HttpClient& client);

}  // namespace otkel::core
