#pragma once

#include <gtest/gtest.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/net/http.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/unit/net/raw_peer.hpp"

namespace otkel::net::test {

using otkel::test::rethrow;
using otkel::test::run;

inline Deadline in(std::chrono::milliseconds duration) { return Deadline(std::chrono::steady_clock::now() + duration); }

// A server that answers "<method> <target> <body>", and what its handler saw.
class ServerTest : public ::testing::Test {
protected:
    ~ServerTest() override { stop(); }

    void start(ServerOptions options = {}) {
        start(std::move(options), [this](HttpRequest request) { return echo(std::move(request)); });
    }
    void start(ServerOptions options, Handler handler) {
        server = make_http_server(context.get_executor(), std::move(options));
        const auto bound = server->start(std::move(handler));
        ASSERT_TRUE(bound) << bound.error().to_string();
        port = *bound;
    }
    void stop() {
        if (server && port != 0) {
            run(context, server->drain(in(std::chrono::milliseconds(0))));
            EXPECT_EQ(server->figures().connections, 0U);
            port = 0;
        }
    }

    asio::awaitable<HttpResponse> echo(HttpRequest request) {
        seen = request;
        HttpResponse response;
        response.body = request.method + " " + request.target + " " + request.body;
        co_return response;
    }

    // What the server answers before it closes.
    std::string answer_to(const std::string& octets) {
        auto peer = connect_raw(context, port);
        run(context, peer.send(octets));
        return run(context, peer.read_to_end());
    }
    std::string reply(RawPeer& peer) { return run(context, peer.read_message()); }

    asio::io_context context{1};
    std::unique_ptr<HttpServer> server;
    std::uint16_t port{0};
    HttpRequest seen;
};

inline asio::awaitable<void> pause(std::chrono::milliseconds duration) {
    asio::steady_timer timer(co_await asio::this_coro::executor, duration);
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace otkel::net::test
