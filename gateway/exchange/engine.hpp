#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "gateway/adapter/running.hpp"
#include "gateway/async/worker_pool.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/core/port.hpp"
#include "gateway/exchange/admission.hpp"
#include "gateway/exchange/catalog.hpp"
#include "gateway/exchange/observer.hpp"
#include "gateway/journal/store.hpp"
#include "gateway/net/http.hpp"

// Carries messages through the gateway, in both directions. walk.cpp shows the way of a message from top to bottom.
// All methods are called on the I/O thread; CPU work goes to the workers.

namespace otkel::exchange {

namespace asio = boost::asio;

struct Services {
    const Clock& clock;
    async::WorkerPool& workers;
    journal::Store& journal;
    core::Port& core;
    net::HttpClient& client;
    Observer& observer;
    adapter::TrustServices* authority{nullptr};  // null: no certification authority is configured
};

struct Limits {
    std::size_t refused_octets_kept{64UL * 1024};  // of a message that was never accepted
    // Messages of senders that were not established and are kept as evidence. What comes above it is counted and
    // logged, so that a stranger cannot fill the disk.
    std::size_t refused_kept_per_second{100};
};

// What the core asks us to carry out.
struct OutboundCall {
    std::string route;
    boost::json::value request;
    std::string idempotency_key;  // becomes the message id, so that asking again cannot send twice; empty: a fresh one
    std::string trace_parent;
    std::string remote_address;
};
struct OutboundReply {
    ExchangeId exchange;
    std::string json;  // the text that the core gets, and gets again for the same idempotency key
};
// The id is known even when the call failed after it was accepted.
struct OutboundOutcome {
    ExchangeId exchange;
    Result<OutboundReply> reply;
};

struct Inbound;
struct Outbound;
struct AcceptedUnderGrace;

class Engine {
public:
    Engine(Services services, Limits limits, std::shared_ptr<const Catalog> catalog);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    asio::awaitable<net::HttpResponse> inbound(std::string system, net::HttpRequest request);
    asio::awaitable<OutboundOutcome> outbound(OutboundCall call);

    // After a restart: takes up what was accepted and not concluded. Answers nobody (the peer asks again), but has the
    // effect and keeps the answer. Outbound messages that may have left become in-doubt.
    asio::awaitable<void> resume(journal::Exchange unfinished);

    void replace(std::shared_ptr<const Catalog> catalog) { catalog_ = std::move(catalog); }
    [[nodiscard]] const std::shared_ptr<const Catalog>& catalog() const { return catalog_; }
    [[nodiscard]] std::size_t in_flight() const { return running_.size(); }

private:
    // The stages of an inbound message, in their order.
    asio::awaitable<Result<void>> verify(Inbound& x);
    Result<Admission::Place> admit(Inbound& x);
    // The one question about a signature that needs the network. What passes under grace is added to `graces`.
    asio::awaitable<Result<std::string>> check_revocation(std::shared_ptr<const Catalog> catalog,
                                                          std::vector<adapter::Signature> signatures, Deadline deadline,
                                                          std::vector<AcceptedUnderGrace>& graces);
    void remember_graces(const ExchangeId& exchange, std::vector<AcceptedUnderGrace>& graces);
    asio::awaitable<Result<std::optional<journal::Duplicate>>> accept(Inbound& x);
    asio::awaitable<net::HttpResponse> work(Inbound& x);
    asio::awaitable<Result<void>> ask_core(Inbound& x);
    asio::awaitable<Result<void>> call_core(Inbound& x);
    asio::awaitable<Result<void>> call_core_in_batches(Inbound& x);
    asio::awaitable<net::HttpResponse> conclude(Inbound& x, net::HttpResponse reply);

    // The other endings.
    asio::awaitable<net::HttpResponse> refuse(Inbound& x, Error error);
    asio::awaitable<net::HttpResponse> write_fault(Inbound& x, const Error& error);
    asio::awaitable<void> keep_refusal(Inbound& x, const Error& error);
    asio::awaitable<net::HttpResponse> conclude_with_fault(Inbound& x, Error error);
    asio::awaitable<net::HttpResponse> answer_again(Inbound& x, journal::Duplicate duplicate);

    // The stages of an outbound message.
    asio::awaitable<Result<std::optional<OutboundReply>>> accept(Outbound& x);
    asio::awaitable<Result<net::HttpResponse>> send(Outbound& x);
    asio::awaitable<Result<OutboundReply>> carry(Outbound& x);
    asio::awaitable<Result<OutboundReply>> fail_outbound(Outbound& x, journal::State state, Error error);

    asio::awaitable<void> resume_inbound(journal::Exchange unfinished);
    asio::awaitable<void> resume_outbound(journal::Exchange unfinished);

    class Running;  // marks an exchange as being worked on, for the scope of it

    Services services_;
    Limits limits_;
    std::shared_ptr<const Catalog> catalog_;
    Admission admission_;
    std::set<std::string, std::less<>> running_;
};

}  // namespace otkel::exchange
