#include "gateway/net/beast/pool.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>

namespace otkel::net::beast {

// In the queue as long as it exists; the turn that it was given and did not take goes on to the next.
struct EndpointPool::Waiter {
    explicit Waiter(EndpointPool& p) : pool(p), timer(p.executor_), place(p.waiters_.insert(p.waiters_.end(), this)) {}
    ~Waiter() {
        if (place != pool.waiters_.end()) {
            pool.waiters_.erase(place);
        }
    }
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;

    void wake() {
        pool.waiters_.erase(place);
        place = pool.waiters_.end();
        timer.cancel();
    }

    EndpointPool& pool;
    asio::steady_timer timer;
    std::list<Waiter*>::iterator place;
    std::optional<Lease> turn;
};

Lease::Lease(std::shared_ptr<EndpointPool> pool, std::unique_ptr<Connection> c)
    : connection(std::move(c)), pool_(std::move(pool)) {}

Lease::~Lease() {
    if (pool_) {
        pool_->give_back(keep_ ? std::move(connection) : nullptr);
    }
}

EndpointPool::EndpointPool(asio::any_io_executor executor, const ClientOptions& options)
    : executor_(std::move(executor)),
      connections_max_(options.connections_per_endpoint_max),
      idle_time_max_(options.idle_time_max) {}

std::unique_ptr<Connection> EndpointPool::take_idle() {
    while (!idle_.empty()) {
        auto connection = std::move(idle_.back());
        idle_.pop_back();
        if (connection->quiet()) {
            return connection;
        }
    }
    return nullptr;
}

asio::awaitable<Result<Lease>> EndpointPool::acquire(SteadyTime limit) {
    const auto self = shared_from_this();
    if (!closed_ && leased_ < connections_max_) {
        ++leased_;
        co_return Lease(self, take_idle());
    }
    Waiter waiter(*this);
    if (!closed_) {
        waiter.timer.expires_at(limit);
        (void)co_await waiter.timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    if (waiter.turn) {
        co_return std::move(*waiter.turn);
    }
    if (closed_) {
        co_return fail(Errc::unavailable, "this client is closing; nothing was sent");
    }
    co_return fail(Errc::deadline_exceeded,
                   "all " + std::to_string(connections_max_) +
                       " connections to the endpoint stayed in use until the deadline; nothing was sent");
}

void EndpointPool::give_back(std::unique_ptr<Connection> connection) {
    if (connection && !closed_) {
        connection->close_at(std::chrono::steady_clock::now() + idle_time_max_);
        idle_.push_back(std::move(connection));
    }
    if (waiters_.empty() || closed_) {
        --leased_;
        return;
    }
    // The turn is handed over as it is, so that nobody who comes now overtakes.
    auto* const next = waiters_.front();
    next->turn.emplace(shared_from_this(), take_idle());
    next->wake();
}

void EndpointPool::close() {
    closed_ = true;
    idle_.clear();
    while (!waiters_.empty()) {
        waiters_.front()->wake();
    }
}

}  // namespace otkel::net::beast
