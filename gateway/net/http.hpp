#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/deadline.hpp"
#include "gateway/base/result.hpp"

// HTTP/1.1 as the rest of the gateway sees it: values in, values out. net/beast/ implements it and is the only place
// that includes Beast and sockets.

namespace otkel::net {

namespace asio = boost::asio;

// Header fields in order; names compare without regard to case.
class Headers {
public:
    void set(std::string name, std::string value);  // replaces
    void add(std::string name, std::string value);
    void reserve(std::size_t fields) { fields_.reserve(fields); }
    [[nodiscard]] std::string_view get(std::string_view name) const;  // first value; empty when absent
    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const { return fields_; }

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

struct HttpRequest {
    std::string method{"GET"};
    std::string target{"/"};  // path and query, origin-form
    Headers headers;
    std::string body;

    // Server side: who sent it.
    std::string remote_address;  // "127.0.0.1"
    std::uint16_t remote_port{0};
    std::string client_certificate_der;  // of the TLS client; empty without mutual TLS
    SteadyTime arrived{};                // first octet of the request

    [[nodiscard]] std::string_view path() const;   // target without the query
    [[nodiscard]] std::string_view query() const;  // raw, without '?'
    [[nodiscard]] std::optional<std::string> parameter(
        std::string_view name) const;  // of the query, percent-decoded; "" for a bare name
};

// A part of a path between two slashes, percent-decoded (RFC 3986, 2.1): what it gives may have slashes again.
[[nodiscard]] std::string decoded_segment(std::string_view segment);

struct HttpResponse {
    int status{200};
    Headers headers;
    std::string body;
};

struct TlsServerOptions {
    std::filesystem::path certificate_chain;  // PEM
    std::filesystem::path private_key;        // PEM, or PKCS#12 when it ends in .p12
    std::filesystem::path password_file;
    std::filesystem::path client_anchors;  // PEM; when set, clients must show a certificate that leads here
};

struct ServerOptions {
    std::string address{"127.0.0.1"};
    std::uint16_t port{0};  // 0: any free one
    std::optional<TlsServerOptions> tls{};
    std::size_t header_octets_max{16 * 1024};
    std::size_t body_octets_max{10 * 1024 * 1024};
    std::size_t connections_max{10'000};
    std::size_t requests_in_flight_max{1'000};  // more: 503 with Retry-After
    // Of all bodies that are being read or worked on, whoever sends them; more: 503 with Retry-After. One body of the
    // permitted size always fits.
    std::size_t body_octets_in_flight_max{256UL * 1024 * 1024};
    std::chrono::milliseconds header_time_max{10'000};  // from the first octet of a request to the end of its header
    std::chrono::milliseconds body_time_max{30'000};
    std::chrono::milliseconds response_time_max{30'000};  // to write the whole response
    std::chrono::milliseconds idle_time_max{60'000};      // between requests of a kept connection
    std::chrono::milliseconds handshake_time_max{10'000};
};

// Called on the I/O thread for each complete request; must not block. The deadline is the server's own patience.
using Handler = std::function<asio::awaitable<HttpResponse>(HttpRequest request)>;

// One listener. All methods are called on the I/O thread; drain() must have returned before it is destroyed.
//
// Framing is strict, because a front server may read it otherwise: both Content-Length and Transfer-Encoding, a
// repeated Content-Length, a bare LF, obsolete folding, white space before a colon, a bad chunk size, a chunk extension
// or trailer, control characters, an absolute or escaping path ("..", "%2e", backslash, NUL), a missing or repeated
// Host: 400 and the connection is closed. Too large a header: 431, body: 413; too slow: 408; HTTP/1.0: 505. `Expect:
// 100-continue` is answered. A handler that throws: 500. These answers are application/problem+json. Content-Length and
// Connection of an answer are the server's; a handler's own are left out.
class HttpServer {
public:
    virtual ~HttpServer() = default;
    // Binds and starts to accept; gives the port. Errc::unavailable names the address that could not be bound.
    [[nodiscard]] virtual Result<std::uint16_t> start(Handler handler) = 0;
    // Stops accepting, closes idle connections, answers what is in work ("Connection: close"), refuses new requests
    // with 503, and cancels the rest at the deadline. After it returns no coroutine of the server is left: a handler
    // that cannot be cancelled (a task on a worker pool) is waited for.
    virtual asio::awaitable<void> drain(Deadline deadline) = 0;

    struct Figures {
        std::size_t connections;
        std::size_t in_flight;
        std::size_t accepted_total;
        std::size_t refused_total;  // bad framing, limits, overload
        std::size_t body_octets;    // in memory for requests that are being read or worked on
    };
    [[nodiscard]] virtual Figures figures() const = 0;
};

struct TlsClientOptions {
    std::filesystem::path anchors;             // PEM; empty: the system's
    std::string pinned_certificate_sha256;     // hex; when set, the server must show exactly this certificate
    std::filesystem::path client_certificate;  // PEM chain, with client_key
    std::filesystem::path client_key;
};

struct Endpoint {
    std::string scheme;  // "http" or "https"
    std::string host;
    std::uint16_t port{0};
    std::string path{"/"};
    [[nodiscard]] static Result<Endpoint> parse(std::string_view url);
    [[nodiscard]] std::string to_string() const;
};

struct ClientOptions {
    std::size_t connections_per_endpoint_max{64};
    std::chrono::milliseconds connect_time_max{5'000};
    std::chrono::milliseconds idle_time_max{30'000};  // a pooled connection older than this is closed
    std::size_t header_octets_max{16 * 1024};
    std::size_t body_octets_max{10 * 1024 * 1024};
};

// A pooled client. Used on the I/O thread only; close() must have returned before it is destroyed, or no request be on
// its way. Redirects are answers like all others. The request goes to its own target; to the path of the endpoint when
// that is "/".
//
// Errors: Errc::unavailable when nothing was sent (refused, unresolved, TLS not trusted), so that trying again is safe;
// Errc::in_doubt when octets of the request left and no complete answer came; Errc::deadline_exceeded when the time was
// up before anything was sent; Errc::cancelled when the caller was cancelled before. A kept connection that the server
// closed before any octet of our request was sent is replaced silently, once.
class HttpClient {
public:
    virtual ~HttpClient() = default;
    virtual asio::awaitable<Result<HttpResponse>> send(Endpoint endpoint, HttpRequest request, Deadline deadline) = 0;
    // Lets requests in flight finish until the deadline, then closes everything.
    virtual asio::awaitable<void> close(Deadline deadline) = 0;
};

[[nodiscard]] std::unique_ptr<HttpServer> make_http_server(asio::any_io_executor executor, ServerOptions options);
[[nodiscard]] std::unique_ptr<HttpClient> make_http_client(asio::any_io_executor executor, ClientOptions options,
                                                           std::optional<TlsClientOptions> tls);

}  // namespace otkel::net
