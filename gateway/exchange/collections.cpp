// Messages that wait for us at peers that do not bring them.

#include <boost/asio/use_awaitable.hpp>

#include "gateway/exchange/engine.hpp"
#include "gateway/exchange/stages.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::exchange {

asio::awaitable<void> Engine::collect() {
    std::map<std::string, SteadyTime> last;  // by route
    while (true) {
        const auto catalog = catalog_;
        for (const auto& route : catalog->routes()) {
            const auto now = services_.clock.steady();
            const auto before = last.find(route->name);
            if (route->collect_every.count() == 0 ||
                (before != last.end() && now < before->second + route->collect_every)) {
                continue;
            }
            last[route->name] = now;
            for (const auto& peer : route->peers) {
                co_await collect_from(catalog, *route, peer);
            }
        }
        asio::steady_timer pause(services_.executor, limits_.collection_pause);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<void> Engine::collect_from(std::shared_ptr<const Catalog> catalog, const Route& route,
                                           const std::string& peer) {
    const auto* adapter = catalog->adapter(route.adapter);
    auto place = pacing_.enter(peer, Pacing::Attempt::first);
    if (adapter == nullptr || !place) {
        co_return;
    }
    auto prepare = [&, now = services_.clock.wall()] {
        return adapter->compose_collection(peer, route.service, route.collected_at_once, now);
    };
    auto message = co_await services_.workers.run(std::move(prepare));
    if (!message || !*message) {
        log::error("not-collected",
                   {{"peer", peer}, {"reason", (message ? message->error() : message.error()).to_string()}});
        co_return;
    }
    auto& asked = **message;
    auto response = co_await services_.client.send(asked.endpoint, std::move(asked.request),
                                                   Deadline::after(services_.clock, asked.time_out));
    if (!response) {
        place->not_there();
        log::warning("not-collected", {{"peer", peer}, {"reason", response.error().to_string()}});
        co_return;
    }
    place->answered();
    auto read = [&] { return adapter->understand_collection(asked, *response); };
    auto collected = co_await services_.workers.run(std::move(read));
    if (!collected || !*collected) {
        log::error("not-collected",
                   {{"peer", peer}, {"reason", (collected ? collected->error() : collected.error()).to_string()}});
        co_return;
    }
    for (auto& one : **collected) {
        const auto taken = co_await take_collected(catalog, *adapter, one);
        co_await send_receipt(*adapter, one.message, taken);
    }
}

asio::awaitable<Result<void>> Engine::take_collected(std::shared_ptr<const Catalog> catalog,
                                                     const adapter::Adapter& adapter, adapter::Collected& collected) {
    net::HttpRequest request;
    request.method = "POST";
    request.headers.set("Content-Type", collected.content_type);
    request.body = std::move(collected.octets);
    Inbound x(services_.clock, std::move(catalog), &adapter, std::move(request));
    x.incoming = collected.message;
    const auto found = find_route(x, services_.clock);
    auto taken = found ? co_await take_over(x) : found;
    if (!taken) {
        co_await keep_refusal(x, taken.error());
    }
    co_return taken;
}

// When it does not arrive, the message waits for us again, and is known then.
asio::awaitable<void> Engine::send_receipt(const adapter::Adapter& adapter, const adapter::Incoming& message,
                                           const Result<void>& taken) {
    auto write = [&, now = services_.clock.wall()] { return adapter.compose_receipt(message, taken, now); };
    auto receipt = co_await services_.workers.run(std::move(write));
    if (!receipt || !*receipt) {
        log::error("no-receipt",
                   {{"peer", message.peer}, {"reason", (receipt ? receipt->error() : receipt.error()).to_string()}});
        co_return;
    }
    auto& asked = **receipt;
    const auto response = co_await services_.client.send(asked.endpoint, std::move(asked.request),
                                                         Deadline::after(services_.clock, asked.time_out));
    if (!response || response->status != 200) {
        const auto reason = response ? "HTTP " + std::to_string(response->status) : response.error().to_string();
        log::warning("receipt-not-taken", {{"peer", message.peer}, {"reason", reason}});
    }
}

}  // namespace otkel::exchange
