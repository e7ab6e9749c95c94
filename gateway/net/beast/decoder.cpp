#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "gateway/base/ascii.hpp"

#include "gateway/net/beast/codec.hpp"

namespace otkel::net::beast {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;

// A chunk's size line has at most 16 digits; the rest is room for leading zeros.
constexpr std::size_t chunk_line_octets_max = 64;
// A claimed Content-Length reserves at most this before octets have come.
constexpr std::size_t body_octets_reserved_max = 256 * 1024;
constexpr std::size_t header_fields_usual = 16;

std::string text(boost::beast::string_view view) { return {view.data(), view.size()}; }

// Collects what Beast's parser finds. Chunk extensions and trailers are refused: nobody here reads them, and servers
// differ in where they end.
template <bool is_request, class Message>
class Parser final : public http::basic_parser<is_request> {
public:
    explicit Parser(const MessageLimits& limits) {
        this->header_limit(static_cast<std::uint32_t>(limits.header_octets_max));
        this->body_limit(limits.body_octets_max);
    }

    Message message;
    int status{0};
    bool in_chunk{false};

private:
    void on_request_impl(http::verb, boost::beast::string_view method, boost::beast::string_view target, int,
                         error_code&) override {
        message.headers.reserve(header_fields_usual);
        if constexpr (is_request) {
            message.method = text(method);
            message.target = text(target);
        }
    }
    void on_response_impl(int code, boost::beast::string_view, int, error_code&) override { status = code; }
    void on_field_impl(http::field, boost::beast::string_view name, boost::beast::string_view value,
                       error_code& error) override {
        if (header_ended_) {
            error = http::error::bad_field;
            return;
        }
        message.headers.add(text(name), text(value));
    }
    void on_header_impl(error_code&) override { header_ended_ = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
        if (length) {
            message.body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(*length, body_octets_reserved_max)));
        }
    }
    std::size_t on_body_impl(boost::beast::string_view octets, error_code&) override {
        message.body.append(octets.data(), octets.size());
        return octets.size();
    }
    void on_chunk_header_impl(std::uint64_t, boost::beast::string_view extensions, error_code& error) override {
        if (!extensions.empty()) {
            error = http::error::bad_chunk_extension;
        }
        in_chunk = true;
    }
    std::size_t on_chunk_body_impl(std::uint64_t remain, boost::beast::string_view octets, error_code&) override {
        message.body.append(octets.data(), octets.size());
        in_chunk = octets.size() < remain;
        return octets.size();
    }
    void on_finish_impl(error_code&) override {}

    bool header_ended_{false};
};

FramingFault fault_of(const error_code& error) {
    if (error == http::error::body_limit) {
        return {413, "the body is larger than this server takes"};
    }
    if (error == http::error::header_limit) {
        return {431, "the header is larger than this server takes"};
    }
    if (error == http::error::bad_chunk || error == http::error::bad_chunk_extension ||
        error == http::error::bad_field) {
        return {400, "a chunk has no proper size, an extension or a trailer"};
    }
    return {400, "the message is not HTTP/1.1"};
}

// The part that requests and responses share.
template <bool is_request, class Message>
struct Decoder {
    explicit Decoder(MessageLimits l) : limits(l) { parser.emplace(limits); }

    void next() {
        parser.emplace(limits);
        searched = 0;
    }

    Step refuse(FramingFault why) {
        fault = why;
        return Step::refused;
    }

    Step read_header(InputBuffer& input) {
        const auto octets = input.data();
        const auto end = find_header_end(octets.substr(0, limits.header_octets_max), searched);
        searched = end.offset;
        if (end.state == HeaderEnd::State::broken) {
            return refuse({400, "a line of the header does not end in CR LF"});
        }
        if (end.state == HeaderEnd::State::more) {
            return octets.size() < limits.header_octets_max ? Step::more : refuse(fault_of(http::error::header_limit));
        }
        const auto header = octets.substr(0, end.offset);
        if (const auto wrong = is_request ? check_request_header(header) : check_response_header(header)) {
            return refuse(*wrong);
        }
        error_code error;
        const auto taken = parser->put(boost::asio::buffer(header.data(), header.size()), error);
        input.consume(taken);
        if (error && error != http::error::need_more) {
            return refuse(fault_of(error));
        }
        return parser->is_done() ? Step::complete : Step::header;
    }

