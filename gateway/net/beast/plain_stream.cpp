#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "gateway/net/beast/byte_stream.hpp"

namespace otkel::net::beast {
namespace {

constexpr auto as_outcome = asio::as_tuple(asio::use_awaitable);

class PlainStream final : public ByteStream {
public:
    explicit PlainStream(tcp::socket socket) : socket_(std::move(socket)) {}

    asio::awaitable<error_code> handshake() override {
        error_code error;
        socket_.non_blocking(true, error);  // for write()
        co_return error;
    }

    asio::awaitable<Outcome> read_some(asio::mutable_buffer room) override {
        const auto [error, octets] = co_await socket_.async_read_some(room, as_outcome);
        co_return Outcome{octets, error};
    }

    asio::awaitable<Outcome> write(std::string_view head, std::string_view body) override {
        std::array<asio::const_buffer, 2> rest{asio::buffer(head), asio::buffer(body)};
        // The kernel nearly always takes an answer whole: then nothing is suspended.
        error_code error;
        const auto at_once = socket_.write_some(rest, error);
        if (error && error != asio::error::would_block && error != asio::error::try_again) {
            co_return Outcome{0, error};
        }
        if (at_once == head.size() + body.size()) {
            co_return Outcome{at_once, {}};
        }
        const auto of_head = std::min(at_once, head.size());
        rest[0] += of_head;
        rest[1] += at_once - of_head;
        const auto [late_error, late] = co_await asio::async_write(socket_, rest, as_outcome);
        co_return Outcome{at_once + late, late_error};
    }

    asio::awaitable<void> finish() override {
        error_code ignored;
        socket_.shutdown(tcp::socket::shutdown_send, ignored);
        co_return;
    }

    tcp::socket& socket() override { return socket_; }

private:
    tcp::socket socket_;
};

}  // namespace

std::unique_ptr<ByteStream> make_plain_stream(tcp::socket socket) {
    return std::make_unique<PlainStream>(std::move(socket));
}

}  // namespace otkel::net::beast
