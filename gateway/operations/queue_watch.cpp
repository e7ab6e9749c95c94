#include "gateway/operations/queue_watch.hpp"

#include "gateway/async/task_group.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::operations {
namespace {

constexpr std::chrono::seconds pause{10};
// More need no exact figure: somebody has to look anyhow.
constexpr std::size_t counted_max = 1'000;

}  // namespace

QueueWatch::QueueWatch(Sources sources) : sources_(std::move(sources)), looked_(sources_.clock.steady()) {
    const std::pair<journal::State, const char*> counted[] = {{journal::State::parked, "otkel_exchanges_parked"},
                                                              {journal::State::in_doubt, "otkel_exchanges_in_doubt"}};
    for (const auto& [state, metric] : counted) {
        auto& figure = stuck_[state];
        sources_.metrics.gauge(metric, "Exchanges in this state, of all nodes; 1000 are that many or more.", {},
                               [&figure] { return figure; });
    }
    sources_.metrics.gauge("otkel_outbox_figures_age_seconds",
                           "Since the journal was last asked for the figures of its queue.", {},
                           [this] { return std::chrono::duration<double>(sources_.clock.steady() - looked_).count(); });
}

boost::asio::awaitable<void> QueueWatch::run() {
    while (true) {
        co_await look();
        co_await async::sleep_until(sources_.clock.steady() + pause);
    }
}

void QueueWatch::watch(const std::string& peer) {
    const auto [at, is_new] = peers_.try_emplace(peer);
    if (!is_new) {
        return;
    }
    const auto* waiting = &at->second;
    const telemetry::Labels labels{{"peer", peer}};
    sources_.metrics.gauge("otkel_outbox_due", "Exchanges with this peer that are due and that nobody works on.",
                           labels, [waiting] { return waiting->due; });
    sources_.metrics.gauge("otkel_outbox_oldest_seconds", "How long the oldest of these has been due.", labels,
                           [this, waiting] {
                               const auto age = sources_.clock.wall() - waiting->oldest;
                               return waiting->due > 0 ? std::chrono::duration<double>(age).count() : 0.0;
                           });
    sources_.metrics.gauge("otkel_peer_breaker_state",
                           "0 closed: it is sent to; 1 probing: one message is; 2 open: nothing is sent to it.", labels,
                           [this, peer] { return static_cast<double>(sources_.breaker(peer)); });
}

boost::asio::awaitable<void> QueueWatch::look() {
    for (const auto& peer : sources_.peers()) {
        watch(peer);
    }
    const auto backlog = co_await sources_.journal.backlog(sources_.clock.wall());
    if (!backlog) {
        log::warning("queue-not-counted", {{"reason", backlog.error().to_string()}});
        co_return;
    }
    for (auto& [peer, waiting] : peers_) {
        waiting.due = 0;
    }
    for (const auto& one : *backlog) {
        watch(one.peer);
        peers_[one.peer] = {static_cast<double>(one.due), one.oldest};
    }
    for (auto& [state, figure] : stuck_) {
        const auto counted = co_await count(state);
        if (!counted) {
            log::warning("queue-not-counted", {{"reason", counted.error().to_string()}});
            co_return;
        }
        figure = *counted;
    }
    looked_ = sources_.clock.steady();
}

boost::asio::awaitable<Result<double>> QueueWatch::count(journal::State state) {
    journal::Query query;
    query.state = state;
    query.limit = counted_max;
    const auto found = co_await sources_.journal.find(std::move(query));
    if (!found) {
        co_return fail(found.error());
    }
    co_return static_cast<double>(found->size());
}

}  // namespace otkel::operations
