#pragma once

#include <boost/asio/awaitable.hpp>

#include "gateway/exchange/engine.hpp"
#include "gateway/net/http.hpp"

namespace otkel::operations {

// What external systems call: POST on a path of an adapter is a message for the engine, GET is answered with what the
// adapter says of itself (a WSDL). The paths are those of the catalog of the moment.
class PeerApi {
public:
    explicit PeerApi(exchange::Engine& engine) : engine_(engine) {}
    boost::asio::awaitable<net::HttpResponse> handle(net::HttpRequest request);

private:
    exchange::Engine& engine_;
};

}  // namespace otkel::operations
