#include "gateway/exchange/outbox.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/base/write_points.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::exchange {

Outbox::Outbox(Services services, Limits limits, Work work)
    : services_(std::move(services)), limits_(limits), work_(std::move(work)), timer_(services_.executor) {}

asio::awaitable<void> Outbox::run() {
    while (true) {
        woken_ = false;
        const auto room = co_await round();
        if (!room) {
            log::warning("outbox-cannot-read", {{"reason", room.error().to_string()}});
        }
        const auto due = co_await until_next_due();
        co_await pause(std::min({room.value_or(limits_.look_again), due, limits_.look_again}));
    }
}

asio::awaitable<Result<std::chrono::milliseconds>> Outbox::round() {
    const auto backlog = co_await services_.journal.backlog(services_.clock.wall());
    if (!backlog) {
        co_return fail(backlog.error());
    }
    auto soonest = limits_.look_again;
    left_lying_ = false;
    for (const auto& waiting : *backlog) {
        const auto most = room(waiting.peer);
        if (most > 0) {
            auto taken = co_await services_.journal.take(waiting.peer, services_.clock.wall(), most);
            if (!taken) {
                co_return fail(taken.error());
            }
            if (!taken->empty()) {
                reached(WritePoint::outbox_taken);
            }
            for (auto& exchange : *taken) {
                start(std::move(exchange));
            }
        }
        if (waiting.due > most) {
            left_lying_ = true;
            soonest = std::min(soonest, services_.pacing.wait(waiting.peer));
        }
    }
    co_return soonest;
}

// What one peer sends or is sent never fills the memory: the rest stays on disk.
std::size_t Outbox::room(const std::string& peer) {
    const auto found = in_work_.find(peer);
    const auto in_work = found == in_work_.end() ? 0 : found->second;
    const auto free = limits_.in_work_of_peer - std::min(limits_.in_work_of_peer, in_work);
    return std::min(free, services_.pacing.room(peer));
}

// Counted from when it was taken: its coroutine begins later.
void Outbox::start(journal::Exchange exchange) {
    taken_.insert(exchange.summary.id.text());
    ++in_work_[exchange.summary.peer];
    services_.tasks.spawn(work(std::move(exchange)));
}

asio::awaitable<void> Outbox::work(journal::Exchange exchange) {
    struct Leaving {
        ~Leaving() {
            outbox.taken_.erase(id);
            --outbox.in_work_[peer];
            outbox.place_is_free();
        }
        Outbox& outbox;
        std::string id, peer;
    };
    const Leaving leaving{*this, exchange.summary.id.text(), exchange.summary.peer};
    co_await work_(std::move(exchange));
}

asio::awaitable<std::chrono::milliseconds> Outbox::until_next_due() {
    const auto due = co_await services_.journal.next_due();
    const auto now = services_.clock.wall();
    // What is due already was left lying for want of room.
    co_return due && *due && **due > now ? std::chrono::ceil<std::chrono::milliseconds>(**due - now)
                                         : limits_.look_again;
}

asio::awaitable<void> Outbox::pause(std::chrono::milliseconds length) {
    timer_.expires_after(length);
    if (!woken_) {
        boost::system::error_code ended;
        co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ended));
    }
}

asio::awaitable<void> Outbox::keep_lease() {
    while (true) {
        const auto renewed = co_await services_.journal.renew_lease(services_.clock.wall());
        if (!renewed) {
            log::warning("lease-not-renewed", {{"reason", renewed.error().to_string()}});
        }
        asio::steady_timer next(services_.executor, limits_.lease_renewal);
        co_await next.async_wait(asio::use_awaitable);
    }
}

void Outbox::wake() {
    woken_ = true;
    timer_.cancel();
}

void Outbox::place_is_free() {
    if (left_lying_) {
        wake();
    }
}

}  // namespace otkel::exchange
