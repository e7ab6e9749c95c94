#include "adapters/ncanode/responses.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace otkel::adapters::ncanode {
namespace {

namespace json = boost::json;

net::HttpResponse response(int status, const json::object& object) {
    net::HttpResponse answer;
    answer.status = status;
    answer.headers.set("Content-Type", "application/json");
    answer.headers.set("Cache-Control", "no-store");
    answer.body = json::serialize(object);
    return answer;
}

bool is_caller_mistake(Errc code) {
    switch (code) {
        case Errc::overloaded:
        case Errc::deadline_exceeded:
        case Errc::unavailable:
        case Errc::peer_failed:
        case Errc::in_doubt:
        case Errc::cancelled:
        case Errc::storage_failed:
        case Errc::internal: return false;
        default: return true;
    }
}

json::value signer_json(const Verified::Signer& signer, bool by_signer) {
    if (!by_signer) {
        return signer.certificates.empty() ? json::value(nullptr) : as_json(signer.certificates.front());
    }
    json::array certificates;
    for (const auto& certificate : signer.certificates) {
        certificates.push_back(as_json(certificate));
    }
    return json::object{{"certificates", std::move(certificates)}, {"tsp", signer.stamp}};
}

}  // namespace

net::HttpResponse success(json::object fields) {
    fields["status"] = 200;
    fields["message"] = "OK";
    return response(200, fields);
}

net::HttpResponse refusal(int status, std::string_view message) {
    return response(status, {{"status", status}, {"message", message}});
}

net::HttpResponse refusal(const Error& error) {
    constexpr int bad_request = 400;
    const auto status = is_caller_mistake(error.code) ? bad_request : info(error.code).http_status;
    json::object object{{"status", status}, {"message", error.detail}};
    if (const auto place = error.place.to_string(); !place.empty()) {
        object["details"] = place;
    }
    auto answer = response(status, object);
    if (info(error.code).retry == RetryClass::later && !is_caller_mistake(error.code)) {
        answer.headers.set("Retry-After", "1");
    }
    return answer;
}

net::HttpResponse verdict(const Verified& verified) {
    bool valid = verified.holds;
    auto details = verified.details;
    json::array signers;
    for (const auto& signer : verified.signers) {
        for (const auto& certificate : signer.certificates) {
            valid = valid && certificate.valid();
            // A signature that does not hold because of its certificate has told so already.
            if (const auto why = certificate.why_invalid(); details.find(why) == std::string::npos) {
                details += (details.empty() ? "signers[" : "; signers[") + std::to_string(signers.size()) + "]: " + why;
            }
        }
        signers.push_back(signer_json(signer, verified.by_signer));
    }
    json::object object{{"valid", valid}, {"signers", std::move(signers)}};
    if (!details.empty()) {
        object["details"] = details;
    }
    return success(std::move(object));
}

net::HttpResponse health() { return response(200, {{"status", "UP"}}); }

}  // namespace otkel::adapters::ncanode
