#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <memory>
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
    std::chrono::milliseconds settling{2'000};  // to keep and tell what came of an attempt that ended at its deadline
    // How long what the peer says may be ahead of the reply that tells us by what name to expect it.
    std::chrono::milliseconds early_answer{std::chrono::hours{1}};
    std::size_t handed_over_at_once{20};                // messages in one reply to a peer that fetches
    std::chrono::milliseconds collection_pause{1'000};  // between two looks at what is to be collected
    // Steps that the store could not keep and that are tried again. With more of them nothing new is accepted.
    std::size_t unkept_max{1'000};
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
    // Fetches what waits for us at peers that do not bring it, until it is cancelled.
    asio::awaitable<void> collect();
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
    // The one question about a signature that needs the network. What passes under grace is added to `graces`; what the
    // authority said, and the certificates that it speaks of, to `evidence`.
    asio::awaitable<Result<std::string>> check_revocation(std::shared_ptr<const Catalog> catalog,
                                                          std::vector<adapter::Signature> signatures, Deadline deadline,
                                                          std::vector<AcceptedUnderGrace>& graces,
                                                          std::vector<journal::LegOctets>& evidence);
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

    // Messages that are answered by messages of their own (conversation.cpp): on disk when take_over() answers.
    asio::awaitable<net::HttpResponse> receive_for_later(Inbound& x);
    asio::awaitable<Result<void>> take_over(Inbound& x);
    asio::awaitable<Result<void>> read_submission(Inbound& x);
    asio::awaitable<net::HttpResponse> answer_question(Inbound& x);
    asio::awaitable<net::HttpResponse> hand_over(Inbound& x);
    asio::awaitable<void> carry_on_inbound(journal::Exchange kept);
    asio::awaitable<void> answer_submission(Inbound& x, const journal::Summary& known);
    asio::awaitable<void> try_later(const journal::Summary& known, WallTime give_up, std::string why);
    asio::awaitable<void> park(const journal::Summary& known, std::string why);

    // What they say about messages of ours (answers.cpp).
    asio::awaitable<void> settle_answer(Inbound& x, const journal::Summary& known);
    asio::awaitable<void> settle_delivery(Inbound& x, const journal::Summary& known);
    asio::awaitable<Result<std::vector<journal::Summary>>> find_delivered(const Inbound& x);
    class Running;
    asio::awaitable<Result<journal::Exchange>> take_ours(const Inbound& x, const std::vector<journal::Summary>& found,
                                                         std::optional<Running>& running);
    asio::awaitable<void> let_go(Outbound& ours, const Error& error);
    asio::awaitable<Result<std::string>> read_their_answer(Inbound& x, Outbound& ours);
    asio::awaitable<Result<void>> end_both(Inbound& x, Outbound& ours, journal::Step step_of_ours);

    asio::awaitable<void> end_alone(const journal::Summary& known, std::string outcome);

    // Messages that wait for us at peers (collections.cpp).
    asio::awaitable<void> collect_from(std::shared_ptr<const Catalog> catalog, const Route& route,
                                       const std::string& peer);
    asio::awaitable<Result<void>> take_collected(std::shared_ptr<const Catalog> catalog,
                                                 const adapter::Adapter& adapter, adapter::Collected& collected);
    asio::awaitable<void> send_receipt(const adapter::Adapter& adapter, const adapter::Incoming& message,
                                       const Result<void>& taken);

    // The stages of an outbound message (outbound.cpp).
    asio::awaitable<Result<std::optional<OutboundReply>>> accept(Outbound& x);
    asio::awaitable<void> first_attempt(std::shared_ptr<Outbound> x);
    asio::awaitable<Result<OutboundReply>> wait_for_end(std::shared_ptr<Outbound> x);

    // Work that the outbox takes up (attempts.cpp).
    asio::awaitable<void> carry_on_outbound(Outbound& x);
    asio::awaitable<void> attempt(Outbound& x);
    asio::awaitable<void> put_down(Outbound& x);
    // nullopt when it could not be noted that a message leaves; then none has.
    asio::awaitable<std::optional<Heard>> send(Outbound& x, Pacing::Place& place);
    asio::awaitable<Heard> hear(Outbound& x, net::HttpResponse response);
    asio::awaitable<void> settle_in_doubt(Outbound& x);
    asio::awaitable<void> settle(Outbound& x, Heard heard);
    asio::awaitable<Heard> ask(Outbound& x, Pacing::Place& place);
    asio::awaitable<void> give_back(Outbound& x, std::string why);
    asio::awaitable<void> end(Outbound& x, journal::Step last);
    asio::awaitable<void> insist(journal::Step last);
    [[nodiscard]] Result<void> has_room() const;
    [[nodiscard]] bool stayed_here(const Outbound& x);
    enum class Told : std::uint8_t { goes_on, over };
    void tell(const Outbound& x, Told told);

    asio::awaitable<Result<void>> step(journal::Step step);

    // A caller that waits for the end of an outbound exchange.
    struct Waiting {
        asio::steady_timer timer;
        bool over{false};  // nothing more will come of it here
        bool late{false};  // whatever comes next is the last that it waits for
        journal::State state{journal::State::accepted};
        std::string json{};
        std::optional<Error> error{};
    };
    static asio::awaitable<void> pass(Waiting& waiting);
    // Marks an exchange as being worked on, for the scope of it; scopes of the same exchange may be one in the other.
    class Running {
    public:
        Running(std::map<std::string, std::size_t, std::less<>>& running, const ExchangeId& id)
            : running_(running), at_(running.try_emplace(id.text(), 0).first) {
            ++at_->second;
        }
        ~Running() {
            if (--at_->second == 0) {
                running_.erase(at_);
            }
        }
        Running(const Running&) = delete;
        Running& operator=(const Running&) = delete;

    private:
        std::map<std::string, std::size_t, std::less<>>& running_;
        std::map<std::string, std::size_t, std::less<>>::iterator at_;
    };

    Services services_;
    Limits limits_;
    std::shared_ptr<const Catalog> catalog_;
    Admission admission_;
    Pacing pacing_;
    Outbox outbox_;
    std::map<std::string, std::size_t, std::less<>> running_;  // scopes, by exchange
    std::size_t unkept_{0};
    // Attempts that were never made, because whether their note was kept is unknown; by exchange, the attempt's number.
    std::map<std::string, std::size_t, std::less<>> unsent_;
    std::map<std::string, Waiting*, std::less<>> waiting_;  // by exchange
};

}  // namespace otkel::exchange
