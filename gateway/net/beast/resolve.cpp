#include "gateway/net/beast/resolve.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace otkel::net::beast {

using tcp = asio::ip::tcp;

struct Resolution::State {
    explicit State(const asio::any_io_executor& executor) : resolver(executor), ended(executor) {}
    tcp::resolver resolver;
    asio::steady_timer ended;
    std::vector<tcp::endpoint> found;
    boost::system::error_code error{asio::error::timed_out};
    bool done{false};
};

Resolution::Resolution(asio::any_io_executor executor, const std::string& host, std::uint16_t port)
    : state_(std::make_shared<State>(executor)) {
    boost::system::error_code not_numeric;
    const auto address = asio::ip::make_address(host, not_numeric);
    if (!not_numeric) {
        state_->found.emplace_back(address, port);
        state_->error = {};
        state_->done = true;
        return;
    }
    constexpr auto flags = tcp::resolver::numeric_service;
    state_->resolver.async_resolve(host, std::to_string(port), flags,
                                   [state = state_](const auto& error, const auto& results) {
                                       state->error = error;
                                       state->done = true;
                                       for (const auto& result : results) {
                                           state->found.push_back(result.endpoint());
                                       }
                                       state->ended.cancel();
                                   });
}

asio::awaitable<std::vector<tcp::endpoint>> Resolution::wait(SteadyTime limit) {
    const auto state = state_;
    if (!state->done) {
        state->ended.expires_at(limit);
        (void)co_await state->ended.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return state->found;
}

void Resolution::give_up() {
    if (!state_->done) {
        state_->error = asio::error::operation_aborted;
        state_->ended.cancel();
    }
}

boost::system::error_code Resolution::error() const { return state_->error; }

}  // namespace otkel::net::beast
