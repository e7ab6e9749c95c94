#include "gateway/net/beast/session.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <utility>

#include "gateway/telemetry/log.hpp"

namespace otkel::net::beast {
namespace {

// How long a connection that is to be closed waits for the client to read our last words.
constexpr std::chrono::milliseconds linger_time_max{1'000};

Errc code_of(int status) {
    switch (status) {
        case 408: return Errc::deadline_exceeded;
        case 413:
        case 431: return Errc::limit_exceeded;
        case 417:
        case 505: return Errc::unsupported;
        case 500: return Errc::internal;
        case 503: return Errc::overloaded;
        default: return Errc::malformed;
    }
}

// RFC 9457. `detail` is a sentence of ours: nothing in it needs escaping.
HttpResponse problem(const FramingFault& fault) {
    const auto& entry = info(code_of(fault.status));
    HttpResponse response;
    response.status = fault.status;
    response.headers.add("Content-Type", "application/problem+json");
    response.body.append("{\"code\":\"").append(entry.name).append("\",\"title\":\"").append(entry.title.en);
    response.body.append("\",\"status\":").append(std::to_string(fault.status));
    response.body.append(",\"detail\":\"").append(fault.detail).append("\"}");
    return response;
}

HttpResponse busy(std::string_view detail) {
    auto response = problem({503, detail});
    response.headers.add("Retry-After", "1");
    return response;
}

struct Counted {
    explicit Counted(std::size_t& c) : count(c) { ++count; }
    ~Counted() { --count; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    std::size_t& count;
};

}  // namespace

Session::Session(ServerState& state, std::unique_ptr<ByteStream> stream)
    : state_(state),
      connection_(std::move(stream)),
      decoder_({state.options.header_octets_max, state.options.body_octets_max}) {
    error_code ignored;
    const auto remote = connection_.stream().socket().remote_endpoint(ignored);
    remote_address_ = remote.address().to_string();
    remote_port_ = remote.port();
    state_.sessions.insert(this);
}

Session::~Session() {
    release_body();
    state_.sessions.erase(this);
}

bool Session::hold_body() {
    const auto octets = decoder_.body_octets();
    const bool more = octets > held_octets_;
    state_.body_octets += octets - held_octets_;
    held_octets_ = octets;
    // One alone always fits, and what fits already is not given up for those that came later.
    return !more || state_.body_octets == octets || state_.body_octets <= state_.options.body_octets_in_flight_max;
}

void Session::release_body() { state_.body_octets -= std::exchange(held_octets_, 0); }

void Session::limit_to(std::chrono::milliseconds duration) {
    connection_.limit(std::chrono::steady_clock::now() + duration);
}

void Session::end_if_idle() {
    if (idle_) {
        connection_.stream().cancel();
    }
}

asio::awaitable<void> Session::run() {
    limit_to(state_.options.handshake_time_max);
    if (const auto error = co_await connection_.handshake()) {
        ++state_.refused_total;
        const auto reason = connection_.stream().describe(error);
        log::debug("tls-handshake-failed", {{"remote", remote_address_}, {"reason", reason}});
        co_return;
    }
    client_certificate_der_ = connection_.stream().peer_certificate_der();
    while (co_await serve_one()) {
    }
}

asio::awaitable<bool> Session::serve_one() {
    auto request = co_await receive();
    if (!request) {
        co_return false;
    }
    const bool to_head = request->method == "HEAD";
    auto response = co_await respond(std::move(*request));
    release_body();
    const bool keep_alive = keep_alive_ && !state_.draining;
    const bool kept = co_await send_response(std::move(response), keep_alive, to_head);
    co_return kept;
}

asio::awaitable<bool> Session::await_first_octets() {
    auto& input = connection_.input();
    if (input.empty() && !state_.draining) {
        input.shrink();
        limit_to(state_.options.idle_time_max);
        idle_ = true;
        (void)co_await connection_.read();
        idle_ = false;
    }
    co_return !input.empty();
}

asio::awaitable<std::optional<HttpRequest>> Session::receive() {
    if (!co_await await_first_octets()) {
        co_return std::nullopt;
    }
    arrived_ = std::chrono::steady_clock::now();
    connection_.limit(arrived_ + state_.options.header_time_max);
    for (;;) {
        const auto step = decoder_.step(connection_.input());
        if (!hold_body()) {
            co_await refuse_for_now("the messages in work hold all the memory that they may; ask again later");
            co_return std::nullopt;
        }
        if (step == Step::complete) {
            keep_alive_ = decoder_.keep_alive();
            co_return decoder_.take();
        }
        if (step == Step::refused) {
            co_await refuse(decoder_.fault());
            co_return std::nullopt;
        }
        if (step == Step::header) {
            limit_to(state_.options.body_time_max);
            if (decoder_.expects_continue() && connection_.input().empty()) {
                (void)co_await connection_.write(continue_head, {});
            }
            continue;
        }
        const auto error = co_await connection_.read();
        if (error == asio::error::timed_out) {
            co_await refuse({408, decoder_.in_header() ? "the header took too long" : "the body took too long"});
        }
        if (error) {
            co_return std::nullopt;
        }
    }
}

asio::awaitable<HttpResponse> Session::respond(HttpRequest request) {
    connection_.no_limit();
    if (state_.draining) {
        ++state_.refused_total;
        co_return busy("this server is stopping; ask again, another may answer");
    }
    if (state_.in_flight >= state_.options.requests_in_flight_max) {
        ++state_.refused_total;
        co_return busy("too many requests are in work; ask again later");
    }
    const Counted counted(state_.in_flight);
    complete(request);
    auto response = co_await call_handler(std::move(request));
    co_return response;
}

void Session::complete(HttpRequest& request) const {
    request.remote_address = remote_address_;
    request.remote_port = remote_port_;
    request.client_certificate_der = client_certificate_der_;
    request.arrived = arrived_;
}

asio::awaitable<HttpResponse> Session::call_handler(HttpRequest request) {
    std::string what;
    try {
        co_return co_await state_.handler(std::move(request));
    } catch (const std::exception& e) {
        what = e.what();
    } catch (...) {
        what = "an exception of unknown type";
    }
    const auto cancellation = co_await asio::this_coro::cancellation_state;
    if (cancellation.cancelled() != asio::cancellation_type::none) {
        throw boost::system::system_error(asio::error::operation_aborted);
    }
    log::error("http-handler-failed", {{"what", what}});
    co_return problem({500, "the request could not be worked on; the log of the gateway says why"});
}

asio::awaitable<bool> Session::send_response(HttpResponse response, bool keep_alive, bool to_head) {
    limit_to(state_.options.response_time_max);
    if (!encode_response_head(response, keep_alive, to_head, head_)) {
        log::error("http-response-refused", {{"status", static_cast<std::int64_t>(response.status)}});
        response = problem({500, "the answer could not be written as HTTP"});
        (void)encode_response_head(response, keep_alive, to_head, head_);
    }
    const auto written = co_await connection_.write(head_, to_head ? std::string_view{} : response.body);
    if (written.error) {
        co_return false;
    }
    if (!keep_alive) {
        limit_to(linger_time_max);
        co_await connection_.linger();
    }
    co_return keep_alive;
}

asio::awaitable<void> Session::refuse(FramingFault fault) {
    ++state_.refused_total;
    (void)co_await send_response(problem(fault), false, false);
}

// The rest of the body is not read: the connection ends.
asio::awaitable<void> Session::refuse_for_now(std::string_view detail) {
    release_body();
    ++state_.refused_total;
    (void)co_await send_response(busy(detail), false, false);
}

}  // namespace otkel::net::beast
