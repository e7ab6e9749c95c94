#include "tests/unit/net/certificates.hpp"
#include "tests/unit/net/server_fixture.hpp"

namespace otkel::net::test {
namespace {

using namespace std::chrono_literals;

class TlsTest : public ServerTest {
protected:
    ~TlsTest() override { close(); }

    static TlsServerOptions server_tls() {
        TlsServerOptions tls;
        tls.certificate_chain = certificates().file("server.pem");
        tls.private_key = certificates().file("server.key");
        return tls;
    }
    static TlsServerOptions mutual_tls() {
        auto tls = server_tls();
        tls.client_anchors = certificates().file("authority.pem");
        return tls;
    }
    static TlsServerOptions identity(const std::string& stem) {
        TlsServerOptions tls;
        tls.certificate_chain = certificates().file(stem + ".pem");
        tls.private_key = certificates().file(stem + ".key");
        return tls;
    }
    static TlsClientOptions client_tls() {
        TlsClientOptions tls;
        tls.anchors = certificates().file("authority.pem");
        return tls;
    }
    static TlsClientOptions client_as(const std::string& stem) {
        auto tls = client_tls();
        tls.client_certificate = certificates().file(stem + ".pem");
        tls.client_key = certificates().file(stem + ".key");
        return tls;
    }

    void start_tls(TlsServerOptions tls) {
        ServerOptions options;
        options.tls = std::move(tls);
        start(std::move(options));
    }
    void close() {
        if (client) {
            run(context, client->close(in(0ms)));
            client.reset();
        }
    }
    Result<HttpResponse> send(TlsClientOptions tls, std::string host = "127.0.0.1", std::string body = "body") {
        close();
        client = make_http_client(context.get_executor(), {}, std::move(tls));
        return send_again(std::move(host), std::move(body));
    }
    Result<HttpResponse> send_again(std::string host = "127.0.0.1", std::string body = "body") {
        HttpRequest request;
        request.method = "POST";
        request.body = std::move(body);
        return run(context, client->send({"https", std::move(host), port, "/"}, std::move(request), in(10s)));
    }
    Error refusal(TlsServerOptions tls) {
        ServerOptions options;
        options.tls = std::move(tls);
        const auto refused = make_http_server(context.get_executor(), std::move(options));
        const auto bound = refused->start([this](HttpRequest request) { return echo(std::move(request)); });
        EXPECT_FALSE(bound);
        return bound ? Error{} : bound.error();
    }

    std::unique_ptr<HttpClient> client;
};

TEST_F(TlsTest, carries_requests_over_one_kept_connection) {
    start_tls(server_tls());
    const auto first = send(client_tls());
    ASSERT_TRUE(first) << first.error().to_string();
    EXPECT_EQ(first->body, "POST / body");
    EXPECT_TRUE(send_again());
    EXPECT_TRUE(send_again());
    EXPECT_EQ(server->figures().accepted_total, 1U);
    EXPECT_EQ(seen.client_certificate_der, "");
}

TEST_F(TlsTest, carries_a_large_body_both_ways) {
    start_tls(server_tls());
    const auto response = send(client_tls(), "127.0.0.1", std::string(3'000'000, 'x'));
    ASSERT_TRUE(response) << response.error().to_string();
    EXPECT_EQ(response->body.size(), 3'000'007U);
}

TEST_F(TlsTest, verifies_the_name_of_the_host) {
    start_tls(server_tls());
    EXPECT_TRUE(send(client_tls(), "localhost"));
    stop();
    start_tls(identity("elsewhere"));
    const auto response = send(client_tls());
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, Errc::unavailable);
    EXPECT_NE(response.error().detail.find("not trusted"), std::string::npos);
    EXPECT_EQ(send(client_tls(), "localhost").error().code, Errc::unavailable);
    EXPECT_EQ(seen.body, "body") << "only the first server was told anything";
}

TEST_F(TlsTest, refuses_a_server_that_no_anchor_knows) {
    start_tls(identity("stranger"));
    EXPECT_EQ(send(client_tls()).error().code, Errc::unavailable);
    EXPECT_EQ(seen.body, "");
}

TEST_F(TlsTest, demands_the_pinned_certificate) {
    start_tls(server_tls());
    auto tls = client_tls();
    tls.pinned_certificate_sha256 = certificates().server_sha256;
    EXPECT_TRUE(send(tls));
    seen = {};
    tls.pinned_certificate_sha256.front() = tls.pinned_certificate_sha256.front() == '0' ? '1' : '0';
    const auto response = send(tls);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, Errc::unavailable);
    EXPECT_NE(response.error().detail.find(certificates().server_sha256), std::string::npos);
    EXPECT_EQ(seen.body, "");
    tls.pinned_certificate_sha256 = "12";
    EXPECT_EQ(send(tls).error().code, Errc::invalid_configuration);
}

