#include "tests/unit/net/server_fixture.hpp"

namespace otkel::net::test {
namespace {

using namespace std::chrono_literals;

const std::string get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string last_get = "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

TEST_F(ServerTest, answers_and_keeps_the_connection) {
    start();
    auto peer = connect_raw(context, port);
    for (int i = 0; i < 3; ++i) {
        run(context, peer.send(get));
        EXPECT_EQ(reply(peer), "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nGET /a ");
    }
    EXPECT_EQ(server->figures().accepted_total, 1U);
    EXPECT_EQ(server->figures().connections, 1U);
    EXPECT_EQ(seen.remote_address, "127.0.0.1");
    EXPECT_NE(seen.remote_port, 0);
    EXPECT_NE(seen.arrived, SteadyTime{});
}

TEST_F(ServerTest, closes_when_the_client_asks) {
    start();
    EXPECT_EQ(answer_to(last_get), "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\nGET /last ");
}

TEST_F(ServerTest, serves_pipelined_requests_in_order) {
    start();
    const auto answers = answer_to(get + "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxy" + last_get);
    EXPECT_LT(answers.find("GET /a "), answers.find("POST /b xy"));
    EXPECT_LT(answers.find("POST /b xy"), answers.find("GET /last "));
    EXPECT_NE(answers.find("GET /last "), std::string::npos);
}

TEST_F(ServerTest, takes_chunked_bodies) {
    start();
    auto peer = connect_raw(context, port);
    run(context, peer.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"));
    run(context, peer.send("2\r\nde\r\n0\r\n\r\n"));
    EXPECT_TRUE(reply(peer).ends_with("POST / abcde"));
}

TEST_F(ServerTest, takes_and_gives_a_large_body) {
    start();
    auto peer = connect_raw(context, port);
    const std::string body(5'000'000, 'x');
    auto send = peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n" + body);
    run(context, std::move(send));
    EXPECT_EQ(reply(peer).size(),
              std::string("HTTP/1.1 200 OK\r\nContent-Length: 5000007\r\n\r\nPOST / ").size() + body.size());
}

TEST_F(ServerTest, says_continue_to_who_waits_for_it) {
    start();
    auto peer = connect_raw(context, port);
    run(context, peer.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
    EXPECT_EQ(reply(peer), "HTTP/1.1 100 Continue\r\n\r\n");
    run(context, peer.send("ab"));
    EXPECT_TRUE(reply(peer).ends_with("POST / ab"));
}

TEST_F(ServerTest, answers_head_without_the_body) {
    start();
    const auto answer = answer_to("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(answer, "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\n");
}

TEST_F(ServerTest, refuses_bad_framing_and_closes) {
    start();
    for (const std::string header :
         {"GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\r\n\r\n", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
          "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /../a HTTP/1.1\r\nHost: a\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", "\x16\x03\x01\n"}) {
        const auto answer = answer_to(header + get);
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 Bad Request\r\n")) << header << answer;
        EXPECT_NE(answer.find("Connection: close"), std::string::npos);
        EXPECT_NE(answer.find("\"code\":\"malformed\""), std::string::npos);
        EXPECT_EQ(answer.find("GET /a "), std::string::npos) << "what follows a refused message must not be read";
    }
    EXPECT_EQ(server->figures().refused_total, 9U);
    EXPECT_EQ(seen.target, "/");
}

TEST_F(ServerTest, refuses_too_large_a_header) {
    start({.header_octets_max = 512});
    EXPECT_TRUE(answer_to("GET / HTTP/1.1\r\nX: " + std::string(100'000, 'x')).starts_with("HTTP/1.1 431 "));
}

TEST_F(ServerTest, refuses_too_large_a_body_so_that_the_client_reads_why) {
    start({.body_octets_max = 100});
    const auto answer =
        answer_to("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + std::string(1'000'000, 'x'));
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ")) << answer;
    EXPECT_NE(answer.find("limit-exceeded"), std::string::npos);
    EXPECT_TRUE(answer_to("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n")
                    .starts_with("HTTP/1.1 413 "));
}

TEST_F(ServerTest, ends_a_slow_header) {
    start({.header_time_max = 150ms});
    auto peer = connect_raw(context, port);
    run(context, peer.drip(get, 20ms));
    const auto answer = run(context, peer.read_to_end());
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 408 ")) << answer;
}

TEST_F(ServerTest, ends_a_slow_body) {
    start({.body_time_max = 150ms});
    auto peer = connect_raw(context, port);
    run(context, peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"));
    run(context, peer.drip(std::string(1000, 'x'), 20ms));
    EXPECT_TRUE(run(context, peer.read_to_end()).starts_with("HTTP/1.1 408 "));
}

TEST_F(ServerTest, closes_an_idle_connection_without_a_word) {
    start({.idle_time_max = 50ms});
    auto peer = connect_raw(context, port);
    run(context, peer.send(get));
    EXPECT_FALSE(reply(peer).empty());
    EXPECT_EQ(run(context, peer.read_to_end()), "");
}

TEST_F(ServerTest, gives_up_a_client_that_does_not_read) {
    const std::string large(64 * 1024 * 1024, 'x');
    auto handler = [&large](HttpRequest) -> asio::awaitable<HttpResponse> {
        HttpResponse response;
        response.body = large;
        co_return response;
    };
    start({.response_time_max = 100ms}, handler);
    auto peer = connect_raw(context, port);
    run(context, peer.send(get));
    while (server->figures().accepted_total == 0 || server->figures().connections != 0) {
        run(context, pause(10ms));
    }
    EXPECT_LT(run(context, peer.read_to_end()).size(), large.size());
}

TEST_F(ServerTest, closes_connections_above_the_limit_at_once) {
    start({.connections_max = 1});
    auto first = connect_raw(context, port);
    run(context, first.send(get));
    EXPECT_FALSE(reply(first).empty());
    EXPECT_EQ(answer_to(""), "");
    EXPECT_EQ(server->figures().refused_total, 1U);
    run(context, first.send(get));
    EXPECT_FALSE(reply(first).empty());
}

TEST_F(ServerTest, answers_busy_when_too_much_is_in_work) {
    asio::steady_timer gate(context, std::chrono::steady_clock::time_point::max());
    auto handler = [&gate](HttpRequest) -> asio::awaitable<HttpResponse> {
        boost::system::error_code ignored;
        co_await gate.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        co_return HttpResponse{};
    };
    start({.requests_in_flight_max = 1}, handler);
    auto first = connect_raw(context, port);
    run(context, first.send(get));
    while (server->figures().in_flight == 0) {
        run(context, pause(1ms));
    }
    auto second = connect_raw(context, port);
    run(context, second.send(get));
    const auto answer = reply(second);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 503 ")) << answer;
    EXPECT_NE(answer.find("Retry-After: 1\r\n"), std::string::npos);
    EXPECT_EQ(answer.find("Connection: close"), std::string::npos);
    gate.cancel();
    EXPECT_TRUE(reply(first).starts_with("HTTP/1.1 200 "));
}

TEST_F(ServerTest, answers_busy_when_the_bodies_in_work_hold_all_the_memory_that_they_may) {
    start({.body_octets_max = 100'000, .body_octets_in_flight_max = 150'000});
    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n";
    auto slow = connect_raw(context, port);
    run(context, slow.send(head + "x"));  // it claims all of it
    while (server->figures().body_octets == 0) {
        run(context, pause(1ms));
    }
    const auto answer = answer_to(head + std::string(100'000, 'y'));
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 503 ")) << answer;
    EXPECT_NE(answer.find("Retry-After: 1\r\n"), std::string::npos);
    EXPECT_NE(answer.find("Connection: close"), std::string::npos);
    run(context, slow.send(std::string(99'999, 'x')));
    EXPECT_TRUE(reply(slow).starts_with("HTTP/1.1 200 ")) << "what came first goes on";
    EXPECT_EQ(server->figures().body_octets, 0U);
    auto next = connect_raw(context, port);
    run(context, next.send(head + std::string(100'000, 'z')));
    EXPECT_TRUE(reply(next).starts_with("HTTP/1.1 200 "));
}

TEST_F(ServerTest, takes_one_body_of_the_permitted_size_whatever_the_memory_of_all) {
    start({.body_octets_max = 100'000, .body_octets_in_flight_max = 1'000});
    auto peer = connect_raw(context, port);
    run(context, peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x')));
    EXPECT_TRUE(reply(peer).starts_with("HTTP/1.1 200 "));
}

TEST_F(ServerTest, turns_an_exception_into_500_and_lives_on) {
    auto handler = [](HttpRequest request) -> asio::awaitable<HttpResponse> {
        if (request.target == "/a") {
            throw std::runtime_error("a bug");
        }
        co_return HttpResponse{};
    };
    start({}, handler);
    auto peer = connect_raw(context, port);
    run(context, peer.send(get + last_get));
    EXPECT_TRUE(reply(peer).starts_with("HTTP/1.1 500 "));
    EXPECT_TRUE(reply(peer).starts_with("HTTP/1.1 200 "));
}

TEST_F(ServerTest, turns_an_answer_that_would_split_the_header_into_500) {
    auto handler = [](HttpRequest) -> asio::awaitable<HttpResponse> {
        HttpResponse response;
        response.headers.add("X", "a\r\nSet-Cookie: b");
        co_return response;
    };
    start({}, handler);
    const auto answer = answer_to(last_get);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 "));
    EXPECT_EQ(answer.find("Set-Cookie"), std::string::npos);
}

TEST_F(ServerTest, works_on_when_the_client_has_left) {
    bool finished = false;
    auto handler = [&finished](HttpRequest) -> asio::awaitable<HttpResponse> {
        co_await pause(30ms);
        finished = true;
        co_return HttpResponse{};
    };
    start({}, handler);
    auto peer = connect_raw(context, port);
    run(context, peer.send(get));
    while (server->figures().in_flight == 0) {
        run(context, pause(1ms));
    }
    peer.reset();
    while (server->figures().connections != 0) {
        run(context, pause(1ms));
    }
    EXPECT_TRUE(finished);
}

TEST_F(ServerTest, names_an_address_that_is_taken) {
    start();
    const auto second = make_http_server(context.get_executor(), {.port = port});
    const auto bound = second->start([this](HttpRequest request) { return echo(std::move(request)); });
    ASSERT_FALSE(bound);
    EXPECT_EQ(bound.error().code, Errc::unavailable);
    EXPECT_NE(bound.error().detail.find("127.0.0.1:" + std::to_string(port)), std::string::npos);
    const auto nowhere = make_http_server(context.get_executor(), {.address = "localhost"});
    EXPECT_EQ(nowhere->start({}).error().code, Errc::invalid_configuration);
}

class DrainTest : public ServerTest {
protected:
    DrainTest() : gate(context, std::chrono::steady_clock::time_point::max()) {}
    ~DrainTest() override { stop(); }

    void start_with_gate() {
        start({}, [this](HttpRequest request) { return wait(std::move(request)); });
    }
    asio::awaitable<HttpResponse> wait(HttpRequest request) {
        if (request.target == "/a") {
            co_await gate.async_wait(asio::as_tuple(asio::use_awaitable));
        }
        co_return HttpResponse{};
    }
    void await_in_flight(std::size_t count) {
        while (server->figures().in_flight != count) {
            run(context, pause(1ms));
        }
    }
    asio::awaitable<void> open_later() {
        co_await pause(30ms);
        gate.cancel();
    }

    asio::steady_timer gate;
};

TEST_F(DrainTest, answers_what_is_in_work_and_refuses_the_rest) {
    start_with_gate();
    auto working = connect_raw(context, port);
    auto idle = connect_raw(context, port);
    auto half = connect_raw(context, port);
    run(context, working.send(get + last_get));
    run(context, idle.send("GET /b HTTP/1.1\r\nHost: a\r\n\r\n"));
    EXPECT_FALSE(reply(idle).empty());
    run(context, half.send("GET /b HTTP/1.1\r\n"));
    await_in_flight(1);
    run(context, pause(10ms));

    asio::co_spawn(context, open_later(), rethrow);
    asio::co_spawn(context, half.send("Host: a\r\n\r\n"), rethrow);
    run(context, server->drain(in(10s)));

    EXPECT_EQ(server->figures().connections, 0U);
    EXPECT_EQ(run(context, idle.read_to_end()), "");
    const auto answer = run(context, working.read_to_end());
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 ")) << answer;
    EXPECT_NE(answer.find("Connection: close"), std::string::npos);
    EXPECT_EQ(answer.find("HTTP/1.1", 1), std::string::npos);
    EXPECT_TRUE(run(context, half.read_to_end()).starts_with("HTTP/1.1 503 "));
    boost::system::error_code refused;
    tcp::socket late(context);
    late.connect({asio::ip::address_v4::loopback(), std::exchange(port, 0)}, refused);
    EXPECT_EQ(refused, asio::error::connection_refused);
}

TEST_F(DrainTest, cancels_what_is_not_done_at_the_deadline) {
    start_with_gate();
    auto peer = connect_raw(context, port);
    run(context, peer.send(get));
    await_in_flight(1);
    run(context, server->drain(in(30ms)));
    EXPECT_EQ(server->figures().in_flight, 0U);
    EXPECT_EQ(server->figures().connections, 0U);
    EXPECT_EQ(run(context, peer.read_to_end()), "");
}

TEST_F(DrainTest, ends_at_once_without_connections) {
    start();
    run(context, server->drain(in(10s)));
    EXPECT_EQ(context.poll(), 0U) << "nothing of the server is left in the loop";
}

}  // namespace
}  // namespace otkel::net::test
