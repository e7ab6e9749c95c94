#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gateway/adapter/adapter_context.hpp"
#include "gateway/adapter/case_file.hpp"
#include "gateway/net/http.hpp"
#include "gateway/telemetry/metrics.hpp"
#include "gateway/trust/cms/time_stamp.hpp"
#include "gateway/trust/revocation/rules.hpp"

// The running side of a system that is more than messages: scheduled work, calls of its own, HTTP paths that are not
// exchanges, and services to the rest of the gateway.

namespace otkel::adapter {

// An exchange that went on while nobody could say whether its signer's certificate is good, and what was learned later.
struct GraceEntry {
    // open: the authority has not answered since.
    enum class Outcome : std::uint8_t { open, good, revoked, unknown_to_authority };
    std::string id, exchange, peer;
    std::string subject, fingerprint;  // of the leaf
    WallTime accepted_at{};
    std::string how;  // of the verdict that let it pass
    Outcome outcome{Outcome::open};
    std::optional<WallTime> settled_at, revoked_at;  // revoked_at before accepted_at: it should not have passed
    std::string outcome_how;
    std::string evidence;  // DER, as RevocationStatus::evidence
};

// What a certification authority gives while the gateway runs. On the I/O thread.
class TrustServices {
public:
    virtual ~TrustServices() = default;
    // Every certificate of the path below its anchor is asked about; the worst verdict is given. Never throws, never
    // takes longer than the deadline: an authority that does not answer is a verdict, too.
    virtual boost::asio::awaitable<trust::RevocationVerdict> check(trust::TrustStore::Path path,
                                                                   trust::RevocationRules rules, Deadline deadline) = 0;
    // Which exchange went on under grace, for later re-validation. Call it once the exchange is on disk.
    virtual void remember_grace(std::string exchange, std::string peer, trust::TrustStore::Path path,
                                trust::RevocationVerdict verdict) = 0;
    // Newest first.
    [[nodiscard]] virtual std::vector<GraceEntry> grace_list() const = 0;
    virtual boost::asio::awaitable<Result<trust::TimeStamp>> stamp(std::string octets, Deadline deadline) = 0;
};

// An operation of the core that a system carries out itself: what routes hand to the core comes here when it is one of
// Running::operations().
struct Operation {
    std::string name;             // "rex.receiveRequest"
    std::string idempotency_key;  // the same key has its effect once, and gets the same reply again
    std::string peer;             // id of config/peers: who sent the message; empty: the core's own call
    boost::json::value request;
};

// What a system asks for by itself, as the core would: an outbound route carries it out, with all that the exchange
// engine promises.
struct Errand {
    std::string route;
    std::string idempotency_key;  // handing over the same errand again tells how it stands
    boost::json::value request;
};
struct Standing {
    enum class State : std::uint8_t {
        under_way,  // on disk; it is carried out, now or later
        answered,
        failed,  // refused for good, by the peer or because it can never be composed
        parked,  // only a person can decide
    };
    State state{State::under_way};
    ExchangeId exchange;
    std::string answer;  // JSON, of an answered one
    std::string reason;  // of the others
};
class Errands {
public:
    virtual ~Errands() = default;
    // An error: it is not on disk, and may be handed over again.
    virtual boost::asio::awaitable<Result<Standing>> hand_over(Errand errand) = 0;
};

// What a person asks or decides through the operators' listener, below /admin/v1/<system>/.
struct OperatorRequest {
    net::HttpRequest request;
    std::string path;  // what comes after that, without the query: "cases/REX-2026-000017"
    std::string who;
};

struct RunningContext {
    boost::asio::any_io_executor executor;
    const Clock& clock;
    const signing::Verifier& verifier;
    CurrentIdentities identities;
    async::WorkerPool& workers;
    net::HttpClient& client;
    telemetry::Metrics& metrics;
    std::function<TrustServices*()> authority;  // of whichever system offers them; null when none does
    xml::Limits limits;
    settings::Section section;    // config/adapters/<system>.yaml
    std::filesystem::path state;  // a folder of its own, below var/, for what must survive a restart; made when needed
    std::filesystem::path calendars{};   // folder of the versions of the calendar
    std::function<CaseFile&()> cases{};  // like the authority: there when run() begins
    std::function<Errands&()> errands{};
};

// References of its context outlive it; run() has returned before it is destroyed.
class Running {
public:
    virtual ~Running() = default;
    // Scheduled work until it is cancelled.
    virtual boost::asio::awaitable<void> run() = 0;
    [[nodiscard]] virtual std::vector<std::string> paths() const = 0;  // of the external listener
    virtual boost::asio::awaitable<net::HttpResponse> handle(net::HttpRequest request) = 0;
    [[nodiscard]] virtual TrustServices* trust_services() { return nullptr; }

    [[nodiscard]] virtual std::string_view system() const = 0;
    // Names of operations that are carried out here instead of by the core.
    [[nodiscard]] virtual std::vector<std::string> operations() const { return {}; }
    // Errors as of core::Port::call.
    virtual boost::asio::awaitable<Result<boost::json::value>> perform(Operation operation, Deadline deadline);
    // Errc::not_found when the path is not one of this system's.
    virtual boost::asio::awaitable<Result<net::HttpResponse>> handle_operator(OperatorRequest request);
};

}  // namespace otkel::adapter
