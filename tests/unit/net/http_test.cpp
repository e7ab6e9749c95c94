#include "gateway/net/http.hpp"

#include <gtest/gtest.h>

namespace otkel::net {
namespace {

TEST(Headers, compare_names_without_regard_to_case) {
    Headers headers;
    headers.add("Content-Type", "text/xml");
    EXPECT_EQ(headers.get("content-TYPE"), "text/xml");
    EXPECT_TRUE(headers.has("CONTENT-TYPE"));
    EXPECT_FALSE(headers.has("Content"));
    EXPECT_EQ(headers.get("Accept"), "");
}

TEST(Headers, set_replaces_all_and_add_keeps) {
    Headers headers;
    headers.add("X", "1");
    headers.add("x", "2");
    EXPECT_EQ(headers.get("X"), "1");
    EXPECT_EQ(headers.all().size(), 2U);
    headers.set("X", "3");
    EXPECT_EQ(headers.get("x"), "3");
    EXPECT_EQ(headers.all().size(), 1U);
}

TEST(HttpRequest, splits_its_target) {
    HttpRequest request;
    request.target = "/soap/shep?wsdl&lang=kk&name=%D2%9B+a&lang=ru";
    EXPECT_EQ(request.path(), "/soap/shep");
    EXPECT_EQ(request.query(), "wsdl&lang=kk&name=%D2%9B+a&lang=ru");
    EXPECT_EQ(request.parameter("wsdl"), "");
    EXPECT_EQ(request.parameter("lang"), "kk");
    EXPECT_EQ(request.parameter("name"), "қ a");
    EXPECT_EQ(request.parameter("none"), std::nullopt);
}

TEST(HttpRequest, has_no_query_without_a_question_mark) {
    HttpRequest request;
    request.target = "/a";
    EXPECT_EQ(request.path(), "/a");
    EXPECT_EQ(request.query(), "");
    EXPECT_EQ(request.parameter(""), std::nullopt);
}

TEST(Endpoint, parses_an_address) {
    const auto endpoint = Endpoint::parse("HTTPS://bus.example:8443/shep/sync?x=1");
    ASSERT_TRUE(endpoint);
    EXPECT_EQ(endpoint->scheme, "https");
    EXPECT_EQ(endpoint->host, "bus.example");
    EXPECT_EQ(endpoint->port, 8443);
    EXPECT_EQ(endpoint->path, "/shep/sync?x=1");
    EXPECT_EQ(endpoint->to_string(), "https://bus.example:8443/shep/sync?x=1");
}

TEST(Endpoint, fills_in_port_and_path) {
    EXPECT_EQ(Endpoint::parse("http://a")->to_string(), "http://a:80/");
    EXPECT_EQ(Endpoint::parse("https://a/")->to_string(), "https://a:443/");
    EXPECT_EQ(Endpoint::parse("http://[::1]:8080/x")->to_string(), "http://[::1]:8080/x");
    EXPECT_EQ(Endpoint::parse("http://[::1]")->host, "::1");
}

TEST(Endpoint, refuses_what_is_no_address) {
    for (const auto* url : {"",
                            "a",
                            "a:80",
                            "ftp://a",
                            "http://",
                            "http:///x",
                            "http://a:0",
                            "http://a:65536",
                            "http://a:",
                            "http://a:8x",
                            "http://user@a",
                            "http://user:word@a/",
                            "http://a b",
                            "http://[::1",
                            "http://[",
                            "http://[a]",
                            "http://[::1]x",
                            "http://a/../b",
                            "http://a/ b",
                            "http://a#b",
                            "http://a?b",
                            "http://a//../"}) {
        const auto endpoint = Endpoint::parse(url);
        ASSERT_FALSE(endpoint) << url;
        EXPECT_EQ(endpoint.error().code, Errc::invalid_configuration);
    }
}

}  // namespace
}  // namespace otkel::net
