#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

// The strict reading of an HTTP/1.1 header, before any parser sees it. Parsers differ in what they forgive, and a front
// server that forgives something else than we do sees other messages on the same connection; so nothing is forgiven. No
// I/O.

namespace otkel::net {

inline constexpr std::size_t header_fields_max = 100;

// Why a message is refused: the status of the answer and a sentence without any octet of the message.
struct FramingFault {
    int status;
    std::string_view detail;
};

// How far a header has come. `octets` starts with the message; what lies before `searched` was looked at by an earlier
// call.
struct HeaderEnd {
    enum class State { more, found, broken } state;
    std::size_t offset;  // found: just behind the empty line; more: where the next call starts
};
[[nodiscard]] HeaderEnd find_header_end(std::string_view octets, std::size_t searched);

// `header` is everything up to and with the empty line.
[[nodiscard]] std::optional<FramingFault> check_request_header(std::string_view header);
[[nodiscard]] std::optional<FramingFault> check_response_header(std::string_view header);

// Origin-form only (RFC 9112, 3.2.1), and nothing that another server might resolve to another path.
[[nodiscard]] std::optional<FramingFault> check_target(std::string_view target);

[[nodiscard]] bool is_token(std::string_view text);        // RFC 9110, 5.6.2
[[nodiscard]] bool is_field_value(std::string_view text);  // no control characters but HTAB

// Whether a comma-separated list, such as Connection, names `token`, without regard to case.
[[nodiscard]] bool list_names(std::string_view list, std::string_view token);

}  // namespace otkel::net
