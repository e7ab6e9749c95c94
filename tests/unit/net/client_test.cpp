#include "tests/unit/net/server_fixture.hpp"

namespace otkel::net::test {
namespace {

using namespace std::chrono_literals;

const std::string answer_ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

class ClientTest : public ServerTest {
protected:
    ~ClientTest() override { close(); }

    void close() {
        if (client) {
            run(context, client->close(in(0ms)));
            client.reset();
        }
    }
    void make(ClientOptions options = {}) { client = make_http_client(context.get_executor(), options, std::nullopt); }

    static Endpoint at(std::uint16_t port) { return Endpoint{"http", "127.0.0.1", port, "/"}; }
    static HttpRequest post(std::string body = "body") {
        HttpRequest request;
        request.method = "POST";
        request.body = std::move(body);
        return request;
    }
    Result<HttpResponse> send(std::uint16_t to, HttpRequest request = post(), Deadline deadline = in(10s)) {
        return run(context, client->send(at(to), std::move(request), deadline));
    }
    Errc error_of(std::uint16_t to, Deadline deadline = in(10s)) {
        const auto response = send(to, post(), deadline);
        EXPECT_FALSE(response);
        return response ? Errc::internal : response.error().code;
    }

    std::unique_ptr<HttpClient> client;
};

TEST_F(ClientTest, exchanges_with_a_server_over_one_connection) {
    start();
    make();
    for (int i = 0; i < 3; ++i) {
        HttpRequest request = post();
        request.target = "/x?y";
        request.headers.add("X-Case", "1");
        const auto response = send(port, std::move(request));
        ASSERT_TRUE(response) << response.error().to_string();
        EXPECT_EQ(response->status, 200);
        EXPECT_EQ(response->body, "POST /x?y body");
    }
    EXPECT_EQ(seen.headers.get("x-case"), "1");
    EXPECT_EQ(seen.headers.get("host"), "127.0.0.1:" + std::to_string(port));
    EXPECT_EQ(server->figures().accepted_total, 1U);
}

TEST_F(ClientTest, resolves_names) {
    start();
    make();
    const auto response = run(context, client->send({"http", "localhost", port, "/by-name"}, {}, in(10s)));
    ASSERT_TRUE(response) << response.error().to_string();
    EXPECT_EQ(response->body, "GET /by-name ");
}

TEST_F(ClientTest, carries_a_large_body_both_ways) {
    start();
    make();
    const auto response = send(port, post(std::string(5'000'000, 'x')));
    ASSERT_TRUE(response) << response.error().to_string();
    EXPECT_EQ(response->body.size(), 5'000'007U);
}

TEST_F(ClientTest, sends_nothing_when_nobody_listens) {
    RawServer closed(context, {});
    const auto free_port = closed.port();
    closed.close();
    make();
    EXPECT_EQ(error_of(free_port), Errc::unavailable);
    const auto unknown = run(context, client->send({"http", "no-such-host.invalid", 80, "/"}, {}, in(20s)));
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, Errc::unavailable);
}

TEST_F(ClientTest, is_in_doubt_when_the_server_closes_without_an_answer) {
    const RawServer silent(
        context, [](RawPeer peer, std::size_t) -> asio::awaitable<void> { (void)co_await peer.read_message(); });
    make();
    EXPECT_EQ(error_of(silent.port()), Errc::in_doubt);
    EXPECT_EQ(silent.accepted(), 1U) << "a request that may have been received is never sent again";
}

TEST_F(ClientTest, is_in_doubt_when_the_server_resets) {
    const RawServer silent(context, [](RawPeer peer, std::size_t) -> asio::awaitable<void> {
        (void)co_await peer.read_message();
        peer.reset();
    });
    make();
    EXPECT_EQ(error_of(silent.port()), Errc::in_doubt);
}

TEST_F(ClientTest, is_in_doubt_when_the_answer_is_cut_or_unreadable) {
    const std::string answers[] = {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
                                   "HTTP/1.1 200 OK\r\nContent-Le",
                                   "SSH-2.0-x\r\n",
                                   "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                                   "HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x'),
                                   "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"};
    for (const auto& answer : answers) {
        const RawServer bad(context, [&answer](RawPeer peer, std::size_t) -> asio::awaitable<void> {
            (void)co_await peer.read_message();
            co_await peer.send(answer);
        });
        make();
        EXPECT_EQ(error_of(bad.port()), Errc::in_doubt) << answer.substr(0, 60);
        close();
    }
}

TEST_F(ClientTest, is_in_doubt_when_the_deadline_passes_before_the_answer) {
    const RawServer silent(context,
                           [](RawPeer peer, std::size_t) -> asio::awaitable<void> { co_await peer.wait_for_close(); });
    make();
    const auto response = send(silent.port(), post(), in(50ms));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, Errc::in_doubt);
    EXPECT_NE(response.error().detail.find("deadline"), std::string::npos);
}

