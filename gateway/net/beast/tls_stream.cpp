#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/base/bytes.hpp"
#include "gateway/net/beast/byte_stream.hpp"

namespace otkel::net::beast {
namespace {

constexpr auto as_outcome = asio::as_tuple(asio::use_awaitable);
// What fits one TLS record with the head is copied behind it, so that both leave together.
constexpr std::size_t record_octets_max = 16 * 1024;

struct FreeSsl {
    void operator()(SSL* p) const { SSL_free(p); }
};
using SslHandle = std::unique_ptr<SSL, FreeSsl>;

struct FreeCertificate {
    void operator()(X509* p) const { X509_free(p); }
};

class TlsStream final : public ByteStream {
public:
    TlsStream(tcp::socket socket, SslHandle handle, asio::ssl::stream_base::handshake_type role, std::string pinned)
        : stream_(std::move(socket), handle.release()), role_(role), pinned_(std::move(pinned)) {}

    asio::awaitable<error_code> handshake() override {
        const auto [error] = co_await stream_.async_handshake(role_, as_outcome);
        if (!error && !pinned_.empty() && !equal_in_constant_time(peer_digest(), pinned_)) {
            wrong_pin_ = true;
            co_return error_code(asio::error::access_denied);
        }
        co_return error;
    }

    asio::awaitable<Outcome> read_some(asio::mutable_buffer room) override {
        const auto [error, octets] = co_await stream_.async_read_some(room, as_outcome);
        co_return Outcome{octets, error};
    }

    asio::awaitable<Outcome> write(std::string_view head, std::string_view body) override {
        if (head.size() + body.size() > record_octets_max) {
            const auto first = co_await write_all(head);
            if (first.error) {
                co_return first;
            }
            const auto second = co_await write_all(body);
            co_return Outcome{first.octets + second.octets, second.error};
        }
        joined_.assign(head).append(body);
        const auto all = co_await write_all(joined_);
        co_return all;
    }

    asio::awaitable<void> finish() override {
        // Also waits for the peer's own goodbye, or what it still sends; the caller's watchdog bounds that.
        (void)co_await stream_.async_shutdown(as_outcome);
        error_code ignored;
        stream_.next_layer().shutdown(tcp::socket::shutdown_send, ignored);
    }

    tcp::socket& socket() override { return stream_.next_layer(); }

    std::string peer_certificate_der() const override {
        const std::unique_ptr<X509, FreeCertificate> certificate(SSL_get1_peer_certificate(ssl()));
        const int size = certificate ? i2d_X509(certificate.get(), nullptr) : 0;
        std::string der(static_cast<std::size_t>(std::max(size, 0)), '\0');
        auto* out = reinterpret_cast<unsigned char*>(der.data());
        if (size > 0) {
            i2d_X509(certificate.get(), &out);
        }
        return der;
    }

    std::string describe(const error_code& error) const override {
        if (wrong_pin_) {
            return "the server shows another certificate than the pinned one, with SHA-256 " + to_hex(peer_digest());
        }
        const auto verdict = SSL_get_verify_result(ssl());
        if (verdict != X509_V_OK) {
            return std::string("its certificate is not trusted: ") + X509_verify_cert_error_string(verdict);
        }
        return error.message();
    }

private:
    SSL* ssl() const { return const_cast<asio::ssl::stream<tcp::socket>&>(stream_).native_handle(); }

    std::string peer_digest() const {
        const auto der = peer_certificate_der();
        std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
        unsigned size = 0;
        if (der.empty() || EVP_Digest(der.data(), der.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
            return {};
        }
        return {reinterpret_cast<const char*>(digest.data()), size};
    }

    // asio's write gives the sum of application octets only; a record may have left in part when it fails, so all of it
    // counts as sent.
    asio::awaitable<Outcome> write_all(std::string_view octets) {
        std::size_t written = 0;
        while (written < octets.size()) {
            const auto rest = asio::buffer(octets.substr(written));
            const auto [error, some] = co_await stream_.async_write_some(rest, as_outcome);
            written += some;
            if (error) {
                co_return Outcome{octets.size(), error};
            }
        }
        co_return Outcome{written, {}};
    }

    asio::ssl::stream<tcp::socket> stream_;
    asio::ssl::stream_base::handshake_type role_;
    std::string pinned_;
    bool wrong_pin_{false};
    std::string joined_;
};

bool demand_host(SSL* ssl, const std::string& host) {
    error_code not_numeric;
    asio::ip::make_address(host, not_numeric);
    if (!not_numeric) {
        return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1;
    }
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    // RFC 6066, 3: a server name, never an address.
    return SSL_set_tlsext_host_name(ssl, host.c_str()) == 1 && SSL_set1_host(ssl, host.c_str()) == 1;
}

}  // namespace

std::unique_ptr<ByteStream> make_tls_server_stream(tcp::socket socket, const TlsContext& context) {
    SslHandle handle(SSL_new(context.handle.get()));
    if (!handle) {
        return nullptr;
    }
    return std::make_unique<TlsStream>(std::move(socket), std::move(handle), asio::ssl::stream_base::server,
                                       std::string{});
}

Result<std::unique_ptr<ByteStream>> make_tls_client_stream(tcp::socket socket, const TlsContext& context,
                                                           const std::string& host) {
    SslHandle handle(SSL_new(context.handle.get()));
    if (!handle || !demand_host(handle.get(), host)) {
        return fail(Errc::unavailable, "no TLS connection can be prepared for " + host);
    }
    std::unique_ptr<ByteStream> stream = std::make_unique<TlsStream>(
        std::move(socket), std::move(handle), asio::ssl::stream_base::client, context.pinned_sha256);
    return stream;
}

}  // namespace otkel::net::beast
