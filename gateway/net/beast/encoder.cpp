#include <array>
#include <boost/beast/http/status.hpp>

#include "gateway/base/ascii.hpp"

#include "gateway/net/beast/codec.hpp"

namespace otkel::net::beast {
namespace {

constexpr std::array<std::string_view, 7> framing_fields{"content-length", "transfer-encoding", "connection", "host",
                                                         "keep-alive",     "upgrade",           "trailer"};

bool is_framing_field(std::string_view name) {
    for (const auto field : framing_fields) {
        if (ascii::equal_without_case(field, name)) {
            return true;
        }
    }
    return false;
}

bool append_fields(const Headers& headers, std::string& head) {
    for (const auto& [name, value] : headers.all()) {
        if (is_framing_field(name)) {
            continue;
        }
        if (!is_token(name) || !is_field_value(value)) {
            return false;
        }
        head.append(name).append(": ").append(value).append("\r\n");
    }
    return true;
}

void append_length(std::size_t octets, std::string& head) {
    head.append("Content-Length: ").append(std::to_string(octets)).append("\r\n");
}

}  // namespace

bool encode_response_head(const HttpResponse& response, bool keep_alive, bool to_head, std::string& head) {
    if (response.status < 200 || response.status > 599) {
        return false;
    }
    const auto phrase =
        boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(static_cast<unsigned>(response.status)));
    head.assign("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
    head.append(phrase.data(), phrase.size()).append("\r\n");
    if (!append_fields(response.headers, head)) {
        return false;
    }
    // RFC 9110, 8.6: no length where there can be no body.
    const bool bodiless = response.status == 204 || response.status == 304;
    if (!bodiless) {
        append_length(response.body.size(), head);
    }
    if (bodiless && !to_head && !response.body.empty()) {
        return false;
    }
    head.append(keep_alive ? "\r\n" : "Connection: close\r\n\r\n");
    return true;
}

bool encode_request_head(const HttpRequest& request, const Endpoint& endpoint, std::string& head) {
    const auto& target = request.target.empty() || request.target == "/" ? endpoint.path : request.target;
    if (!is_token(request.method) || check_target(target)) {
        return false;
    }
    const bool ipv6 = endpoint.host.find(':') != std::string::npos;
    head.assign(request.method).append(" ").append(target).append(" HTTP/1.1\r\nHost: ");
    head.append(ipv6 ? "[" + endpoint.host + "]" : endpoint.host);
    if (endpoint.port != (endpoint.scheme == "https" ? 443 : 80)) {
        head.append(":").append(std::to_string(endpoint.port));
    }
    head.append("\r\n");
    if (!append_fields(request.headers, head)) {
        return false;
    }
    const bool usually_empty = request.method == "GET" || request.method == "HEAD" || request.method == "DELETE";
    if (!request.body.empty() || !usually_empty) {
        append_length(request.body.size(), head);
    }
    head.append("\r\n");
    return true;
}

}  // namespace otkel::net::beast
