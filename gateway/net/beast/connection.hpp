#pragma once

#include <memory>
#include <string_view>

#include "gateway/net/beast/byte_stream.hpp"
#include "gateway/net/beast/input_buffer.hpp"
#include "gateway/net/beast/watchdog.hpp"

namespace otkel::net::beast {

// A stream with its input buffer and its time limit; server sessions and pooled client connections are made of it.
class Connection {
public:
    explicit Connection(std::unique_ptr<ByteStream> stream);

    [[nodiscard]] ByteStream& stream() { return *stream_; }
    [[nodiscard]] InputBuffer& input() { return input_; }

    // Until then, all that is awaited here must have happened; after it everything ends with timed_out.
    void limit(SteadyTime at);
    void no_limit() { watchdog_.clear(); }
    // Nothing is awaited: the connection is kept, and closed then.
    void close_at(SteadyTime at);
    // Whether the peer still waits for us: neither closed nor sending unasked.
    [[nodiscard]] bool quiet();

    asio::awaitable<error_code> connect(tcp::endpoint to);
    asio::awaitable<error_code> handshake();
    asio::awaitable<error_code> read();  // some octets into the buffer
    asio::awaitable<ByteStream::Outcome> write(std::string_view head, std::string_view body);
    // A close that lets the peer read our last words: a socket closed with unread input resets the connection, and the
    // reset may overtake them. Ends at the limit.
    asio::awaitable<void> linger();

private:
    [[nodiscard]] error_code timed(error_code error) const;

    std::unique_ptr<ByteStream> stream_;
    InputBuffer input_;
    bool kept_{false};
    Watchdog watchdog_;
    std::size_t read_wanted_;
};

}  // namespace otkel::net::beast
