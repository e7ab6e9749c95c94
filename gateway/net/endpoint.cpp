#include <algorithm>
#include <charconv>

#include "gateway/base/ascii.hpp"
#include "gateway/net/framing.hpp"
#include "gateway/net/http.hpp"

namespace otkel::net {
namespace {

Failure refused(std::string_view why) {
    return fail(Errc::invalid_configuration,
                "the address " + std::string(why) + "; write it as http://host:port/path or https://host:port/path");
}

bool is_name(std::string_view host) {
    return !host.empty() && std::ranges::all_of(host, [](char c) {
        return ascii::is_letter(c) || ascii::is_digit(c) || c == '-' || c == '.' || c == '_';
    });
}

bool is_ipv6(std::string_view host) {
    return host.find(':') != std::string_view::npos &&
           std::ranges::all_of(host, [](char c) { return ascii::hex_value(c) >= 0 || c == ':' || c == '.'; });
}

Result<std::uint16_t> parse_port(std::string_view text) {
    unsigned port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port == 0 || port > 65535) {
        return refused("has a port that is not a number from 1 to 65535");
    }
    return static_cast<std::uint16_t>(port);
}

// "host", "host:port", "[::1]:port" into host and what follows its colon.
Result<std::pair<std::string_view, std::string_view>> split_authority(std::string_view authority) {
    std::string_view host = authority.substr(0, authority.find(':'));
    std::string_view rest = authority.substr(host.size());
    if (authority.starts_with('[')) {
        const auto bracket = authority.find(']');
        host = bracket == std::string_view::npos ? std::string_view{} : authority.substr(1, bracket - 1);
        rest = authority.substr(host.size() + 1).substr(host.empty() ? 0 : 1);
        if (!is_ipv6(host)) {
            return refused("has brackets around something that is not an IPv6 address");
        }
    } else if (!is_name(host)) {
        return refused("has no host name, or a user or other characters in it");
    }
    if (!rest.empty() && !rest.starts_with(':')) {
        return refused("has something between host and port");
    }
    return std::pair{host, rest};
}

}  // namespace

Result<Endpoint> Endpoint::parse(std::string_view url) {
    Endpoint endpoint;
    const auto colon = url.find("://");
    endpoint.scheme = std::string(url.substr(0, colon));
    std::ranges::transform(endpoint.scheme, endpoint.scheme.begin(), ascii::lower);
    if (colon == std::string_view::npos || (endpoint.scheme != "http" && endpoint.scheme != "https")) {
        return refused("does not start with http:// or https://");
    }
    const auto rest = url.substr(colon + 3);
    const auto authority_end = std::min(rest.find_first_of("/?#"), rest.size());
    const auto authority = split_authority(rest.substr(0, authority_end));
    if (!authority) {
        return fail(authority.error());
    }
    endpoint.host = std::string(authority->first);
    endpoint.port = endpoint.scheme == "https" ? 443 : 80;
    if (!authority->second.empty()) {
        const auto port = parse_port(authority->second.substr(1));
        if (!port) {
            return fail(port.error());
        }
        endpoint.port = *port;
    }
    if (authority_end < rest.size()) {
        endpoint.path = std::string(rest.substr(authority_end));
    }
    if (const auto fault = check_target(endpoint.path)) {
        return refused("has a path that cannot be sent: " + std::string(fault->detail));
    }
    return endpoint;
}

std::string Endpoint::to_string() const {
    const bool ipv6 = host.find(':') != std::string::npos;
    return scheme + "://" + (ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port) + path;
}

}  // namespace otkel::net
