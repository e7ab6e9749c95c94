#include "adapters/ncanode/service.hpp"

#include "adapters/ncanode/responses.hpp"
#include "gateway/base/ascii.hpp"
#include "gateway/trust/cms/cms_writer.hpp"

namespace otkel::adapters::ncanode {
namespace {

namespace asio = boost::asio;

constexpr std::string_view health_path = "/actuator/health";

bool is_json(std::string_view content_type) {
    constexpr std::string_view json = "application/json";
    const auto type = trim(content_type.substr(0, content_type.find(';')));
    return ascii::equal_without_case(type, json);
}

net::HttpResponse wrong_method(std::string_view allowed) {
    auto response = refusal(405, "only " + std::string(allowed) + " is answered here");
    response.headers.set("Allow", std::string(allowed));
    return response;
}

// What can be said before the body is read; nullopt: read it.
std::optional<net::HttpResponse> refuse_early(const net::HttpRequest& request, Endpoint endpoint) {
    // Browsers name the page that a request comes from. No page has business here: by a name that it makes point to
    // this machine (DNS rebinding) any site could have documents signed.
    if (request.headers.has("origin")) {
        return refusal(403, "web pages are not served; call from a program of your own");
    }
    if (is_not_carried(request.path())) {
        return refusal(501, "PDF and JWT signatures are not carried by this gateway");
    }
    if (endpoint == nullptr) {
        return refusal(404, "there is no such path");
    }
    if (request.method != "POST") {
        return wrong_method("POST");
    }
    if (!is_json(request.headers.get("content-type"))) {
        return refusal(415, "the body must be JSON, with Content-Type: application/json");
    }
    return std::nullopt;
}

// The label of metrics: paths that do not exist are all one.
std::string_view known_path(const net::HttpRequest& request) {
    const auto path = request.path();
    return path == health_path || endpoint_of(path) != nullptr ? path : std::string_view("other");
}

RevocationAnswer answer_of(const trust::RevocationVerdict& verdict, trust::RevocationSource source) {
    RevocationAnswer answer;
    answer.by = source;
    answer.accepted = verdict.accepted;
    if (verdict.status) {
        answer.revoked = verdict.status->state == trust::RevocationState::revoked;
        answer.revoked_at = verdict.status->revoked_at;
        answer.reason = verdict.status->reason;
    }
    if (!verdict.accepted && answer.reason.empty()) {
        answer.reason = verdict.how;
    }
    return answer;
}

}  // namespace

asio::awaitable<net::HttpResponse> Service::handle(net::HttpRequest request) {
    const std::string path(known_path(request));
    auto response = co_await answer(std::move(request));
    surroundings_.metrics
        .counter("otkel_ncanode_requests_total", "Requests to the NCANode interface.",
                 {{"path", path}, {"status", std::to_string(response.status)}})
        .add();
    co_return response;
}

asio::awaitable<net::HttpResponse> Service::answer(net::HttpRequest request) {
    const WipedAtEnd wiped(request.body);
    if (request.path() == health_path) {
        co_return request.method == "GET" || request.method == "HEAD" ? health() : wrong_method("GET");
    }
    const auto endpoint = endpoint_of(request.path());
    if (auto refused = refuse_early(request, endpoint)) {
        co_return std::move(*refused);
    }
    const bool has_authority = surroundings_.authority() != nullptr;
    auto task = [this, endpoint, &request, has_authority] { return work(endpoint, request.body, has_authority); };
    auto step = co_await surroundings_.workers.run(std::move(task));
    if (!step) {
        co_return refusal(step.error());
    }
    if (auto* verified = std::get_if<Verified>(&*step)) {
        co_return co_await ask_about_revocation(std::move(*verified));
    }
    if (auto* unstamped = std::get_if<Unstamped>(&*step)) {
        co_return co_await stamp(std::move(*unstamped));
    }
    co_return std::move(std::get<net::HttpResponse>(*step));
}

Service::Step Service::work(Endpoint endpoint, std::string& body, bool has_authority) const {
    const auto message = Message::parse(body);
    if (!message) {
        return refusal(message.error());
    }
    const auto identities = surroundings_.identities();
    const Parts parts{surroundings_.clock, surroundings_.verifier, *identities,
                      settings_,           surroundings_.limits,   has_authority};
    auto outcome = endpoint((*message)->fields(), parts);
    if (!outcome) {
        return refusal(outcome.error());
    }
    if (auto* fields = std::get_if<boost::json::object>(&*outcome)) {
        return success(std::move(*fields));
    }
    if (auto* unstamped = std::get_if<Unstamped>(&*outcome)) {
        return std::move(*unstamped);
    }
    auto& verified = std::get<Verified>(*outcome);
    if (verified.ask_ocsp || verified.ask_crl) {
        return std::move(verified);
    }
    return verdict(verified);
}

asio::awaitable<net::HttpResponse> Service::ask_about_revocation(Verified verified) {
    const auto deadline = Deadline::after(surroundings_.clock, settings_.check_time_max);
    for (auto& signer : verified.signers) {
        for (auto& certificate : signer.certificates) {
            if (certificate.path && verified.ask_ocsp) {
                co_await ask(certificate, trust::RevocationSource::ocsp, deadline);
            }
            if (certificate.path && verified.ask_crl) {
                co_await ask(certificate, trust::RevocationSource::crl, deadline);
            }
        }
    }
    auto task = [&verified] { return verdict(verified); };
    auto response = co_await surroundings_.workers.run(std::move(task));
    co_return response ? std::move(*response) : refusal(response.error());
}

asio::awaitable<void> Service::ask(JudgedCertificate& judged, trust::RevocationSource source, Deadline deadline) {
    trust::RevocationRules rules;
    rules.mode = source == trust::RevocationSource::ocsp ? trust::RevocationMode::ocsp : trust::RevocationMode::crl;
    const auto verdict = co_await surroundings_.authority()->check(*judged.path, rules, deadline);
    judged.revocations.push_back(answer_of(verdict, source));
}

asio::awaitable<net::HttpResponse> Service::stamp(Unstamped unstamped) {
    const auto deadline = Deadline::after(surroundings_.clock, settings_.stamp_time_max);
    std::vector<std::string> tokens;
    for (const auto& value : unstamped.values) {
        auto stamp = co_await surroundings_.authority()->stamp(value, deadline);
        if (!stamp) {
            co_return refusal(stamp.error());
        }
        if (!unstamped.policy.empty() && stamp->policy != unstamped.policy) {
            co_return refusal(400, "tsaPolicy: this gateway is configured for stamps under " + stamp->policy +
                                       ", not under " + unstamped.policy);
        }
        tokens.push_back(std::move(stamp->token));
    }
    auto task = [&]() -> net::HttpResponse {
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            auto stamped = trust::add_cms_time_stamp(unstamped.cms, unstamped.first + i, tokens[i]);
            if (!stamped) {
                return refusal(Error{Errc::internal, stamped.error().detail, {}, {}});
            }
            unstamped.cms = std::move(*stamped);
        }
        return success({{"cms", to_base64(unstamped.cms)}});
    };
    auto response = co_await surroundings_.workers.run(std::move(task));
    co_return response ? std::move(*response) : refusal(response.error());
}

}  // namespace otkel::adapters::ncanode
