#include "gateway/net/framing.hpp"

#include <gtest/gtest.h>

#include <string>

namespace otkel::net {
namespace {

struct Case {
    const char* name;
    std::string header;
    int status;  // 0: accepted
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

std::string nul_in_value() {
    std::string header = "GET / HTTP/1.1\r\nHost: a\r\nX: a?b\r\n\r\n";
    header[header.find('?')] = '\0';
    return header;
}

// After the classes of difference that public comparisons of HTTP servers list.
const Case request_cases[] = {
    {"plain", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 0},
    {"port_in_host", "GET / HTTP/1.1\r\nHost: gateway.example:8443\r\n\r\n", 0},
    {"ipv6_host", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 0},
    {"length", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", 0},
    {"length_with_spaces_around", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: \t 5 \r\n\r\n", 0},
    {"chunked", "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n", 0},
    {"empty_value", "GET / HTTP/1.1\r\nHost: a\r\nX:\r\n\r\n", 0},
    {"utf8_value", "GET / HTTP/1.1\r\nHost: a\r\nX: қазақ\r\n\r\n", 0},
    {"tab_in_value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\tb\r\n\r\n", 0},
    {"escaped_query", "GET /a?b=%2e%2Fc&d=.. HTTP/1.1\r\nHost: a\r\n\r\n", 0},
    {"escaped_letter_in_path", "GET /%D2%9B HTTP/1.1\r\nHost: a\r\n\r\n", 0},

    {"both_framings", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    {"both_framings_other_order",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\ncontent-length: 0\r\n\r\n", 400},
    {"two_lengths_alike", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", 400},
    {"two_lengths_in_one", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\n", 400},
    {"length_with_plus", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n", 400},
    {"length_with_minus", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -0\r\n\r\n", 400},
    {"length_in_hex", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\n", 400},
    {"length_with_underscore", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1_0\r\n\r\n", 400},
    {"length_empty", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", 400},
    {"length_beyond_64_bits", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551621\r\n\r\n", 400},
    {"two_encodings", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
     400},
    {"encoding_list", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 400},
    {"encoding_identity", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", 400},
    {"encoding_with_vertical_tab",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \x0b"
     "chunked\r\n\r\n",
     400},
    {"encoding_quoted", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \"chunked\"\r\n\r\n", 400},
    {"encoding_with_comma", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked,\r\n\r\n", 400},

    {"space_before_colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
    {"tab_before_colon", "GET / HTTP/1.1\r\nHost: a\r\nX\t: a\r\n\r\n", 400},
    {"folded", "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", 400},
    {"folded_first", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
    {"no_colon", "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", 400},
    {"no_name", "GET / HTTP/1.1\r\nHost: a\r\n: a\r\n\r\n", 400},
    {"name_in_quotes", "GET / HTTP/1.1\r\nHost: a\r\n\"X\": a\r\n\r\n", 400},
    {"name_beyond_ascii", "GET / HTTP/1.1\r\nHost: a\r\n\xd2\x9b: a\r\n\r\n", 400},
    {"bare_cr_in_value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\rY: b\r\n\r\n", 400},
    {"nul_in_value", nul_in_value(), 400},
    {"delete_in_value", "GET / HTTP/1.1\r\nHost: a\r\nX: \x7f\r\n\r\n", 400},

    {"no_host", "GET / HTTP/1.1\r\n\r\n", 400},
    {"two_hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
    {"empty_host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
    {"host_with_user", "GET / HTTP/1.1\r\nHost: b@a\r\n\r\n", 400},
    {"host_with_path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
    {"host_list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},

    {"http_1_0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", 505},
    {"http_2_0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
    {"http_0_9", "GET /\r\n\r\n", 400},
    {"small_letters", "GET / http/1.1\r\nHost: a\r\n\r\n", 400},
    {"long_version", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400},
    {"two_spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"two_spaces_before_version", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"tab_for_space", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"space_at_end", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
    {"space_first", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"empty_line_first", "\r\n", 400},
    {"method_no_token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"method_endless", std::string(33, 'A') + " / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"no_method", " / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
};

class RequestHeader : public ::testing::TestWithParam<Case> {};

TEST_P(RequestHeader, is_accepted_or_refused) {
    const auto fault = check_request_header(GetParam().header);
    EXPECT_EQ(fault ? fault->status : 0, GetParam().status) << (fault ? fault->detail : "accepted");
}

INSTANTIATE_TEST_SUITE_P(Framing, RequestHeader, ::testing::ValuesIn(request_cases),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Framing, refuses_too_many_fields) {
    std::string header = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (std::size_t i = 0; i < header_fields_max; ++i) {
        header += "X: a\r\n";
    }
    const auto fault = check_request_header(header + "\r\n");
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->status, 431);
}

TEST(Framing, accepts_only_paths_that_mean_one_thing) {
    for (const auto* target : {"/", "/a/b.c", "/a?b", "/a?", "/a/?x={1}|2", "/a;v=1", "/.well-known/a", "/~a/b:c@d"}) {
        EXPECT_FALSE(check_target(target)) << target;
    }
    for (const auto* target :
         {"",          "a",      "*",      "http://a/", "//a/b", "/a/../b",  "/..",  "/a..b", "/./a",         "/a/.",
          "/%2e%2e/a", "/a%2Fb", "/a%5cb", "/a\\b",     "/a%00", "/a?b=%00", "/a%",  "/a%4",  "/a%zz",        "/a b",
          "/a#b",      "/a?b#c", "/a\x01", "/қ",        "/a?қ",  "/a\x7f",   "/a|b", "/a?\"", "a.example:443"}) {
        EXPECT_TRUE(check_target(target)) << target;
    }
}

TEST(Framing, finds_the_end_of_a_header_whatever_its_pieces) {
    const std::string header = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    std::size_t searched = 0;
    for (std::size_t size = 0; size < header.size(); ++size) {
        const auto end = find_header_end(std::string_view(header).substr(0, size), searched);
        ASSERT_EQ(end.state, HeaderEnd::State::more);
        searched = end.offset;
    }
    const auto end = find_header_end(header + "body\n", searched);
    EXPECT_EQ(end.state, HeaderEnd::State::found);
    EXPECT_EQ(end.offset, header.size());
}

TEST(Framing, notices_a_bare_line_feed_at_once) {
    EXPECT_EQ(find_header_end("GET / HTTP/1.1\n", 0).state, HeaderEnd::State::broken);
    EXPECT_EQ(find_header_end("\n", 0).state, HeaderEnd::State::broken);
    EXPECT_EQ(find_header_end("GET / HTTP/1.1\r\nHost: a\n\r\n", 0).state, HeaderEnd::State::broken);
}

TEST(Framing, checks_a_response_the_same_way) {
    EXPECT_FALSE(check_response_header("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    EXPECT_FALSE(check_response_header("HTTP/1.0 404 \r\n\r\n"));
    for (const auto* header :
         {"HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n",
          "HTTP/1.1 099 OK\r\n\r\n", "HTTP/1.1 200 O\x01\r\n\r\n", "ICY 200 OK\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
          "HTTP/1.1 200 OK\r\nX : a\r\n\r\n", "HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n"}) {
        EXPECT_TRUE(check_response_header(header)) << header;
    }
}

TEST(Framing, reads_a_list_without_regard_to_case) {
    EXPECT_TRUE(list_names("keep-alive, Close", "close"));
    EXPECT_TRUE(list_names("close", "close"));
    EXPECT_FALSE(list_names("closed, x-close", "close"));
    EXPECT_FALSE(list_names("", "close"));
}

}  // namespace
}  // namespace otkel::net
