#include "adapters/nca/sign_in.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "gateway/base/ascii.hpp"
#include "gateway/base/assert.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/base/ids.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::adapters::nca {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

constexpr std::string_view challenge_path = "/participants/challenge", login_path = "/participants/login",
                           me_path = "/participants/me", logout_path = "/participants/logout";

// Outcomes that no refusal has the word for.
constexpr std::string_view accepted = "accepted", rate_limited = "rate-limited";

std::map<std::string_view, telemetry::Counter*> counters_by_outcome(telemetry::Metrics& metrics) {
    std::map<std::string_view, telemetry::Counter*> counters;
    for (const auto outcome : {accepted, rate_limited, refusals::not_accepted.code, refusals::malformed.code,
                               refusals::overloaded.code, refusals::unavailable.code}) {
        counters[outcome] =
            &metrics.counter("otkel_sign_ins_total", "Sign-ins of participants.", {{"outcome", std::string(outcome)}});
    }
    return counters;
}

net::HttpResponse json_response(const json::object& object) {
    net::HttpResponse response;
    response.headers.set("Content-Type", "application/json");
    response.headers.set("Cache-Control", "no-store");
    response.body = json::serialize(object);
    return response;
}

json::object as_json(const trust::Holder& holder) {
    json::array roles;
    for (const auto role : holder.roles) {
        roles.emplace_back(trust::name(role));
    }
    json::object object{{"name", holder.common_name}, {"use", trust::name(holder.use)}, {"roles", std::move(roles)}};
    const auto add = [&](std::string_view key, const std::string& value) {
        if (!value.empty()) {
            object[key] = value;
        }
    };
    add("iin", holder.iin);
    add("bin", holder.bin);
    add("surname", holder.surname);
    add("givenName", holder.given_name);
    add("patronymic", holder.patronymic);
    add("organization", holder.organization);
    add("systemId", holder.system_id);
    return object;
}

// RFC 6750 section 2.1; the scheme without regard to case (RFC 9110 section 11.1).
std::string_view bearer_token(const net::HttpRequest& request) {
    constexpr std::string_view scheme = "bearer ";
    const auto value = request.headers.get("authorization");
    return ascii::equal_without_case(value.substr(0, scheme.size()), scheme) ? trim(value.substr(scheme.size()))
                                                                             : std::string_view{};
}

class InFlight {
public:
    explicit InFlight(std::size_t& count) : count_(count) { ++count_; }
    ~InFlight() { --count_; }
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;

private:
    std::size_t& count_;
};

}  // namespace

SignIn::SignIn(Parts parts, const SignInSettings& settings)
    : parts_(parts),
      settings_(settings),
      challenges_(parts.clock, settings),
      tokens_(parts.clock, settings),
      rate_(parts.clock, settings),
      counters_(counters_by_outcome(parts.metrics)) {}

std::vector<std::string> SignIn::paths() const {
    if (!settings_.enabled) {
        return {};
    }
    return {std::string(challenge_path), std::string(login_path), std::string(me_path), std::string(logout_path)};
}

void SignIn::count(std::string_view outcome) {
    const auto counter = counters_.find(outcome);
    OTKEL_ASSERT(counter != counters_.end());
    counter->second->add();
}

asio::awaitable<net::HttpResponse> SignIn::handle(net::HttpRequest request) {
    const auto path = request.path();
    // Who has a token may ask as often as they like: that costs a look into a table.
    if ((path == challenge_path || path == login_path) && !rate_.admits(request.remote_address)) {
        count(rate_limited);
        co_return problem(refusals::too_many, request);
    }
    const bool get = request.method == "GET";
    const bool post = request.method == "POST";
    if (path == challenge_path && (get || post)) {
        co_return challenge(request);
    }
    if (path == login_path && post) {
        co_return co_await login(std::move(request));
    }
    if (path == me_path && get) {
        co_return me(request);
    }
    if (path == logout_path && post) {
        co_return logout(request);
    }
    auto response = problem(refusals::unknown_method, request);
    response.headers.set("Allow", path == me_path ? "GET" : path == challenge_path ? "GET, POST" : "POST");
    co_return response;
}

net::HttpResponse SignIn::challenge(const net::HttpRequest& request) {
    const auto issued = challenges_.issue();
    if (!issued) {
        log::warning("sign-in-challenges-exhausted", {{"remote", request.remote_address}});
        count(refusals::overloaded.code);
        return problem(refusals::overloaded, request);
    }
    return json_response({{"nonce", issued->nonce}, {"expires", to_utc_text(issued->expires)}, {"text", issued->text}});
}

