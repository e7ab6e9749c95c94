#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/net/beast/input_buffer.hpp"
#include "gateway/net/framing.hpp"
#include "gateway/net/http.hpp"

// HTTP/1.1 between octets and values, without I/O: framing.hpp refuses, Beast's parser reads. Its header stays free of
// Beast, which costs every file that includes it seconds.

namespace otkel::net::beast {

struct MessageLimits {
    std::size_t header_octets_max;
    std::size_t body_octets_max;
};

enum class Step {
    more,    // read more, then step again
    header,  // once, when a body follows its header
    complete,
    refused,  // fault() says why; nothing more can be read from this connection
};

// Reads the requests of one connection, one after the other.
class RequestDecoder {
public:
    explicit RequestDecoder(MessageLimits limits);
    ~RequestDecoder();

    [[nodiscard]] Step step(InputBuffer& input);
    [[nodiscard]] FramingFault fault() const;

    [[nodiscard]] bool in_header() const;         // before the end of the header
    [[nodiscard]] bool expects_continue() const;  // the client waits for a word before it sends its body
    [[nodiscard]] bool keep_alive() const;
    [[nodiscard]] std::size_t body_octets() const;  // of memory for the body so far
    [[nodiscard]] HttpRequest take();               // when complete; ready for the next one

private:
    struct State;
    std::unique_ptr<State> state_;
};

// Reads one response; interim ones (1xx) are skipped.
class ResponseDecoder {
public:
    ResponseDecoder(MessageLimits limits, bool to_head);
    ~ResponseDecoder();

    [[nodiscard]] Step step(InputBuffer& input);
    [[nodiscard]] Step end_of_stream();  // the peer closed: that ends a body without a length, and breaks anything else
    [[nodiscard]] FramingFault fault() const;

    [[nodiscard]] bool started() const;  // anything at all has come
    [[nodiscard]] bool keep_alive() const;
    [[nodiscard]] HttpResponse take();

private:
    struct State;
    std::unique_ptr<State> state_;
};

// What the gateway writes. The framing fields (Content-Length, Transfer-Encoding, Connection, Host …) are ours: those
// of the message are left out. False when a name or value cannot stand in a header; `head` is then of no use.
[[nodiscard]] bool encode_response_head(const HttpResponse& response, bool keep_alive, bool to_head, std::string& head);
[[nodiscard]] bool encode_request_head(const HttpRequest& request, const Endpoint& endpoint, std::string& head);

inline constexpr std::string_view continue_head = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace otkel::net::beast
