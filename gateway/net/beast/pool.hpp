#pragma once

#include <list>
#include <memory>
#include <vector>

#include "gateway/net/beast/connection.hpp"

namespace otkel::net::beast {

class EndpointPool;

// The right to use one of an endpoint's connections. Given back when destroyed; the connection itself is kept only
// after keep().
class Lease {
public:
    Lease() = default;
    Lease(std::shared_ptr<EndpointPool> pool, std::unique_ptr<Connection> connection);
    Lease(Lease&& other) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();

    std::unique_ptr<Connection> connection;  // null: connect one
    void keep() { keep_ = true; }

private:
    std::shared_ptr<EndpointPool> pool_;
    bool keep_{false};
};

// The connections to one endpoint: at most `connections_max` at a time, the most recently used first.
class EndpointPool : public std::enable_shared_from_this<EndpointPool> {
public:
    EndpointPool(asio::any_io_executor executor, const ClientOptions& options);

    // Waits for its turn until the limit. Errc::deadline_exceeded then, Errc::unavailable after close().
    asio::awaitable<Result<Lease>> acquire(SteadyTime limit);
    void close();  // drops what is idle, sends away who waits

private:
    friend class Lease;
    struct Waiter;
    void give_back(std::unique_ptr<Connection> connection);
    std::unique_ptr<Connection> take_idle();

    asio::any_io_executor executor_;
    std::size_t connections_max_;
    std::chrono::milliseconds idle_time_max_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::list<Waiter*> waiters_;
    std::size_t leased_{0};
    bool closed_{false};
};

}  // namespace otkel::net::beast