TEST_F(ClientTest, sends_nothing_after_the_deadline) {
    start();
    make();
    EXPECT_EQ(error_of(port, in(-1ms)), Errc::deadline_exceeded);
    EXPECT_EQ(server->figures().accepted_total, 0U);
}

TEST_F(ClientTest, replaces_a_kept_connection_that_the_server_closed) {
    const RawServer once(context, [](RawPeer peer, std::size_t) -> asio::awaitable<void> {
        (void)co_await peer.read_message();
        co_await peer.send(answer_ok);
    });
    make();
    EXPECT_TRUE(send(once.port()));
    run(context, pause(20ms));
    EXPECT_TRUE(send(once.port()));
    EXPECT_EQ(once.accepted(), 2U);
}

TEST_F(ClientTest, replaces_a_kept_connection_on_which_the_server_spoke_unasked) {
    const RawServer talker(context, [](RawPeer peer, std::size_t) -> asio::awaitable<void> {
        (void)co_await peer.read_message();
        co_await peer.send(answer_ok);
        co_await peer.send("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
        co_await peer.wait_for_close();
    });
    make();
    EXPECT_TRUE(send(talker.port()));
    run(context, pause(20ms));
    const auto response = send(talker.port());
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(talker.accepted(), 2U);
}

TEST_F(ClientTest, does_not_keep_a_connection_that_the_server_wants_closed) {
    const RawServer closing(context, [](RawPeer peer, std::size_t) -> asio::awaitable<void> {
        (void)co_await peer.read_message();
        co_await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        co_await peer.wait_for_close();
    });
    make();
    EXPECT_TRUE(send(closing.port()));
    EXPECT_TRUE(send(closing.port()));
    EXPECT_EQ(closing.accepted(), 2U);
}

TEST_F(ClientTest, closes_what_was_idle_too_long) {
    bool closed = false;
    const RawServer keeper(context, [&closed](RawPeer peer, std::size_t) -> asio::awaitable<void> {
        (void)co_await peer.read_message();
        co_await peer.send(answer_ok);
        co_await peer.wait_for_close();
        closed = true;
    });
    make({.idle_time_max = 20ms});
    EXPECT_TRUE(send(keeper.port()));
    while (!closed) {
        run(context, pause(5ms));
    }
    EXPECT_TRUE(send(keeper.port()));
    EXPECT_EQ(keeper.accepted(), 2U);
}

TEST_F(ClientTest, hands_back_redirects_and_errors_as_they_are) {
    const RawServer moved(context, [](RawPeer peer, std::size_t) -> asio::awaitable<void> {
        (void)co_await peer.read_message();
        co_await peer.send(
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    });
    make();
    const auto response = send(moved.port());
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 307);
    EXPECT_EQ(moved.accepted(), 1U);
}

TEST_F(ClientTest, reads_an_early_refusal_of_a_large_body) {
    start({.body_octets_max = 1000});
    make();
    const auto response = send(port, post(std::string(8'000'000, 'x')));
    ASSERT_TRUE(response) << response.error().to_string();
    EXPECT_EQ(response->status, 413);
}

TEST_F(ClientTest, refuses_to_split_its_own_header) {
    start();
    make();
    HttpRequest request;
    request.headers.add("X", "a\r\nY: b");
    EXPECT_EQ(send(port, request).error().code, Errc::invalid_argument);
}

// A server that answers only when told to, and counts.
class PoolTest : public ClientTest {
protected:
    PoolTest() : gate(context, std::chrono::steady_clock::time_point::max()) {}
    ~PoolTest() override {
        open();
        close();
        stop();
    }

    void start_with_gate() {
        start({}, [this](HttpRequest request) { return wait(std::move(request)); });
    }
    asio::awaitable<HttpResponse> wait(HttpRequest) {
        most_at_once = std::max(most_at_once, ++at_once);
        if (gated) {
            co_await gate.async_wait(asio::as_tuple(asio::use_awaitable));
        }
        --at_once;
        co_return HttpResponse{};
    }
    void open() {
        gated = false;
        gate.cancel();
    }
    void send_later(Deadline deadline = in(10s)) { asio::co_spawn(context, keep_outcome(deadline), rethrow); }
    asio::awaitable<void> keep_outcome(Deadline deadline) {
        const auto response = co_await client->send(at(port), post(), deadline);
        outcomes.push_back(response ? "answered" : std::string(name(response.error().code)));
    }
    void await_outcomes(std::size_t count) {
        while (outcomes.size() < count) {
            run(context, pause(1ms));
        }
    }
    void await_in_flight(std::size_t count) {
        while (server->figures().in_flight != count) {
            run(context, pause(1ms));
        }
    }

    asio::steady_timer gate;
    bool gated{true};
    std::size_t at_once{0};
    std::size_t most_at_once{0};
    std::vector<std::string> outcomes;
};

TEST_F(PoolTest, bounds_the_connections_and_lets_the_others_wait) {
    start_with_gate();
    make({.connections_per_endpoint_max = 2});
    for (int i = 0; i < 6; ++i) {
        send_later();
    }
    await_in_flight(2);
    open();
    await_outcomes(6);
    EXPECT_EQ(outcomes, std::vector<std::string>(6, "answered"));
    EXPECT_EQ(most_at_once, 2U);
    EXPECT_EQ(server->figures().accepted_total, 2U);
}

TEST_F(PoolTest, gives_up_waiting_for_a_connection_at_the_deadline) {
    start_with_gate();
    make({.connections_per_endpoint_max = 1});
    send_later();
    await_in_flight(1);
    EXPECT_EQ(error_of(port, in(30ms)), Errc::deadline_exceeded);
    open();
    await_outcomes(1);
    EXPECT_TRUE(send(port));
}

TEST_F(PoolTest, close_lets_requests_finish) {
    start_with_gate();
    make({.connections_per_endpoint_max = 1});
    send_later();
    await_in_flight(1);
    send_later();
    run(context, pause(1ms));
    asio::steady_timer later(context, 30ms);
    later.async_wait([this](auto) { open(); });
    run(context, client->close(in(10s)));
    await_outcomes(2);
    EXPECT_EQ(outcomes, (std::vector<std::string>{"unavailable", "answered"}));
    EXPECT_EQ(error_of(port), Errc::unavailable);
}

TEST_F(PoolTest, close_ends_what_is_not_done_at_the_deadline) {
    start_with_gate();
    make();
    send_later();
    await_in_flight(1);
    run(context, client->close(in(20ms)));
    await_outcomes(1);
    EXPECT_EQ(outcomes.front(), "in-doubt");
    open();
}

TEST_F(PoolTest, a_cancelled_sender_gives_its_connection_back) {
    start_with_gate();
    make({.connections_per_endpoint_max = 1});
    asio::cancellation_signal signal;
    asio::co_spawn(context, keep_outcome(in(10s)), asio::bind_cancellation_slot(signal.slot(), rethrow));
    await_in_flight(1);
    signal.emit(asio::cancellation_type::terminal);
    open();
    EXPECT_TRUE(send(port));
    EXPECT_EQ(outcomes, std::vector<std::string>{"in-doubt"});
}

}  // namespace
}  // namespace otkel::net::test
