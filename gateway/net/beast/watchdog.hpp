#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>

#include "gateway/base/clock.hpp"

namespace otkel::net::beast {

namespace asio = boost::asio;

// The time limit of one connection. Setting a later limit costs nothing but a store: the timer that is already set
// looks again when it fires. Used on the executor's one thread.
class Watchdog {
public:
    // `bark` is called when a limit has passed; it should end what the connection waits for.
    Watchdog(asio::any_io_executor executor, std::function<void()> bark);
    ~Watchdog();
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;

    void set(SteadyTime limit);
    void clear();
    [[nodiscard]] bool expired() const;  // since the last set()

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace otkel::net::beast
