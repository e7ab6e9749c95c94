#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include "gateway/async/task_group.hpp"
#include "gateway/base/assert.hpp"
#include "gateway/net/beast/session.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::net {
namespace beast {
namespace {

// When the process is out of file descriptors, accepting fails at once, again and again.
constexpr std::chrono::milliseconds accept_pause{50};

asio::awaitable<void> run_session(std::unique_ptr<Session> session) {
    try {
        co_await session->run();
    } catch (const boost::system::system_error& e) {
        // The end of a drain that took too long is no failure of the session.
        if (e.code() != asio::error::operation_aborted) {
            throw;
        }
    }
}

class Server final : public HttpServer {
public:
    Server(asio::any_io_executor executor, ServerOptions options)
        : acceptor_(executor),
          tasks_(executor, [](const std::string& what) { log::error("http-session-failed", {{"what", what}}); }) {
        state_.options = std::move(options);
    }

    Result<std::uint16_t> start(Handler handler) override {
        OTKEL_ASSERT(!acceptor_.is_open());
        state_.handler = std::move(handler);
        if (state_.options.tls) {
            auto context = make_tls_context(*state_.options.tls);
            if (!context) {
                return fail(context.error());
            }
            tls_ = std::move(*context);
        }
        error_code error;
        const auto address = asio::ip::make_address(state_.options.address, error);
        if (error) {
            return fail(Errc::invalid_configuration,
                        "the address to listen on, \"" + state_.options.address + "\", is not an IP address");
        }
        error = listen({address, state_.options.port});
        if (error) {
            acceptor_.close();
            return fail(Errc::unavailable, "cannot listen on " + state_.options.address + ":" +
                                               std::to_string(state_.options.port) + ": " + error.message());
        }
        tasks_.spawn(accept_all());
        return acceptor_.local_endpoint().port();
    }

    asio::awaitable<void> drain(Deadline deadline) override {
        state_.draining = true;
        tasks_.close();
        error_code ignored;
        acceptor_.close(ignored);
        for (auto* const session : state_.sessions) {
            session->end_if_idle();
        }
        if (const bool ended = co_await tasks_.join(deadline); !ended) {
            tasks_.cancel();
            (void)co_await tasks_.join(Deadline(SteadyTime::max()));
        }
    }

    Figures figures() const override {
        return {state_.sessions.size(), state_.in_flight, state_.accepted_total, state_.refused_total,
                state_.body_octets};
    }

private:
    error_code listen(const tcp::endpoint& endpoint) {
        error_code error;
        acceptor_.open(endpoint.protocol(), error);
        if (!error) {
            acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
        }
        if (!error) {
            acceptor_.bind(endpoint, error);
        }
        if (!error) {
            acceptor_.listen(tcp::acceptor::max_listen_connections, error);
        }
        return error;
    }

    asio::awaitable<void> accept_all() {
        while (!state_.draining) {
            auto [error, socket] = co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
            if (!error) {
                admit(std::move(socket));
            } else if (!state_.draining) {
                log::warning("http-accept-failed", {{"reason", error.message()}});
                co_await async::sleep_until(std::chrono::steady_clock::now() + accept_pause);
            }
        }
    }

    void admit(tcp::socket socket) {
        ++state_.accepted_total;
        if (state_.sessions.size() >= state_.options.connections_max) {
            ++state_.refused_total;
            return;
        }
        error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        auto stream = tls_ ? make_tls_server_stream(std::move(socket), *tls_) : make_plain_stream(std::move(socket));
        tasks_.spawn(run_session(std::make_unique<Session>(state_, std::move(stream))));
    }

    ServerState state_;
    std::optional<TlsContext> tls_;
    tcp::acceptor acceptor_;
    async::TaskGroup tasks_;
};

}  // namespace
}  // namespace beast

std::unique_ptr<HttpServer> make_http_server(asio::any_io_executor executor, ServerOptions options) {
    return std::make_unique<beast::Server>(std::move(executor), std::move(options));
}

}  // namespace otkel::net
