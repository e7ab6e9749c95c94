// After a restart: what was accepted and not concluded.

#include "gateway/exchange/engine.hpp"
#include "gateway/exchange/stages.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::exchange {

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

asio::awaitable<Result<void>> Engine::replay(ExchangeId id, std::string who) {
    auto mine = co_await services_.journal.take(id, services_.clock.wall());
    if (!mine) {
        co_return fail(mine.error());
    }
    const auto state = mine->summary.state;
    if (mine->summary.direction != journal::Direction::outbound ||
        (state != journal::State::parked && state != journal::State::failed)) {
        co_return fail(Errc::invalid_argument, "exchange " + id.text() + " is " + std::string(name(state)) +
                                                   "; an outbound one that is parked or failed can be replayed");
    }
    const auto now = services_.clock.wall();
    journal::Step again{.id = id, .state = journal::State::waiting, .outcome = "replayed", .at = now};
    again.due = now;
    again.by = std::move(who);
    const auto kept = co_await step(std::move(again));
    outbox_.wake();
    co_return kept;
}

}  // namespace otkel::exchange
