#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <string>
#include <vector>

namespace otkel::exchange::fakes {

namespace asio = boost::asio;

// Each stand-in writes into one list what happened, in order.
using Events = std::vector<std::string>;

// Coroutines that pass wait until it is opened.
class Gate {
public:
    explicit Gate(asio::io_context& io) : timer_(io, asio::steady_timer::time_point::max()) {}
    void open() {
        open_ = true;
        timer_.cancel();
    }
    asio::awaitable<void> pass() {
        if (!open_) {
            boost::system::error_code opened;
            co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, opened));
        }
    }

private:
    asio::steady_timer timer_;
    bool open_{false};
};

}  // namespace otkel::exchange::fakes
