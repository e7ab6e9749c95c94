#include "gateway/operations/peer_api.hpp"

namespace otkel::operations {

void PeerApi::add(adapter::Running& running) {
    for (auto& path : running.paths()) {
        running_.insert_or_assign(std::move(path), &running);
    }
}

boost::asio::awaitable<net::HttpResponse> PeerApi::handle(net::HttpRequest request) {
    if (const auto found = running_.find(request.path()); found != running_.end()) {
        co_return co_await found->second->handle(std::move(request));
    }
    const auto catalog = engine_.catalog();
    const auto* adapter = catalog->adapter_at(request.path());
    net::HttpResponse refusal;
    if (adapter == nullptr) {
        refusal.status = 404;
        co_return refusal;
    }
    if (request.method == "POST") {
        std::string system(adapter->system());
        co_return co_await engine_.inbound(std::move(system), std::move(request));
    }
    if (request.method == "GET") {
        if (auto description = adapter->describe(request)) {
            co_return std::move(*description);
        }
    }
    refusal.status = 405;
    refusal.headers.set("Allow", "POST");
    co_return refusal;
}

}  // namespace otkel::operations
