#include "gateway/net/framing.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/ascii.hpp"

namespace otkel::net {
namespace {

using Fault = std::optional<FramingFault>;

constexpr std::size_t method_octets_max = 32;
constexpr std::size_t content_length_digits_max = 18;  // fits 64 bits with room to add

Fault bad(std::string_view detail) { return FramingFault{400, detail}; }

constexpr bool is_token_character(char c) {
    return ascii::is_letter(c) || ascii::is_digit(c) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

// One look-up a character: this runs over every octet of every header.
constexpr auto token_table = [] {
    std::array<bool, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i) {
        table[i] = i < 128 && is_token_character(static_cast<char>(i));
    }
    return table;
}();

bool in_token_table(char c) { return token_table[static_cast<unsigned char>(c)]; }

bool is_forbidden_in_value(char c) {
    const auto octet = static_cast<unsigned char>(c);
    return (octet < 0x20 && c != '\t') || octet == 0x7f;
}

std::string_view trimmed(std::string_view value) {
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) {
        value.remove_prefix(1);
    }
    while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) {
        value.remove_suffix(1);
    }
    return value;
}

// Takes one line off the front. The caller has seen to it that each LF follows a CR.
std::string_view take_line(std::string_view& rest) {
    const auto end = rest.find('\n');
    const auto line = rest.substr(0, end == std::string_view::npos ? rest.size() : end - 1);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return line;
}

struct Fields {
    std::size_t count{0};
    std::size_t hosts{0};
    std::size_t lengths{0};
    std::size_t encodings{0};
};

bool is_length(std::string_view value) {
    return !value.empty() && value.size() <= content_length_digits_max && std::ranges::all_of(value, ascii::is_digit);
}

bool is_host(std::string_view value) {
    return !value.empty() && std::ranges::all_of(value, [](char c) {
        return ascii::is_letter(c) || ascii::is_digit(c) ||
               std::string_view("-._~:[]").find(c) != std::string_view::npos;
    });
}

Fault check_framing_field(std::string_view name, std::string_view value, Fields& seen) {
    if (ascii::equal_without_case(name, "content-length")) {
        if (++seen.lengths > 1) {
            return bad("Content-Length occurs more than once");
        }
        if (!is_length(value)) {
            return bad("Content-Length is not one decimal number");
        }
    } else if (ascii::equal_without_case(name, "transfer-encoding")) {
        if (++seen.encodings > 1) {
            return bad("Transfer-Encoding occurs more than once");
        }
        if (!ascii::equal_without_case(value, "chunked")) {
            return bad("Transfer-Encoding is not exactly \"chunked\"");
        }
    } else if (ascii::equal_without_case(name, "host")) {
        ++seen.hosts;
        if (!is_host(value)) {
            return bad("Host is empty or holds what no host name holds");
        }
    }
    return {};
}

Fault check_field(std::string_view line, Fields& seen) {
    if (line.front() == ' ' || line.front() == '\t') {
        return bad("a header line starts with white space (obsolete folding)");
    }
    const auto name_end = std::ranges::find_if_not(line, in_token_table);
    if (name_end == line.end() || *name_end != ':' || name_end == line.begin()) {
        return bad("a header line is not a name, a colon at once and a value");
    }
    const auto colon = static_cast<std::size_t>(name_end - line.begin());
    const auto value = line.substr(colon + 1);
    if (std::ranges::any_of(value, is_forbidden_in_value)) {
        return bad("a header value holds a control character");
    }
    if (++seen.count > header_fields_max) {
        return FramingFault{431, "too many header fields"};
    }
    return check_framing_field(line.substr(0, colon), trimmed(value), seen);
}

Fault check_fields(std::string_view rest, Fields& seen) {
    for (auto line = take_line(rest); !line.empty(); line = take_line(rest)) {
        if (auto fault = check_field(line, seen)) {
            return fault;
        }
    }
    if (!rest.empty()) {
        return bad("the header goes on behind its empty line");
    }
    // RFC 9112, 6.1: such a message ought to be handled as an attempt at smuggling.
    if (seen.lengths != 0 && seen.encodings != 0) {
        return bad("both Content-Length and Transfer-Encoding");
    }
    return {};
}

// "HTTP/1.1": the name is case-sensitive (RFC 9112, 2.3).
bool is_version(std::string_view text) {
    return text.size() == 8 && text.starts_with("HTTP/") && ascii::is_digit(text[5]) && text[6] == '.' &&
           ascii::is_digit(text[7]);
}