TEST_F(TlsTest, shows_the_certificate_of_a_client_to_the_handler) {
    start_tls(mutual_tls());
    const auto response = send(client_as("client"));
    ASSERT_TRUE(response) << response.error().to_string();
    EXPECT_EQ(seen.client_certificate_der, certificates().client_der);
}

TEST_F(TlsTest, refuses_clients_without_a_known_certificate) {
    start_tls(mutual_tls());
    EXPECT_FALSE(send(client_tls()));
    EXPECT_FALSE(send(client_as("stranger")));
    EXPECT_EQ(seen.body, "");
    EXPECT_EQ(server->figures().refused_total, 2U);
    EXPECT_TRUE(send(client_as("client")));
}

TEST_F(TlsTest, refuses_plain_text_and_slow_handshakes) {
    ServerOptions options;
    options.tls = server_tls();
    options.handshake_time_max = 50ms;
    start(std::move(options));
    EXPECT_EQ(answer_to("GET / HTTP/1.1\r\nHost: a\r\n\r\n").find("HTTP/1.1 200"), std::string::npos);
    EXPECT_EQ(answer_to(""), "");
    EXPECT_EQ(server->figures().refused_total, 2U);
    EXPECT_EQ(server->figures().connections, 0U);
}

TEST_F(TlsTest, refuses_too_large_a_body_so_that_the_client_reads_why) {
    ServerOptions options;
    options.tls = server_tls();
    options.body_octets_max = 1000;
    start(std::move(options));
    const auto response = send(client_tls(), "127.0.0.1", std::string(100'000, 'x'));
    ASSERT_TRUE(response) << response.error().to_string();
    EXPECT_EQ(response->status, 413);
}

TEST_F(TlsTest, opens_a_locked_key_and_a_key_store) {
    auto locked = server_tls();
    locked.private_key = certificates().file("server-locked.key");
    locked.password_file = certificates().file("password");
    start_tls(locked);
    EXPECT_TRUE(send(client_tls()));
    stop();
    TlsServerOptions store;
    store.private_key = certificates().file("server.p12");
    store.password_file = certificates().file("password");
    start_tls(store);
    EXPECT_TRUE(send(client_tls()));
    stop();
    store.certificate_chain = certificates().file("server.pem");
    start_tls(store);
    EXPECT_TRUE(send(client_tls()));
}

TEST_F(TlsTest, names_the_file_that_is_wrong) {
    auto tls = server_tls();
    tls.private_key = certificates().file("client.key");
    EXPECT_EQ(refusal(tls).place.file, tls.private_key);
    tls.private_key = certificates().file("server-locked.key");
    EXPECT_EQ(refusal(tls).code, Errc::invalid_configuration) << "without a password nobody is asked for one";
    tls.private_key = certificates().file("server.p12");
    EXPECT_EQ(refusal(tls).place.file, tls.private_key);
    tls.password_file = certificates().file("nothing");
    EXPECT_EQ(refusal(tls).place.file, tls.password_file);
    tls = server_tls();
    tls.certificate_chain = certificates().file("nothing");
    EXPECT_EQ(refusal(tls).place.file, tls.certificate_chain);
    tls = server_tls();
    tls.client_anchors = certificates().file("nothing");
    EXPECT_EQ(refusal(tls).place.file, tls.client_anchors);
    start_tls(server_tls());
    auto client_options = client_tls();
    client_options.anchors = certificates().file("nothing");
    EXPECT_EQ(send(client_options).error().place.file, client_options.anchors);
}

TEST_F(TlsTest, drains_kept_connections_at_once) {
    start_tls(server_tls());
    EXPECT_TRUE(send(client_tls()));
    run(context, server->drain(in(10s)));
    EXPECT_EQ(server->figures().connections, 0U);
    port = 0;
}

}  // namespace
}  // namespace otkel::net::test
