#include "gateway/net/beast/codec.hpp"

#include <gtest/gtest.h>

namespace otkel::net::beast {
namespace {

constexpr MessageLimits limits{1024, 4096};

void append(InputBuffer& input, std::string_view octets) {
    const auto room = input.prepare(octets.size());
    octets.copy(room.data, octets.size());
    input.commit(octets.size());
}

// Feeds piece by piece until the decoder has made up its mind.
template <class Decoder>
Step feed(Decoder& decoder, InputBuffer& input, std::string_view octets, std::size_t piece) {
    auto step = Step::more;
    while (!octets.empty() && (step == Step::more || step == Step::header)) {
        append(input, octets.substr(0, piece));
        octets.remove_prefix(std::min(piece, octets.size()));
        step = decoder.step(input);
        if (step == Step::header) {
            step = decoder.step(input);
        }
    }
    append(input, octets);
    return step;
}

Step decide(std::string_view octets, std::size_t piece, FramingFault& fault) {
    RequestDecoder decoder(limits);
    InputBuffer input;
    const auto step = feed(decoder, input, octets, piece);
    fault = decoder.fault();
    return step;
}

constexpr std::string_view chunked_head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST(RequestDecoder, reads_a_request_whatever_its_pieces) {
    const std::string octets = "POST /a?b HTTP/1.1\r\nHost: a\r\nX-Y:  z \r\nContent-Length: 5\r\n\r\nhello";
    for (std::size_t piece = 1; piece <= octets.size(); ++piece) {
        RequestDecoder decoder(limits);
        InputBuffer input;
        ASSERT_EQ(feed(decoder, input, octets, piece), Step::complete);
        EXPECT_TRUE(decoder.keep_alive());
        const auto request = decoder.take();
        EXPECT_EQ(request.method, "POST");
        EXPECT_EQ(request.target, "/a?b");
        EXPECT_EQ(request.headers.get("x-y"), "z");
        EXPECT_EQ(request.body, "hello");
        EXPECT_TRUE(input.empty());
    }
}

TEST(RequestDecoder, reads_chunks_whatever_their_pieces) {
    const std::string octets = std::string(chunked_head) + "5\r\nhello\r\n00A\r\n, world!!\n\r\n0\r\n\r\n";
    for (std::size_t piece = 1; piece <= octets.size(); ++piece) {
        RequestDecoder decoder(limits);
        InputBuffer input;
        ASSERT_EQ(feed(decoder, input, octets, piece), Step::complete) << piece << decoder.fault().detail;
        EXPECT_EQ(decoder.take().body, "hello, world!!\n");
        EXPECT_TRUE(input.empty());
    }
}

TEST(RequestDecoder, reads_pipelined_requests_one_by_one) {
    RequestDecoder decoder(limits);
    InputBuffer input;
    append(input,
           "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nxGET /3 "
           "HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_EQ(decoder.step(input), Step::complete);
    EXPECT_EQ(decoder.take().target, "/1");
    ASSERT_EQ(decoder.step(input), Step::header);
    ASSERT_EQ(decoder.step(input), Step::complete);
    EXPECT_EQ(decoder.take().body, "x");
    ASSERT_EQ(decoder.step(input), Step::complete);
    EXPECT_EQ(decoder.take().target, "/3");
    EXPECT_EQ(decoder.step(input), Step::more);
}

TEST(RequestDecoder, refuses_bad_chunks_whatever_their_pieces) {
    for (const std::string chunks : {"x\r\n",
                                     "\r\n",
                                     "-1\r\n",
                                     "+5\r\nhello\r\n0\r\n\r\n",
                                     "0x5\r\nhello\r\n0\r\n\r\n",
                                     " 5\r\nhello\r\n0\r\n\r\n",
                                     "5 \r\nhello\r\n0\r\n\r\n",
                                     "5\nhello\r\n0\r\n\r\n",
                                     "5\r\nhello0\r\n\r\n",
                                     "5\r\nhello\n0\r\n\r\n",
                                     "5;a=b\r\nhello\r\n0\r\n\r\n",
                                     "5;a=\"\r\n\"\r\nhello\r\n0\r\n\r\n",
                                     "5;\nhello\r\n0\r\n\r\n",
                                     "5\rXhello\r\n0\r\n\r\n",
                                     "10000000000000000\r\n",
                                     "ffffffffffffffffffff\r\n",
                                     "5\r\nhello\r\n0\r\nX: trailer\r\n\r\n",
                                     "5\r\nhello\r\n0\r\nContent-Length: 5\r\n\r\n",
                                     "5\r\nhello\r\n0;x\r\n\r\n",
                                     "5\r\nhello\r\n0\n\n0\r\n\r\n",
                                     "5\r\nhello\r\n0 \r\n\r\n",
                                     "5_0\r\nhello\r\n0\r\n\r\n"}) {
        for (std::size_t piece = 1; piece <= chunked_head.size() + chunks.size(); ++piece) {
            FramingFault fault{};
            EXPECT_EQ(decide(std::string(chunked_head) + chunks, piece, fault), Step::refused)
                << chunks << " in pieces of " << piece;
        }
    }
}

TEST(RequestDecoder, refuses_an_endless_chunk_line) {
    FramingFault fault{};
    EXPECT_EQ(decide(std::string(chunked_head) + std::string(200, '0'), 10, fault), Step::refused);
    EXPECT_EQ(fault.status, 400);
    EXPECT_EQ(decide(std::string(chunked_head) + "1\r\na\r\n0" + std::string(200, ';'), 10, fault), Step::refused);
    EXPECT_EQ(decide(std::string(chunked_head) + "1\r\na\r\n0\r\nX: " + std::string(200, 'x'), 10, fault),
              Step::refused);
}

TEST(RequestDecoder, bounds_the_body) {
    FramingFault fault{};
    EXPECT_EQ(decide("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4097\r\n\r\n", 4096, fault), Step::refused);
    EXPECT_EQ(fault.status, 413);
    EXPECT_EQ(decide("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999999999\r\n\r\n", 4096, fault),
              Step::refused);
    EXPECT_EQ(fault.status, 413);
    const auto chunk = "800\r\n" + std::string(0x800, 'x') + "\r\n";
    EXPECT_EQ(decide(std::string(chunked_head) + chunk + chunk + "1\r\nx\r\n0\r\n\r\n", 100, fault), Step::refused);
    EXPECT_EQ(fault.status, 413);
    EXPECT_EQ(decide(std::string(chunked_head) + chunk + chunk + "0\r\n\r\n", 100, fault), Step::complete);
}

TEST(RequestDecoder, bounds_the_header) {
    FramingFault fault{};
    const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
    const auto of_size = [&start](std::size_t size) {
        return start + std::string(size - start.size() - 4, 'x') + "\r\n\r\n";
    };
    EXPECT_EQ(decide(of_size(1024), 100, fault), Step::complete);
    EXPECT_EQ(decide(of_size(1024), 2000, fault), Step::complete);
    EXPECT_EQ(decide(of_size(1025), 100, fault), Step::refused);
    EXPECT_EQ(fault.status, 431);
    EXPECT_EQ(decide(of_size(1025), 2000, fault), Step::refused);
    EXPECT_EQ(fault.status, 431);
}

TEST(RequestDecoder, refuses_a_bare_line_feed_without_waiting_for_more) {
    FramingFault fault{};
    EXPECT_EQ(decide("GET / HTTP/1.1\nHost: a\n\n", 1, fault), Step::refused);
    EXPECT_EQ(fault.status, 400);
}

TEST(RequestDecoder, knows_who_waits_for_a_word) {
    RequestDecoder decoder(limits);
    InputBuffer input;
    append(input, "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n");
    EXPECT_EQ(decoder.step(input), Step::header);
    EXPECT_TRUE(decoder.expects_continue());
    FramingFault fault{};
    EXPECT_EQ(decide("POST / HTTP/1.1\r\nHost: a\r\nExpect: wonders\r\nContent-Length: 1\r\n\r\n", 500, fault),
              Step::refused);
    EXPECT_EQ(fault.status, 417);
}

TEST(RequestDecoder, hears_connection_close) {
    RequestDecoder decoder(limits);
    InputBuffer input;
    append(input, "GET / HTTP/1.1\r\nHost: a\r\nConnection: foo, Close\r\n\r\n");
    ASSERT_EQ(decoder.step(input), Step::complete);
    EXPECT_FALSE(decoder.keep_alive());
}

// Every header that the framing check accepts is one that the parser behind it accepts: they do not disagree.
TEST(RequestDecoder, has_a_parser_that_agrees_with_the_check) {
    for (const std::string header :
         {"GET /a?x={1}|2 HTTP/1.1\r\nHost: a\r\n\r\n", "M-SEARCH /a;b HTTP/1.1\r\nHost: [::1]\r\nX:\r\nY: \t\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\nX: \xd2\x9b\r\n\r\n",
          "GET /%D2%9B HTTP/1.1\r\nHost: a\r\nTE: trailers\r\n\r\n"}) {
        FramingFault fault{};
        EXPECT_EQ(decide(header, 500, fault), Step::complete) << header << fault.detail;
    }
}

Step decide_response(ResponseDecoder& decoder, std::string_view octets, std::size_t piece) {
    InputBuffer input;
    return feed(decoder, input, octets, piece);
}

TEST(ResponseDecoder, reads_an_answer_behind_interim_ones) {
    const std::string octets =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 201 "
        "Created\r\nContent-Length: 2\r\n\r\nok";
    for (std::size_t piece = 1; piece <= octets.size(); ++piece) {
        ResponseDecoder decoder(limits, false);
        ASSERT_EQ(decide_response(decoder, octets, piece), Step::complete);
        EXPECT_TRUE(decoder.keep_alive());
        const auto response = decoder.take();
        EXPECT_EQ(response.status, 201);
        EXPECT_EQ(response.body, "ok");
        EXPECT_FALSE(response.headers.has("Link"));
    }
}

TEST(ResponseDecoder, knows_the_answers_without_a_body) {
    ResponseDecoder head(limits, true);
    EXPECT_EQ(decide_response(head, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", 500), Step::complete);
    ResponseDecoder none(limits, false);
    EXPECT_EQ(decide_response(none, "HTTP/1.1 204 No Content\r\n\r\n", 500), Step::complete);
}

TEST(ResponseDecoder, reads_a_body_that_the_close_ends) {
    ResponseDecoder decoder(limits, false);
    EXPECT_EQ(decide_response(decoder, "HTTP/1.0 200 OK\r\n\r\nall of it", 5), Step::more);
    EXPECT_EQ(decoder.end_of_stream(), Step::complete);
    EXPECT_FALSE(decoder.keep_alive());
    EXPECT_EQ(decoder.take().body, "all of it");
}

TEST(ResponseDecoder, refuses_a_cut_answer) {
    for (const auto* octets : {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "HTTP/1.1 200 OK\r\nContent-Le",
                               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"}) {
        ResponseDecoder decoder(limits, false);
        EXPECT_EQ(decide_response(decoder, octets, 500), Step::more);
        EXPECT_TRUE(decoder.started());
        EXPECT_EQ(decoder.end_of_stream(), Step::refused) << octets;
    }
}

TEST(ResponseDecoder, refuses_what_nobody_asked_for) {
    ResponseDecoder switching(limits, false);
    EXPECT_EQ(decide_response(switching, "HTTP/1.1 101 Switching Protocols\r\n\r\n", 500), Step::refused);
    std::string endless;
    for (int i = 0; i < 20; ++i) {
        endless += "HTTP/1.1 100 Continue\r\n\r\n";
    }
    ResponseDecoder interim(limits, false);
    EXPECT_EQ(decide_response(interim, endless, 30), Step::refused);
    ResponseDecoder large(limits, false);
    EXPECT_EQ(decide_response(large, "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", 500), Step::refused);
}

TEST(Encoder, writes_framing_itself) {
    HttpResponse response;
    response.headers.add("Content-Length", "99");
    response.headers.add("Transfer-Encoding", "chunked");
    response.headers.add("X", "y");
    response.body = "abc";
    std::string head;
    ASSERT_TRUE(encode_response_head(response, true, false, head));
    EXPECT_EQ(head, "HTTP/1.1 200 OK\r\nX: y\r\nContent-Length: 3\r\n\r\n");
    ASSERT_TRUE(encode_response_head(response, false, false, head));
    EXPECT_TRUE(head.ends_with("Content-Length: 3\r\nConnection: close\r\n\r\n"));
}

TEST(Encoder, gives_no_length_to_an_answer_that_has_no_body) {
    HttpResponse response;
    response.status = 204;
    std::string head;
    ASSERT_TRUE(encode_response_head(response, true, false, head));
    EXPECT_EQ(head, "HTTP/1.1 204 No Content\r\n\r\n");
    response.body = "x";
    EXPECT_FALSE(encode_response_head(response, true, false, head));
}

TEST(Encoder, refuses_to_split_a_header) {
    std::string head;
    for (const auto& [name, value] :
         {std::pair{"X", "a\r\nY: b"}, {"X\r\nY", "a"}, {"X Y", "a"}, {"", "a"}, {"X", "a\n"}}) {
        HttpResponse response;
        response.headers.add(name, value);
        EXPECT_FALSE(encode_response_head(response, true, false, head));
        HttpRequest request;
        request.headers.add(name, value);
        EXPECT_FALSE(encode_request_head(request, {"http", "a", 80, "/"}, head));
    }
    HttpRequest request;
    request.method = "GET /x";
    EXPECT_FALSE(encode_request_head(request, {"http", "a", 80, "/"}, head));
    request.method = "GET";
    request.target = "/a b";
    EXPECT_FALSE(encode_request_head(request, {"http", "a", 80, "/"}, head));
    HttpResponse strange;
    strange.status = 42;
    EXPECT_FALSE(encode_response_head(strange, true, false, head));
}

TEST(Encoder, takes_the_path_of_the_endpoint_unless_the_request_has_one) {
    std::string head;
    HttpRequest request;
    ASSERT_TRUE(encode_request_head(request, {"http", "a", 8080, "/shep?x"}, head));
    EXPECT_EQ(head, "GET /shep?x HTTP/1.1\r\nHost: a:8080\r\n\r\n");
    request.target = "/own";
    request.method = "POST";
    ASSERT_TRUE(encode_request_head(request, {"https", "::1", 443, "/shep"}, head));
    EXPECT_EQ(head, "POST /own HTTP/1.1\r\nHost: [::1]\r\nContent-Length: 0\r\n\r\n");
}

}  // namespace
}  // namespace otkel::net::beast
