// Messages that wait until they are fetched: for us at peers that do not bring them, and here for peers that fetch.

#include <algorithm>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/exchange/engine.hpp"
#include "gateway/exchange/stages.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::exchange {
namespace {

std::optional<adapter::Waiting> waiting_message(const journal::Exchange& exchange) {
    const auto& known = exchange.summary;
    const bool theirs = known.direction == journal::Direction::inbound;
    for (const auto& leg : exchange.legs) {
        if (leg.leg == journal::Leg::answer_document) {
            return adapter::Waiting{known.service,
                                    theirs ? known.id.text() : known.message_id,
                                    known.correlation_id,
                                    leg.octets,
                                    theirs ? adapter::Purpose::answer : adapter::Purpose::submission,
                                    known.accepted_at};
        }
    }
    return std::nullopt;
}

}  // namespace

// What was put down for the peer that asks. It stays until a receipt says that it was taken.
asio::awaitable<net::HttpResponse> Engine::hand_over(Inbound& x) {
    const auto unrevoked =
        co_await check_revocation(x.catalog, std::move(x.incoming->signatures), x.deadline, x.graces, x.evidence);
    if (!unrevoked) {
        co_return co_await refuse(x, unrevoked.error());
    }
    const auto& asked = *x.incoming;
    journal::Query query{.peer = asked.peer, .service = asked.service};
    query.state = journal::State::awaiting;
    if (!asked.correlation_id.empty()) {
        query.correlation_id = asked.correlation_id;
    }
    const auto most = asked.most == 0 ? limits_.handed_over_at_once : std::min(asked.most, limits_.handed_over_at_once);
    const auto found = co_await services_.journal.find(std::move(query));
    if (!found) {
        co_return co_await refuse(x, found.error());
    }
    std::vector<adapter::Waiting> messages;
    for (auto one = found->rbegin(); one != found->rend() && messages.size() < most; ++one) {  // oldest first
        const auto exchange = co_await services_.journal.load(one->id);
        auto message = exchange ? waiting_message(*exchange) : std::nullopt;
        if (message && (asked.message_id.empty() || message->message_id == asked.message_id)) {
            messages.push_back(std::move(*message));
        }
    }
    auto write = [&x, &messages] { return x.adapter->hand_over(*x.incoming, messages); };
    auto reply = co_await services_.workers.run(std::move(write));
    if (!reply || !*reply) {
        co_return co_await refuse(x, reply ? reply->error() : reply.error());
    }
    co_return std::move(**reply);
}

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