Fault check_request_line(std::string_view line) {
    const auto method_end = line.find(' ');
    if (method_end == std::string_view::npos) {
        return bad("the request line is not a method, a target and a version");
    }
    const auto target_end = line.find(' ', method_end + 1);
    if (target_end == std::string_view::npos) {
        return bad("the request line is not a method, a target and a version");
    }
    if (method_end > method_octets_max || !is_token(line.substr(0, method_end))) {
        return bad("the method is not a token");
    }
    const auto version = line.substr(target_end + 1);
    if (!is_version(version)) {
        return bad("the request line does not end in an HTTP version after single spaces");
    }
    if (version != "HTTP/1.1") {
        return FramingFault{505, "only HTTP/1.1 is spoken here"};
    }
    return check_target(line.substr(method_end + 1, target_end - method_end - 1));
}

bool is_path_character(char c) {
    return ascii::is_letter(c) || ascii::is_digit(c) ||
           std::string_view("/-._~!$&'()*+,;=:@%").find(c) != std::string_view::npos;
}

bool is_query_character(char c) {
    const auto octet = static_cast<unsigned char>(c);
    return octet > 0x20 && octet < 0x7f && std::string_view("#\\\"<>").find(c) == std::string_view::npos;
}

// The octet that "%2e" means; -1 when the two digits are missing.
int percent_octet(std::string_view text, std::size_t percent) {
    if (percent + 2 >= text.size()) {
        return -1;
    }
    const int high = ascii::hex_value(text[percent + 1]);
    const int low = ascii::hex_value(text[percent + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

Fault check_escapes(std::string_view text, std::string_view forbidden) {
    for (auto at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
        const int octet = percent_octet(text, at);
        if (octet < 0) {
            return bad("a percent sign of the target is not followed by two hexadecimal digits");
        }
        if (octet == 0 || (octet < 128 && forbidden.find(static_cast<char>(octet)) != std::string_view::npos)) {
            return bad("the target hides a dot, a slash, a backslash or a NUL behind a percent sign");
        }
    }
    return {};
}

}  // namespace

HeaderEnd find_header_end(std::string_view octets, std::size_t searched) {
    for (auto lf = octets.find('\n', searched); lf != std::string_view::npos; lf = octets.find('\n', lf + 1)) {
        if (lf == 0 || octets[lf - 1] != '\r') {
            return {HeaderEnd::State::broken, lf};
        }
        if (lf == 1 || octets.substr(0, lf - 1).ends_with('\n')) {
            return {HeaderEnd::State::found, lf + 1};
        }
    }
    return {HeaderEnd::State::more, octets.size()};
}

std::optional<FramingFault> check_target(std::string_view target) {
    if (!target.starts_with('/') || target.starts_with("//")) {
        return bad("the target is not a path that starts with one slash");
    }
    const auto question = target.find('?');
    const auto path = target.substr(0, question);
    const auto query = question == std::string_view::npos ? std::string_view{} : target.substr(question + 1);
    if (!std::ranges::all_of(path, is_path_character) || !std::ranges::all_of(query, is_query_character)) {
        return bad("the target holds a character that must be percent-encoded");
    }
    if (path.find("..") != std::string_view::npos || path.find("/./") != std::string_view::npos ||
        path.ends_with("/.")) {
        return bad("the path holds dot segments");
    }
    if (auto fault = check_escapes(path, "./\\")) {
        return fault;
    }
    return check_escapes(query, "");
}

std::optional<FramingFault> check_request_header(std::string_view header) {
    auto rest = header;
    if (auto fault = check_request_line(take_line(rest))) {
        return fault;
    }
    Fields seen;
    if (auto fault = check_fields(rest, seen)) {
        return fault;
    }
    if (seen.hosts != 1) {
        return bad(seen.hosts == 0 ? "Host is missing" : "Host occurs more than once");
    }
    return {};
}

std::optional<FramingFault> check_response_header(std::string_view header) {
    auto rest = header;
    const auto line = take_line(rest);
    const bool shaped = line.size() >= 13 && is_version(line.substr(0, 8)) && line.starts_with("HTTP/1.") &&
                        line[8] == ' ' && std::ranges::all_of(line.substr(9, 3), ascii::is_digit) && line[9] >= '1' &&
                        line[9] <= '5' && line[12] == ' ';
    if (!shaped || std::ranges::any_of(line.substr(13), is_forbidden_in_value)) {
        return bad("the status line is not a version, a status and a phrase");
    }
    Fields seen;
    return check_fields(rest, seen);
}

bool is_token(std::string_view text) { return !text.empty() && std::ranges::all_of(text, in_token_table); }

bool is_field_value(std::string_view text) { return std::ranges::none_of(text, is_forbidden_in_value); }

bool list_names(std::string_view list, std::string_view token) {
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        if (ascii::equal_without_case(trimmed(list.substr(0, comma)), token)) {
            return true;
        }
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
}

}  // namespace otkel::net
