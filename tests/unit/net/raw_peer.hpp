#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

// The other end of a connection, octet by octet: what a well-behaved library would not send.

namespace otkel::net::test {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

class RawPeer {
public:
    explicit RawPeer(tcp::socket socket) : socket_(std::move(socket)) {}

    asio::awaitable<void> send(std::string octets);
    asio::awaitable<void> drip(std::string octets,
                               std::chrono::milliseconds pause);  // one octet at a time, until refused
    asio::awaitable<std::string> read_message();  // a header and the body that its Content-Length tells; "" at the end
    asio::awaitable<std::string> read_to_end();   // until the other side closes
    asio::awaitable<void> wait_for_close() { (void)co_await read_to_end(); }
    void close() { socket_.close(); }
    void reset();  // closes so that the other side gets a reset

private:
    tcp::socket socket_;
    std::string buffer_;
};

// A client of a server under test.
[[nodiscard]] RawPeer connect_raw(asio::io_context& context, std::uint16_t port);

// A server for a client under test: the n-th connection runs the script with that number.
class RawServer {
public:
    using Script = std::function<asio::awaitable<void>(RawPeer peer, std::size_t connection)>;
    RawServer(asio::io_context& context, Script script);
    ~RawServer();
    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::size_t accepted() const;
    void close();  // the port refuses from now on

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace otkel::net::test
