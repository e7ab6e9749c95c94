#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string_view>

#include "adapters/ncanode/endpoints.hpp"
#include "gateway/adapter/running.hpp"
#include "gateway/async/worker_pool.hpp"
#include "gateway/net/http.hpp"
#include "gateway/telemetry/metrics.hpp"

namespace otkel::adapters::ncanode {

// From an HTTP request to its answer. On the I/O thread; everything that costs is done on workers.
class Service {
public:
    struct Surroundings {
        const Clock& clock;
        const signing::Verifier& verifier;
        adapter::CurrentIdentities identities;
        async::WorkerPool& workers;
        telemetry::Metrics& metrics;
        std::function<adapter::TrustServices*()> authority;
        xml::Limits limits;
    };
    // `settings` outlive it.
    Service(Surroundings surroundings, const Settings& settings)
        : surroundings_(std::move(surroundings)), settings_(settings) {}

    boost::asio::awaitable<net::HttpResponse> handle(net::HttpRequest request);

private:
    // What a worker made of a request: the answer, or what has to be asked first.
    using Step = std::variant<net::HttpResponse, Verified, Unstamped>;

    boost::asio::awaitable<net::HttpResponse> answer(net::HttpRequest request);
    [[nodiscard]] Step work(Endpoint endpoint, std::string& body, bool has_authority) const;
    boost::asio::awaitable<net::HttpResponse> ask_about_revocation(Verified verified);
    boost::asio::awaitable<void> ask(JudgedCertificate& judged, trust::RevocationSource source, Deadline deadline);
    boost::asio::awaitable<net::HttpResponse> stamp(Unstamped unstamped);

    Surroundings surroundings_;
    const Settings& settings_;
};

}  // namespace otkel::adapters::ncanode
