#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <string>

#include "gateway/adapter/running.hpp"
#include "gateway/exchange/engine.hpp"
#include "gateway/net/http.hpp"

namespace otkel::operations {

// What external systems call: POST on a path of an adapter is a message for the engine, GET is answered with what the
// adapter says of itself (a WSDL). The paths are those of the catalog of the moment. Paths of the running side of a
// system are no exchanges and go there.
class PeerApi {
public:
    explicit PeerApi(exchange::Engine& engine) : engine_(engine) {}
    void add(adapter::Running& running);
    boost::asio::awaitable<net::HttpResponse> handle(net::HttpRequest request);

private:
    exchange::Engine& engine_;
    std::map<std::string, adapter::Running*, std::less<>> running_;  // by path
};

}  // namespace otkel::operations
