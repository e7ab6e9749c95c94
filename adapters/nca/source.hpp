#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>

#include "adapters/nca/settings.hpp"
#include "gateway/async/breaker.hpp"
#include "gateway/net/http.hpp"
#include "gateway/telemetry/metrics.hpp"

namespace otkel::adapters::nca {

// What all sources are called with. References outlive them.
struct CallContext {
    const Clock& clock;
    net::HttpClient& client;
    telemetry::Metrics& metrics;
};

// One service of one authority at its configured address, behind its breaker and its quota. Used on the I/O thread.
class Source {
public:
    Source(CallContext context, std::string authority, std::string service, net::Endpoint endpoint,
           const CallRules& rules);

    // Errc::overloaded over the quota, Errc::unavailable at once while the breaker is open. An answer other than 200,
    // an empty one and one over the limit are errors, too. Whoever judged an answer says so: answered() or refused().
    boost::asio::awaitable<Result<std::string>> get(Deadline deadline);
    boost::asio::awaitable<Result<std::string>> post(std::string body, std::string content_type, Deadline deadline);
    void answered();
    void refused(const Error& error);

    // When the first of the failures since the last good answer happened.
    [[nodiscard]] std::optional<WallTime> failing_since() const { return failing_since_; }
    [[nodiscard]] async::BreakerState breaker() const { return breaker_.state(); }
    [[nodiscard]] const std::string& name() const { return name_; }  // "OCSP of nca"
    [[nodiscard]] const net::Endpoint& endpoint() const { return endpoint_; }

private:
    boost::asio::awaitable<Result<std::string>> send(net::HttpRequest request, Deadline deadline);
    [[nodiscard]] Result<void> admit();
    [[nodiscard]] Result<std::string> read(Result<net::HttpResponse> response) const;
    void show_breaker();

    CallContext context_;
    std::string name_;
    net::Endpoint endpoint_;
    CallRules rules_;
    async::Breaker breaker_;
    async::CallQuota quota_;
    std::optional<WallTime> failing_since_;
    std::shared_ptr<std::atomic<int>> shown_;  // of the gauge, which may be read after this source is gone
    telemetry::Counter& answered_;
    telemetry::Counter& failed_;
    telemetry::Counter& kept_back_;
    telemetry::Counter& over_quota_;
    telemetry::Durations& durations_;
};

}  // namespace otkel::adapters::nca
