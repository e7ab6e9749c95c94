#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <vector>

#include "gateway/base/clock.hpp"

namespace otkel::net::beast {

namespace asio = boost::asio;

// The name service cannot be interrupted: who waits for it gives up at its limit, and the late answer finds nobody.
class Resolution {
public:
    Resolution(asio::any_io_executor executor, const std::string& host, std::uint16_t port);

    // Empty with the reason in error(); timed_out at the limit, operation_aborted after give_up().
    asio::awaitable<std::vector<asio::ip::tcp::endpoint>> wait(SteadyTime limit);
    void give_up();
    [[nodiscard]] boost::system::error_code error() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace otkel::net::beast
