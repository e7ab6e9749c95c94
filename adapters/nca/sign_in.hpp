#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/nca/authorities.hpp"
#include "adapters/nca/login_proof.hpp"
#include "adapters/nca/refusal.hpp"
#include "adapters/nca/sign_in_tables.hpp"
#include "gateway/adapter/running.hpp"

namespace otkel::adapters::nca {

// Sign-in of participants by their certificate: a challenge, its signature, a short-lived token. Everything here may be
// called by anybody, so all of it is bounded. Used on the I/O thread; signatures are work for a worker.
class SignIn {
public:
    struct Parts {
        const Clock& clock;
        async::WorkerPool& workers;
        const signing::Verifier& verifier;
        Authorities& authorities;
        adapter::TrustServices& services;
        telemetry::Metrics& metrics;
        xml::Limits limits;
    };
    SignIn(Parts parts, const SignInSettings& settings);

    [[nodiscard]] std::vector<std::string> paths() const;
    boost::asio::awaitable<net::HttpResponse> handle(net::HttpRequest request);

private:
    // What came of one sign-in: who it is, or what is said and what is logged.
    struct Outcome {
        const Refusal* refusal{nullptr};
        std::string reason;
        Proof proof;
        Tokens::Issued issued;
    };
    [[nodiscard]] net::HttpResponse challenge(const net::HttpRequest& request);
    boost::asio::awaitable<net::HttpResponse> login(net::HttpRequest request);
    boost::asio::awaitable<Outcome> judge(const net::HttpRequest& request);
    boost::asio::awaitable<Outcome> check_revocation(Proof proof);
    [[nodiscard]] net::HttpResponse me(const net::HttpRequest& request);
    [[nodiscard]] net::HttpResponse logout(const net::HttpRequest& request);
    void count(std::string_view outcome);

    Parts parts_;
    SignInSettings settings_;
    Challenges challenges_;
    Tokens tokens_;
    RateLimit rate_;
    std::map<std::string_view, telemetry::Counter*> counters_;
    std::size_t in_flight_{0};
};

}  // namespace otkel::adapters::nca
