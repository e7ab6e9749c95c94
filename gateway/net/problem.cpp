#include "gateway/net/problem.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace otkel::net {
namespace {

namespace json = boost::json;

void add_place(json::object& object, const Place& place) {
    if (!place.path.empty() && place.line == 0) {
        object["pointer"] = place.path;
    } else if (!place.path.empty()) {
        object["xpath"] = place.path;
    }
    if (place.line > 0) {
        object["line"] = place.line;
    }
}

json::object finding_object(const Finding& finding) {
    json::object object{{"code", finding.code}, {"detail", finding.detail}};
    add_place(object, finding.place);
    if (!finding.expected.empty()) {
        object["expected"] = finding.expected;
    }
    if (!finding.found.empty()) {
        object["found"] = finding.found;
    }
    return object;
}

}  // namespace

HttpResponse json_response(int status, std::string body) {
    HttpResponse response;
    response.status = status;
    response.headers.set("Content-Type", "application/json");
    response.body = std::move(body);
    return response;
}

HttpResponse problem(const Error& error, Language language, std::string_view exchange) {
    const auto& kind = info(error.code);
    json::object object{{"type", "about:blank"},
                        {"status", kind.http_status},
                        {"code", kind.name},
                        {"title", kind.title.in(language)},
                        {"detail", error.detail}};
    if (!exchange.empty()) {
        object["exchange"] = exchange;
    }
    add_place(object, error.place);
    if (!error.findings.empty()) {
        json::array findings;
        for (const auto& finding : error.findings) {
            findings.push_back(finding_object(finding));
        }
        object["findings"] = std::move(findings);
    }
    auto response = json_response(kind.http_status, json::serialize(object));
    response.headers.set("Content-Type", "application/problem+json");
    if (kind.retry == RetryClass::later) {
        response.headers.set("Retry-After", "1");
    }
    return response;
}

}  // namespace otkel::net
