#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include "gateway/net/beast/codec.hpp"
#include "gateway/net/beast/connection.hpp"

namespace otkel::net::beast {

class Session;

// What the sessions of one server share with it. It outlives them: drain() waits for them.
struct ServerState {
    ServerOptions options;
    Handler handler;
    std::unordered_set<Session*> sessions;
    std::size_t in_flight{0};
    std::size_t body_octets{0};  // of all requests that are being read or worked on
    std::size_t accepted_total{0};
    std::size_t refused_total{0};
    bool draining{false};
};

// One connection of a client, from the handshake to the close: its requests one after the other.
class Session {
public:
    Session(ServerState& state, std::unique_ptr<ByteStream> stream);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    asio::awaitable<void> run();
    void end_if_idle();

private:
    asio::awaitable<bool> serve_one();
    asio::awaitable<std::optional<HttpRequest>> receive();
    asio::awaitable<bool> await_first_octets();
    asio::awaitable<HttpResponse> respond(HttpRequest request);
    asio::awaitable<HttpResponse> call_handler(HttpRequest request);
    asio::awaitable<bool> send_response(HttpResponse response, bool keep_alive, bool to_head);
    asio::awaitable<void> refuse(FramingFault fault);
    asio::awaitable<void> refuse_for_now(std::string_view detail);
    void complete(HttpRequest& request) const;
    // Counts the body that is being read among those of all sessions; false when that is more than they may have.
    [[nodiscard]] bool hold_body();
    void release_body();
    void limit_to(std::chrono::milliseconds duration);

    ServerState& state_;
    Connection connection_;
    RequestDecoder decoder_;
    std::string head_;
    std::string remote_address_;
    std::uint16_t remote_port_{0};
    std::string client_certificate_der_;
    SteadyTime arrived_{};
    std::size_t held_octets_{0};
    bool idle_{true};        // nothing is in work that a close would break
    bool keep_alive_{true};  // the client of the request in work wants to send another
};

}  // namespace otkel::net::beast