    Step read_body(InputBuffer& input) {
        while (!parser->is_done()) {
            const auto octets = input.data();
            if (octets.empty()) {
                return Step::more;
            }
            error_code error;
            const auto taken = parser->put(boost::asio::buffer(octets.data(), octets.size()), error);
            input.consume(taken);
            if (error == http::error::need_more) {
                const bool line_too_long =
                    parser->chunked() && !parser->in_chunk && input.data().size() > chunk_line_octets_max;
                return line_too_long ? refuse(fault_of(http::error::bad_chunk)) : Step::more;
            }
            if (error) {
                return refuse(fault_of(error));
            }
        }
        return Step::complete;
    }

    MessageLimits limits;
    std::optional<Parser<is_request, Message>> parser;
    std::size_t searched{0};
    FramingFault fault{400, {}};
};

}  // namespace

struct RequestDecoder::State : Decoder<true, HttpRequest> {
    using Decoder::Decoder;
};

RequestDecoder::RequestDecoder(MessageLimits limits) : state_(std::make_unique<State>(limits)) {}
RequestDecoder::~RequestDecoder() = default;

Step RequestDecoder::step(InputBuffer& input) {
    if (!in_header()) {
        return state_->read_body(input);
    }
    const auto step = state_->read_header(input);
    const auto expectation = state_->parser->message.headers.get("expect");
    if (step == Step::header && !expectation.empty() && !ascii::equal_without_case(expectation, "100-continue")) {
        return state_->refuse({417, "only 100-continue can be expected"});
    }
    return step;
}

FramingFault RequestDecoder::fault() const { return state_->fault; }

bool RequestDecoder::in_header() const { return !state_->parser->is_header_done(); }

bool RequestDecoder::expects_continue() const { return state_->parser->message.headers.has("expect"); }

bool RequestDecoder::keep_alive() const {
    return !list_names(state_->parser->message.headers.get("connection"), "close") && state_->parser->keep_alive();
}

std::size_t RequestDecoder::body_octets() const {
    return state_->parser->message.body.capacity() - std::string().capacity();
}

HttpRequest RequestDecoder::take() {
    auto request = std::move(state_->parser->message);
    state_->next();
    return request;
}

struct ResponseDecoder::State : Decoder<false, HttpResponse> {
    State(MessageLimits l, bool head) : Decoder(l), to_head(head) { parser->skip(to_head); }

    // 100 and 103 may come before the answer; 101 was never asked for.
    bool skip_interim() {
        const bool interim =
            parser->is_done() && parser->status >= 100 && parser->status < 200 && parser->status != 101;
        if (interim) {
            next();
            parser->skip(to_head);
        }
        return interim;
    }

    bool to_head;
    std::size_t interims{0};
    bool ended_by_close{false};
};

ResponseDecoder::ResponseDecoder(MessageLimits limits, bool to_head)
    : state_(std::make_unique<State>(limits, to_head)) {}
ResponseDecoder::~ResponseDecoder() = default;

Step ResponseDecoder::step(InputBuffer& input) {
    constexpr std::size_t interims_max = 8;
    while (!state_->parser->is_header_done()) {
        const auto step = state_->read_header(input);
        if (step != Step::header && step != Step::complete) {
            return step;
        }
        if (!state_->skip_interim()) {
            break;
        }
        if (++state_->interims > interims_max) {
            return state_->refuse({400, "interim answers without end"});
        }
    }
    if (state_->parser->status < 200) {
        return state_->refuse({400, "an answer with status 101, which nobody asked for"});
    }
    return state_->read_body(input);
}

Step ResponseDecoder::end_of_stream() {
    error_code error;
    if (state_->parser->got_some()) {
        state_->parser->put_eof(error);
    }
    if (error || !state_->parser->is_done()) {
        return state_->refuse({400, "the connection ended within the answer"});
    }
    state_->ended_by_close = true;
    return Step::complete;
}

FramingFault ResponseDecoder::fault() const { return state_->fault; }

bool ResponseDecoder::started() const {
    return state_->parser->got_some() || state_->searched != 0 || state_->interims != 0;
}

bool ResponseDecoder::keep_alive() const { return !state_->ended_by_close && state_->parser->keep_alive(); }

HttpResponse ResponseDecoder::take() {
    auto response = std::move(state_->parser->message);
    response.status = state_->parser->status;
    return response;
}

}  // namespace otkel::net::beast
