#pragma once

#include <filesystem>

#include "gateway/async/worker_pool.hpp"
#include "gateway/exchange/engine.hpp"
#include "gateway/journal/store.hpp"
#include "gateway/net/http.hpp"

namespace otkel::operations {

// What the core calls: POST /api/v1/exchanges/<route> hands over a request for an outbound route and waits for the
// answer; GET /api/v1/exchanges/<id> tells how an exchange stands, and its answer when there is one;
// GET /api/v1/openapi.yaml describes both.
class CoreApi {
public:
    CoreApi(exchange::Engine& engine, journal::Store& journal, async::WorkerPool& workers,
            const std::filesystem::path& openapi_file);
    boost::asio::awaitable<net::HttpResponse> handle(net::HttpRequest request);

private:
    boost::asio::awaitable<net::HttpResponse> post_exchange(net::HttpRequest request, std::string route);
    boost::asio::awaitable<net::HttpResponse> show_exchange(std::string id, Language language);

    exchange::Engine& engine_;
    journal::Store& journal_;
    async::WorkerPool& workers_;
    Result<std::string> openapi_;
};

}  // namespace otkel::operations
