#include "gateway/net/beast/watchdog.hpp"

#include <boost/asio/steady_timer.hpp>

namespace otkel::net::beast {

// Shared with the timer's pending handler, which may run after its owner is gone.
struct Watchdog::State : std::enable_shared_from_this<State> {
    State(const asio::any_io_executor& executor, std::function<void()> b) : timer(executor), bark(std::move(b)) {}

    void arm() {
        armed = limit;
        timer.expires_at(limit);
        timer.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
            if (!error) {
                self->fired();
            }
        });
    }

    void fired() {
        armed = SteadyTime::max();
        if (!bark || limit == SteadyTime::max()) {
            return;
        }
        if (std::chrono::steady_clock::now() < limit) {
            arm();
            return;
        }
        expired = true;
        bark();
    }

    asio::steady_timer timer;
    std::function<void()> bark;
    SteadyTime limit{SteadyTime::max()};
    SteadyTime armed{SteadyTime::max()};
    bool expired{false};
};

Watchdog::Watchdog(asio::any_io_executor executor, std::function<void()> bark)
    : state_(std::make_shared<State>(std::move(executor), std::move(bark))) {}

Watchdog::~Watchdog() {
    state_->bark = nullptr;
    state_->timer.cancel();
}

void Watchdog::set(SteadyTime limit) {
    state_->expired = false;
    state_->limit = limit;
    if (limit < state_->armed) {
        state_->arm();
    }
}

void Watchdog::clear() {
    state_->expired = false;
    state_->limit = SteadyTime::max();
}

bool Watchdog::expired() const { return state_->expired; }

}  // namespace otkel::net::beast
