#include "gateway/core/remote/problem.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <optional>

#include "gateway/base/bytes.hpp"

namespace otkel::core {
namespace {

constexpr std::size_t text_octets_max = 500;
constexpr std::size_t findings_max = 100;

std::optional<Errc> code_of(std::string_view name) {
    for (int code = 0; code <= static_cast<int>(Errc::internal); ++code) {
        if (otkel::name(static_cast<Errc>(code)) == name) {
            return static_cast<Errc>(code);
        }
    }
    return std::nullopt;
}

// A text of the core goes into our logs: bounded, and cut between characters.
std::string text_of(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    const auto* string = value != nullptr ? value->if_string() : nullptr;
    std::string text = string != nullptr ? std::string(string->data(), string->size()) : std::string();
    if (text.size() > text_octets_max) {
        text.resize(text_octets_max);
        while (!is_valid_utf8(text)) {
            text.pop_back();
        }
    }
    return text;
}

std::vector<Finding> findings_of(const boost::json::object& problem) {
    std::vector<Finding> findings;
    const auto* value = problem.if_contains("findings");
    const auto* list = value != nullptr ? value->if_array() : nullptr;
    if (list == nullptr) {
        return findings;
    }
    for (const auto& entry : *list) {
        const auto* object = entry.if_object();
        if (object != nullptr && findings.size() < findings_max) {
            Finding finding;
            finding.code = text_of(*object, "code");
            finding.place.path = text_of(*object, "pointer");
            finding.expected = text_of(*object, "expected");
            finding.found = text_of(*object, "found");
            finding.detail = text_of(*object, "detail");
            findings.push_back(std::move(finding));
        }
    }
    return findings;
}

// Statuses without a problem of ours come from what stands between: a proxy, a container, the wrong address.
Errc code_of_status(int status) {
    switch (status) {
        case 400: return Errc::invalid_argument;
        case 401:
        case 403: return Errc::forbidden;
        case 404: return Errc::not_found;
        case 409: return Errc::replay_conflict;
        case 413: return Errc::limit_exceeded;
        case 422: return Errc::invalid_argument;
        case 429: return Errc::overloaded;
        case 503: return Errc::unavailable;
        case 500:
        case 502: return Errc::in_doubt;
        case 408:
        case 504: return Errc::deadline_exceeded;
        default: return Errc::peer_failed;
    }
}

}  // namespace

Error failure_of(const net::HttpResponse& response) {
    const auto status = "the core answered with status " + std::to_string(response.status);
    Error error{code_of_status(response.status), status, {}, {}};
    boost::system::error_code unreadable;
    const auto json = boost::json::parse(response.body, unreadable);
    const auto* problem = !unreadable ? json.if_object() : nullptr;
    if (problem == nullptr || !response.headers.get("Content-Type").starts_with("application/problem+json")) {
        return error;
    }
    error.code = code_of(text_of(*problem, "code")).value_or(error.code);
    error.place.path = text_of(*problem, "pointer");
    error.findings = findings_of(*problem);
    const auto detail = text_of(*problem, "detail");
    error.detail += ": " + (detail.empty() ? text_of(*problem, "title") : detail);
    return error;
}

Error failure_of(const Error& transport) {
    Error error = transport;
    error.detail = "asking the core: " + transport.detail;
    return error;
}

}  // namespace otkel::core
