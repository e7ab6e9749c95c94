#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/net/beast/tls_context.hpp"

namespace otkel::net::beast {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

// An ordered stream of octets, plain or TLS. The seam between sockets and HTTP: each side of it is instantiated in
// files of its own, which halves what they cost to build. No operation throws for what a peer does.
class ByteStream {
public:
    struct Outcome {
        std::size_t octets{0};
        error_code error;
    };

    virtual ~ByteStream() = default;
    virtual asio::awaitable<error_code> handshake() = 0;
    virtual asio::awaitable<Outcome> read_some(asio::mutable_buffer room) = 0;
    // All of head and body in as few segments as can be. `octets` counts what may have left when it fails.
    virtual asio::awaitable<Outcome> write(std::string_view head, std::string_view body) = 0;
    // Tells the peer that nothing more will be sent.
    virtual asio::awaitable<void> finish() = 0;

    virtual tcp::socket& socket() = 0;
    [[nodiscard]] virtual std::string peer_certificate_der() const { return {}; }
    // What went wrong, with the reason of a refused certificate.
    [[nodiscard]] virtual std::string describe(const error_code& error) const { return error.message(); }

    // Ends what is pending, with operation_aborted.
    void cancel() {
        error_code ignored;
        socket().cancel(ignored);
    }
    void close() {
        error_code ignored;
        socket().close(ignored);
    }
};

[[nodiscard]] std::unique_ptr<ByteStream> make_plain_stream(tcp::socket socket);
[[nodiscard]] std::unique_ptr<ByteStream> make_tls_server_stream(tcp::socket socket, const TlsContext& context);
// Demands a certificate for `host`, and the pinned one if any.
[[nodiscard]] Result<std::unique_ptr<ByteStream>> make_tls_client_stream(tcp::socket socket, const TlsContext& context,
                                                                         const std::string& host);

}  // namespace otkel::net::beast