asio::awaitable<net::HttpResponse> SignIn::login(net::HttpRequest request) {
    if (in_flight_ >= settings_.logins_in_flight_max) {
        count(refusals::overloaded.code);
        co_return problem(refusals::overloaded, request);
    }
    const InFlight in_flight(in_flight_);
    const auto outcome = co_await judge(request);
    if (outcome.refusal != nullptr) {
        log::info("sign-in-refused",
                  {{"remote", request.remote_address}, {"code", outcome.refusal->code}, {"reason", outcome.reason}});
        count(outcome.refusal->code);
        co_return problem(*outcome.refusal, request);
    }
    const auto& holder = outcome.proof.holder;
    log::info("signed-in", {{"remote", request.remote_address},
                            {"iin", masked(holder.iin)},
                            {"bin", holder.bin},
                            {"certificate", outcome.proof.certificate->fingerprint()}});
    count(accepted);
    co_return json_response({{"token", outcome.issued.token},
                             {"expires", to_utc_text(outcome.issued.expires)},
                             {"holder", as_json(holder)}});
}

asio::awaitable<SignIn::Outcome> SignIn::judge(const net::HttpRequest& request) {
    Outcome refused;
    refused.refusal = &refusals::malformed;
    if (request.body.size() > settings_.body_octets_max) {
        refused.reason = "the body is larger than sign_in.body_octets_max";
        co_return refused;
    }
    auto read = [&request] { return read_login(request.body); };
    const auto message = co_await parts_.workers.run(std::move(read));
    if (!message || !*message) {
        refused.refusal = message ? &refusals::malformed : &refusals::overloaded;
        refused.reason = (message ? message->error() : message.error()).to_string();
        co_return refused;
    }
    // Used up before anything is verified: one signature is checked for each challenge, not more.
    const auto challenge = challenges_.take((*message)->nonce);
    if (!challenge) {
        refused.refusal = &refusals::not_accepted;
        refused.reason = "the nonce was never issued, is used or has expired";
        co_return refused;
    }
    const ProofRules rules{parts_.verifier, parts_.authorities.trust(), parts_.limits, settings_, parts_.clock.wall()};
    auto verify = [&message, &challenge, &rules] { return prove(**message, challenge->text, rules); };
    auto proof = co_await parts_.workers.run(std::move(verify));
    if (!proof || !*proof) {
        refused.refusal = proof ? &refusals::not_accepted : &refusals::overloaded;
        refused.reason = (proof ? proof->error() : proof.error()).to_string();
        co_return refused;
    }
    co_return co_await check_revocation(std::move(**proof));
}

asio::awaitable<SignIn::Outcome> SignIn::check_revocation(Proof proof) {
    Outcome outcome;
    const auto deadline = Deadline::after(parts_.clock, settings_.check_time_max);
    const auto verdict = co_await parts_.services.check(proof.path, settings_.revocation, deadline);
    if (!verdict.accepted) {
        const bool known = verdict.status && verdict.status->state != trust::RevocationState::good;
        outcome.refusal = known ? &refusals::not_accepted : &refusals::unavailable;
        outcome.reason = verdict.how;
        co_return outcome;
    }
    auto issued = tokens_.issue(proof.holder, proof.certificate->fingerprint());
    if (!issued) {
        outcome.refusal = &refusals::overloaded;
        outcome.reason = issued.error().to_string();
        co_return outcome;
    }
    if (verdict.under_grace) {
        parts_.services.remember_grace("sign-in " + new_uuid_v7(parts_.clock.wall()), "participants", proof.path,
                                       verdict);
    }
    outcome.proof = std::move(proof);
    outcome.issued = std::move(*issued);
    co_return outcome;
}

net::HttpResponse SignIn::me(const net::HttpRequest& request) {
    const auto* who = tokens_.find(bearer_token(request));
    if (who == nullptr) {
        return problem(refusals::not_signed_in, request);
    }
    return json_response(
        {{"holder", as_json(who->holder)}, {"certificate", who->fingerprint}, {"expires", to_utc_text(who->expires)}});
}

net::HttpResponse SignIn::logout(const net::HttpRequest& request) {
    const auto token = bearer_token(request);
    if (tokens_.find(token) == nullptr) {
        return problem(refusals::not_signed_in, request);
    }
    tokens_.end(token);
    net::HttpResponse response;
    response.status = 204;
    return response;
}

}  // namespace otkel::adapters::nca
