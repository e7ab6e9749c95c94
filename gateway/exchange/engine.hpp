#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/value.hpp>
#include <map>
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
#include "gateway/exchange/decision.hpp"
#include "gateway/exchange/observer.hpp"
#include "gateway/exchange/outbox.hpp"
#include "gateway/exchange/pacing.hpp"
#include "gateway/journal/store.hpp"
#include "gateway/net/http.hpp"

// Carries messages through the gateway, in both directions. walk.cpp shows the way of a message from top to bottom.
// All methods are called on the I/O thread; CPU work goes to the workers.

namespace otkel::exchange {

namespace asio = boost::asio;

struct Services {
    asio::any_io_executor executor;
    const Clock& clock;
    async::WorkerPool& workers;
    async::TaskGroup& tasks;
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
    Outbox::Limits outbox{};
    AttemptRules attempts{};
};

// What the core asks us to carry out.
struct OutboundCall {
    std::string route;
    boost::json::value request;
    std::string idempotency_key;  // becomes the message id, so that asking again cannot send twice; empty: a fresh one
    std::string trace_parent;
    std::string remote_address;
    bool respond_async{false};  // the caller wants the id at once and asks for the answer later
};
struct OutboundReply {
    ExchangeId exchange;
    journal::State state{journal::State::answered};
    std::string json;  // of an answered one: the text that the core gets, and gets again for the same idempotency key
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

    // Carries out what is due, and says that this node lives; both until they are cancelled.
    asio::awaitable<void> run() { return outbox_.run(); }
    asio::awaitable<void> keep_lease() { return outbox_.keep_lease(); }
    // One exchange that this node has taken, from where it stands.
    asio::awaitable<void> carry_on(journal::Exchange exchange);
    // A parked or failed exchange goes on: the same one, a new attempt. `who` with address and reason, for the history.
    asio::awaitable<Result<void>> replay(ExchangeId id, std::string who);

    void replace(std::shared_ptr<const Catalog> catalog) { catalog_ = std::move(catalog); }
    [[nodiscard]] const std::shared_ptr<const Catalog>& catalog() const { return catalog_; }
    [[nodiscard]] async::BreakerState breaker(const std::string& peer) { return pacing_.breaker(peer); }
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

    // The stages of an outbound message (outbound.cpp).
    asio::awaitable<Result<std::optional<OutboundReply>>> accept(Outbound& x);
    asio::awaitable<void> first_attempt(std::shared_ptr<Outbound> x);
    asio::awaitable<Result<OutboundReply>> wait_for_end(std::shared_ptr<Outbound> x);

    // Work that the outbox takes up (attempts.cpp, resume.cpp).
    asio::awaitable<void> attempt(Outbound& x);
    // nullopt when it could not be noted that a message leaves; then none has.
    asio::awaitable<std::optional<Heard>> send(Outbound& x, Pacing::Place& place);
    asio::awaitable<Heard> hear(Outbound& x, net::HttpResponse response);
    asio::awaitable<void> settle_in_doubt(Outbound& x);
    asio::awaitable<void> settle(Outbound& x, Heard heard);
    asio::awaitable<Heard> ask(Outbound& x, Pacing::Place& place);
    asio::awaitable<void> give_back(Outbound& x, std::string why);
    asio::awaitable<void> end(Outbound& x, journal::Step last);
    asio::awaitable<void> insist(journal::Step last);
    enum class Told : std::uint8_t { goes_on, over };
    void tell(const Outbound& x, Told told);
    asio::awaitable<void> resume_inbound(journal::Exchange unfinished);

    asio::awaitable<Result<void>> step(journal::Step step);

    // A caller that waits for the end of an outbound exchange.
    struct Waiting {
        asio::steady_timer timer;
        bool over{false};  // nothing more will come of it here
        journal::State state{journal::State::accepted};
        std::string json;
        std::optional<Error> error;
    };
    // Marks an exchange as being worked on, for the scope of it.
    class Running {
    public:
        Running(std::set<std::string, std::less<>>& running, const ExchangeId& id)
            : running_(running), at_(running.insert(id.text()).first) {}
        ~Running() { running_.erase(at_); }
        Running(const Running&) = delete;
        Running& operator=(const Running&) = delete;

    private:
        std::set<std::string, std::less<>>& running_;
        std::set<std::string, std::less<>>::iterator at_;
    };

    Services services_;
    Limits limits_;
    std::shared_ptr<const Catalog> catalog_;
    Admission admission_;
    Pacing pacing_;
    Outbox outbox_;
    std::set<std::string, std::less<>> running_;
    std::map<std::string, Waiting*, std::less<>> waiting_;  // by exchange
};

}  // namespace otkel::exchange
