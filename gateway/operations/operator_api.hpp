#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/adapter/running.hpp"
#include "gateway/async/worker_pool.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/core/port.hpp"
#include "gateway/journal/store.hpp"
#include "gateway/net/http.hpp"
#include "gateway/telemetry/metrics.hpp"

namespace otkel::operations {

// What operators and their monitoring ask: /healthz (the process lives), /readyz (it can take work, with the reason
// when not), /metrics, and below /admin/v1: GET exchanges (a search by query_of(), and limit), GET
// exchanges/<id>[?full], GET exchanges/<id>/legs/<leg> (the octets as they were on the wire), POST
// exchanges/<id>/replay, GET graces (exchanges whose signers' revocation could not be asked about, and what was learned
// later).
class OperatorApi {
public:
    struct Sources {
        const Clock& clock;
        async::WorkerPool& workers;
        journal::Store& journal;
        core::Port& core;
        const telemetry::Metrics& metrics;
        std::function<bool()> draining;
        const adapter::TrustServices* authority{nullptr};  // null: none is configured
        // Of a parked or failed exchange; `by` is who wants it, from where and why.
        std::function<boost::asio::awaitable<Result<void>>(ExchangeId id, std::string by)> replay{};
    };
    explicit OperatorApi(Sources sources) : sources_(std::move(sources)) {}
    boost::asio::awaitable<net::HttpResponse> handle(net::HttpRequest request);

private:
    boost::asio::awaitable<net::HttpResponse> ready();
    [[nodiscard]] net::HttpResponse graces() const;
    boost::asio::awaitable<net::HttpResponse> list(net::HttpRequest request);
    boost::asio::awaitable<net::HttpResponse> show(net::HttpRequest request, std::string rest);
    boost::asio::awaitable<net::HttpResponse> replay(net::HttpRequest request, std::string id);

    Sources sources_;
};

// The query of a search as the admin API and the command line write it, but for its limit: what a parameter holds, if
// it is there. The detail of Errc::invalid_argument begins with the wrong parameter.
using WordOf = std::function<std::optional<std::string>(std::string_view parameter)>;
[[nodiscard]] Result<journal::Query> query_of(const WordOf& word_of);
[[nodiscard]] Result<journal::Query> query_of(const net::HttpRequest& request);

// A person who decides something: the name that the request gives in the header Otkel-Operator, else "operator".
// Listeners for operators are not open to others, and who they are is proved elsewhere.
[[nodiscard]] std::string operator_of(const net::HttpRequest& request);
// "dina from 127.0.0.1: the peer has mended it", for the history.
[[nodiscard]] std::string decided_by(std::string_view who, std::string_view from, std::string_view reason);
// Errc::invalid_argument when nobody could learn from it why.
[[nodiscard]] Result<void> check_reason(std::string_view reason);

}  // namespace otkel::operations
