#include "gateway/net/beast/connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

namespace otkel::net::beast {
namespace {

constexpr auto as_outcome = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t read_octets_min = 2 * 1024;
constexpr std::size_t read_octets_max = 64 * 1024;
constexpr std::size_t linger_octets_max = 4 * 1024 * 1024;

}  // namespace

Connection::Connection(std::unique_ptr<ByteStream> stream)
    : stream_(std::move(stream)),
      watchdog_(stream_->socket().get_executor(), [this] { kept_ ? stream_->close() : stream_->cancel(); }),
      read_wanted_(read_octets_min) {}

void Connection::limit(SteadyTime at) {
    kept_ = false;
    watchdog_.set(at);
}

void Connection::close_at(SteadyTime at) {
    kept_ = true;
    watchdog_.set(at);
}

bool Connection::quiet() {
    auto& socket = stream_->socket();
    char octet = 0;
    if (!socket.is_open() || watchdog_.expired() || !input_.empty()) {
        return false;
    }
    const auto peeked = ::recv(socket.native_handle(), &octet, 1, MSG_PEEK | MSG_DONTWAIT);
    return peeked < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

error_code Connection::timed(error_code error) const {
    return watchdog_.expired() ? error_code(asio::error::timed_out) : error;
}

asio::awaitable<error_code> Connection::connect(tcp::endpoint to) {
    auto& socket = stream_->socket();
    const auto [error] = co_await socket.async_connect(to, as_outcome);
    if (!error) {
        error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
    }
    co_return timed(error);
}

asio::awaitable<error_code> Connection::handshake() {
    if (watchdog_.expired()) {
        co_return asio::error::timed_out;
    }
    const auto error = co_await stream_->handshake();
    co_return timed(error);
}

asio::awaitable<error_code> Connection::read() {
    // The limit may have passed while nothing was pending that it could end.
    if (watchdog_.expired()) {
        co_return asio::error::timed_out;
    }
    const auto room = input_.prepare(read_wanted_);
    const auto [octets, error] = co_await stream_->read_some(asio::buffer(room.data, room.size));
    input_.commit(octets);
    // A full buffer means that more waits: large bodies come in large pieces.
    read_wanted_ = octets == room.size ? std::min(2 * room.size, read_octets_max) : read_octets_min;
    co_return timed(error);
}

asio::awaitable<ByteStream::Outcome> Connection::write(std::string_view head, std::string_view body) {
    if (watchdog_.expired()) {
        co_return ByteStream::Outcome{0, asio::error::timed_out};
    }
    auto outcome = co_await stream_->write(head, body);
    outcome.error = outcome.error ? timed(outcome.error) : outcome.error;
    co_return outcome;
}

asio::awaitable<void> Connection::linger() {
    co_await stream_->finish();
    std::array<char, 4096> discarded;
    error_code error;
    for (std::size_t total = 0; !error && !watchdog_.expired() && total < linger_octets_max;) {
        const auto [failed, octets] = co_await stream_->socket().async_read_some(asio::buffer(discarded), as_outcome);
        error = failed;
        total += octets;
    }
    stream_->close();
}

}  // namespace otkel::net::beast
