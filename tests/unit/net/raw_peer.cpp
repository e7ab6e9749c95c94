#include "tests/unit/net/raw_peer.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "tests/support/run_coroutine.hpp"

namespace otkel::net::test {
namespace {

constexpr auto as_outcome = asio::as_tuple(asio::use_awaitable);

std::size_t message_size(std::string_view octets) {
    const auto end = octets.find("\r\n\r\n");
    if (end == std::string_view::npos) {
        return std::string_view::npos;
    }
    const auto field = octets.find("Content-Length: ");
    const auto length = field < end ? std::stoul(std::string(octets.substr(field + 16, 20))) : 0;
    return end + 4 + length;
}

asio::awaitable<bool> read_more(tcp::socket& socket, std::string& buffer) {
    std::array<char, 4096> room;
    const auto [error, octets] = co_await socket.async_read_some(asio::buffer(room), as_outcome);
    buffer.append(room.data(), octets);
    co_return !error;
}

}  // namespace

asio::awaitable<void> RawPeer::send(std::string octets) {
    (void)co_await asio::async_write(socket_, asio::buffer(octets), as_outcome);
}

asio::awaitable<void> RawPeer::drip(std::string octets, std::chrono::milliseconds pause) {
    asio::steady_timer timer(socket_.get_executor());
    for (const char octet : octets) {
        const auto [error, written] = co_await asio::async_write(socket_, asio::buffer(&octet, 1), as_outcome);
        if (error || socket_.available() != 0) {
            co_return;
        }
        timer.expires_after(pause);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<std::string> RawPeer::read_message() {
    for (bool open = true; open && buffer_.size() < message_size(buffer_);) {
        open = co_await read_more(socket_, buffer_);
    }
    const auto size = std::min(message_size(buffer_), buffer_.size());
    auto message = buffer_.substr(0, size);
    buffer_.erase(0, size);
    co_return message;
}

asio::awaitable<std::string> RawPeer::read_to_end() {
    while (co_await read_more(socket_, buffer_)) {
    }
    co_return std::exchange(buffer_, {});
}

void RawPeer::reset() {
    socket_.set_option(asio::socket_base::linger(true, 0));
    socket_.close();
}

RawPeer connect_raw(asio::io_context& context, std::uint16_t port) {
    tcp::socket socket(context);
    // The kernel completes the handshake before the server under test accepts: this does not need the loop to run.
    socket.connect({asio::ip::address_v4::loopback(), port});
    return RawPeer(std::move(socket));
}

struct RawServer::State {
    State(asio::io_context& context, Script s)
        : acceptor(context, {asio::ip::address_v4::loopback(), 0}), script(std::move(s)) {}
    tcp::acceptor acceptor;
    Script script;
    std::size_t accepted{0};
};

namespace {

asio::awaitable<void> accept_all(auto state) {
    for (;;) {
        auto [error, socket] = co_await state->acceptor.async_accept(as_outcome);
        if (error) {
            co_return;
        }
        const auto executor = socket.get_executor();
        asio::co_spawn(executor, state->script(RawPeer(std::move(socket)), state->accepted++), otkel::test::rethrow);
    }
}

}  // namespace

RawServer::RawServer(asio::io_context& context, Script script)
    : state_(std::make_shared<State>(context, std::move(script))) {
    asio::co_spawn(context, accept_all(state_), otkel::test::rethrow);
}

RawServer::~RawServer() { close(); }

std::uint16_t RawServer::port() const { return state_->acceptor.local_endpoint().port(); }

std::size_t RawServer::accepted() const { return state_->accepted; }

void RawServer::close() {
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
}

}  // namespace otkel::net::test
