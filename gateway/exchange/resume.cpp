// After a restart: what was accepted and not concluded.

#include "gateway/exchange/engine.hpp"
#include "gateway/exchange/stages.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::exchange {

asio::awaitable<void> Engine::resume(journal::Exchange unfinished) {
    if (unfinished.summary.direction == journal::Direction::inbound) {
        co_await resume_inbound(std::move(unfinished));
    } else {
        co_await resume_outbound(std::move(unfinished));
    }
}

asio::awaitable<void> Engine::resume_inbound(journal::Exchange unfinished) {
    const auto* adapter = catalog_->adapter(unfinished.summary.adapter);
    if (adapter == nullptr || unfinished.legs.empty()) {
        log::error("cannot-resume", {{"exchange", unfinished.summary.id.text()}, {"reason", "its adapter is gone"}});
        co_return;
    }
    net::HttpRequest request;
    request.method = "POST";
    request.target = adapter->paths().front();
    request.remote_address = unfinished.summary.remote_address;
    request.headers.set("Content-Type", unfinished.legs.front().content_type);
    request.body = std::move(unfinished.legs.front().octets);
    Inbound x(services_.clock, catalog_, adapter, std::move(request));
    x.id = unfinished.summary.id;
    x.arrived = unfinished.summary.accepted_at;

    // It was admitted once: the quota is for what peers send now.
    const auto verified = co_await verify(x);
    const auto found = verified ? find_route(x, services_.clock) : verified;
    if (!found) {
        // Its certificate or route may be gone meanwhile. It stays unfinished, and the log says so at every start.
        log::error("cannot-resume", {{"exchange", x.id.text()}, {"reason", found.error().detail}});
        co_return;
    }
    co_await work(x);
    log::info("exchange-resumed", {{"exchange", x.id.text()}, {"outcome", x.outcome}});
}

asio::awaitable<void> Engine::resume_outbound(journal::Exchange unfinished) {
    if (unfinished.summary.state == journal::State::in_doubt) {
        co_return;
    }
    const bool may_have_left = unfinished.summary.state == journal::State::sent;
    journal::Conclusion conclusion{unfinished.summary.id,
                                   may_have_left ? journal::State::in_doubt : journal::State::failed,
                                   may_have_left ? "in-doubt" : "not-sent",
                                   services_.clock.wall(),
                                   {},
                                   {},
                                   {}};
    const auto concluded = co_await services_.journal.conclude(std::move(conclusion));
    if (!concluded) {
        log::error("conclusion-not-kept",
                   {{"exchange", unfinished.summary.id.text()}, {"reason", concluded.error().detail}});
    }
}

}  // namespace otkel::exchange
