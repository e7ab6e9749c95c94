#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <list>
#include <optional>
#include <utility>

#include "gateway/base/clock.hpp"

namespace otkel::adapters::nca {

// One question for which several coroutines wait, each as long as it likes. Used on one thread; held by a shared_ptr of
// everybody who waits.
template <class T>
class Flight {
public:
    void land(T value) {
        value_.emplace(std::move(value));
        for (auto* waiter : waiters_) {
            waiter->cancel();
        }
    }
    [[nodiscard]] const std::optional<T>& value() const { return value_; }

    // Until it has landed or the time has come.
    boost::asio::awaitable<void> wait(SteadyTime until) {
        if (value_) {
            co_return;
        }
        boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, until);
        const Waiter waiter(waiters_, timer);
        boost::system::error_code ignored;
        co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    }

private:
    using Waiters = std::list<boost::asio::steady_timer*>;
    class Waiter {
    public:
        Waiter(Waiters& waiters, boost::asio::steady_timer& timer)
            : waiters_(waiters), place_(waiters.insert(waiters.end(), &timer)) {}
        ~Waiter() { waiters_.erase(place_); }
        Waiter(const Waiter&) = delete;
        Waiter& operator=(const Waiter&) = delete;

    private:
        Waiters& waiters_;
        Waiters::iterator place_;
    };

    std::optional<T> value_;
    Waiters waiters_;
};

}  // namespace otkel::adapters::nca
