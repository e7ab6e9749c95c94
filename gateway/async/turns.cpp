#include "gateway/async/turns.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace otkel::async {

// A coroutine that is destroyed while it waits must not stay in the list.
class Turns::Waiting {
public:
    Waiting(Turns& turns, const asio::any_io_executor& executor)
        : turns_(turns), timer_(executor, asio::steady_timer::time_point::max()) {
        turns_.waiting_.push_back(this);
    }
    ~Waiting() { turns_.waiting_.remove(this); }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

    asio::awaitable<bool> wait() {
        boost::system::error_code ended;
        co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ended));
        co_return granted_;
    }
    void grant() {
        granted_ = true;
        timer_.cancel();
    }

private:
    Turns& turns_;
    asio::steady_timer timer_;
    bool granted_{false};
};

asio::awaitable<Turns::Turn> Turns::take() {
    if (!taken_) {
        taken_ = true;
        co_return Turn(*this);
    }
    Waiting self(*this, co_await asio::this_coro::executor);
    const bool granted = co_await self.wait();
    if (!granted) {
        throw boost::system::system_error(asio::error::operation_aborted);
    }
    co_return Turn(*this);
}

void Turns::give_back() {
    if (waiting_.empty()) {
        taken_ = false;
        return;
    }
    auto* const next = waiting_.front();
    waiting_.pop_front();
    next->grant();
}

}  // namespace otkel::async
