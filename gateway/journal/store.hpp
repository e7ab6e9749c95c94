#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/ids.hpp"
#include "gateway/base/result.hpp"
#include "gateway/journal/lifecycle.hpp"

// Exchanges on disk: what came in and went out, octet for octet; what was verified and decided; how long each stage
// took; by which business keys it can be found; what is to be done with it next, when, and by which node. Durable means
// committed with an fsync: a method that answers success has done so. Thread safe; the awaitables resume on the
// caller's executor.
//
// Nodes. Any number of gateways may work on one store. Every unfinished exchange belongs to at most one of them: the
// one that accepted or took it, until it gives it back with a due time, ends it, or has not renewed its lease in time.
// A step of a node that an exchange no longer belongs to is refused (Errc::in_progress) and changes nothing, so that a
// node that was away learns it before it acts.

namespace otkel::journal {

namespace asio = boost::asio;

enum class Direction : std::uint8_t { inbound, outbound };
enum class Leg : std::uint8_t {
    request_in,
    reply_out,
    request_out,
    reply_in,
    core_request,
    core_reply,
    lineage,
    certificate,      // DER: of a signer, or of an authority above it
    revocation,       // DER: what the authority said of a signer (RevocationStatus::evidence)
    answer_document,  // the business document of an answer that is a message of its own
    case_record,      // JSON: what happened in a case, and who decided it
    paper,            // of a case; its name is a parameter of the content type
};

[[nodiscard]] std::string_view name(Direction direction);
[[nodiscard]] std::string_view name(Leg leg);

struct LegOctets {
    Leg leg{Leg::request_in};
    std::string content_type{};
    std::string octets{};  // as they were on the wire; stored compressed (zstd) with their SHA-256
};

struct StageTime {
    std::string stage{};  // "verify", "accept", "schema", "map-in", "core", "map-out", "sign"
    std::chrono::microseconds took{0};
    std::string remark{};  // empty, or what a person wants to know: "path to CN=…"
};

// What is to be done next. Times are those of the wall clock: they survive restarts, and a clock that is set makes them
// early or late, never lost.
struct Due {
    WallTime at{};
    std::string
        lane{};  // exchanges of one lane and peer go one after the other, in the order of acceptance; empty: none
};

// Of what is at an end with its first record: nothing is left to be done.
struct Conclusion {
    std::string outcome{};
    std::string by{};  // a person who decided it, with address; empty: the gateway itself
};

// The first durable record of an exchange.
struct Acceptance {
    ExchangeId id;
    Direction direction{Direction::inbound};
    std::string adapter{}, route{}, peer{}, service{};
    std::string message_id{};  // the sender's; with peer and service it is the deduplication key
    std::string correlation_id{};
    std::string content_digest{};  // what "the same content" means: SHA-256 (hex) of the octets the adapter chose
    std::string signer{};          // subject and fingerprint; empty when unsigned by policy
    std::string remote_address{};
    WallTime at{};
    std::vector<LegOctets> legs{};
    std::optional<Due> due{};           // none: this node works on it at once, and owns it
    std::optional<WallTime> give_up{};  // when its time is over
    std::vector<std::pair<std::string, std::string>> keys{};
    std::optional<Conclusion> concluded{};  // it is answered; never with `due` or `give_up`
};

struct Duplicate {
    ExchangeId original;
    bool same_content{false};
    State state{State::accepted};
    std::optional<LegOctets> reply{};  // set when the original is answered, or failed for good: give the same again
};

// One step of an exchange: what was decided, what was on the wire, and what comes next.
struct Step {
    ExchangeId id;
    State state{State::answered};
    std::string outcome{};  // "PASS", "fault SCE004", "replay-conflict" …; of a parked one the reason
    WallTime at{};
    std::vector<LegOctets> legs{};
    std::vector<StageTime> stages{};
    std::vector<std::pair<std::string, std::string>> keys{};
    std::optional<WallTime> due{};        // the node gives it back until then; none: it keeps it, or it is at an end
    bool attempt{false};                  // counts one more
    std::string correlation_id{};         // learned from the peer; empty: as before
    std::optional<ExchangeId> because{};  // the answer that brought it about
    std::string by{};                     // a person who decided it, with address and reason; empty: the gateway itself
};

struct Refusal {  // a message that was never accepted: evidence without effect
    ExchangeId id;
    std::string adapter{}, peer{}, service{}, message_id{}, remote_address{}, code{}, detail{};
    WallTime at{};
    std::optional<LegOctets> request{};  // bounded by the caller
};

struct AuditRecord {
    WallTime at{};
    std::string who{};       // peer id, "operator", "anonymous"
    std::string address{};   // IP
    std::string what{};      // "POST /shep/sync", "GET /admin/v1/exchanges"
    std::string outcome{};   // HTTP status or code
    std::string exchange{};  // id, or empty
};

struct Summary {
    ExchangeId id;
    Direction direction;
    State state{};
    std::string adapter{}, route{}, peer{}, service{}, message_id{}, correlation_id{}, outcome{}, signer{},
        remote_address{};
    WallTime accepted_at{};
    std::optional<WallTime> concluded_at{};
    std::optional<WallTime> due{}, give_up{};  // of an unfinished one
    std::uint32_t attempts{0};
    std::string lane{};
    bool behind{false};  // others of its lane go first; take() by id does not look at that
    std::string node{};  // that owns it; empty: none
    // The archive that holds it (retention.hpp); empty: none does. Then the journal has its legs no more, but for
    // replies, unless they were put back.
    std::string archive{};
    bool restored{false};
};
// What happened, oldest first: one for every acceptance, refusal and step. Nothing is ever taken out or changed.
struct HistoryEntry {
    WallTime at{};
    State state{};
    std::string outcome{};
    std::uint32_t attempt{0};
    std::string node{}, by{}, because{};
    std::vector<std::string> legs{};  // "request-out sha256:…"
};
struct Exchange {
    Summary summary;
    std::vector<StageTime> stages{};
    std::vector<std::pair<std::string, std::string>> keys{};
    std::vector<LegOctets> legs{};
    std::vector<HistoryEntry> history{};
};

struct Query {
    std::optional<std::string> peer{}, route{}, service{}, message_id{}, correlation_id{};
    std::optional<std::string> text{};  // a part of an outcome or of what went wrong, in any case of letters
    std::optional<State> state{};
    std::optional<std::pair<std::string, std::string>> key{};
    std::optional<WallTime> since{}, until{};
    std::size_t limit{100};  // newest first
};

// Work that waits for a peer.
struct Backlog {
    std::string peer{};
    std::size_t due{0};  // now; counted up to a bound of the store
    WallTime oldest{};   // of these
};

class Ledger;
class Retention;

class Store {
public:
    virtual ~Store() = default;

    // Commits the record together with its deduplication key and what is to be done next, or tells what is there
    // already. No effect may happen before this answered with nullopt.
    virtual asio::awaitable<Result<std::optional<Duplicate>>> accept(Acceptance acceptance) = 0;
    // All steps or none: an answer that came by itself ends two exchanges. Errc::invalid_argument for a step that
    // lifecycle.hpp does not have, Errc::in_progress when another node has the exchange, Errc::not_found.
    virtual asio::awaitable<Result<void>> step(std::vector<Step> steps) = 0;
    virtual asio::awaitable<Result<void>> refuse(Refusal refusal) = 0;
    virtual asio::awaitable<Result<void>> audit(AuditRecord record) = 0;

    // The queue. Peers with due work that nobody owns, or whose owner is gone; oldest work first.
    virtual asio::awaitable<Result<std::vector<Backlog>>> backlog(WallTime now) = 0;
    // Takes up to `limit` exchanges of the peer that are due, oldest due first, for this node. Of a lane only the first
    // unfinished one; a parked one holds its lane.
    virtual asio::awaitable<Result<std::vector<Exchange>>> take(std::string peer, WallTime now, std::size_t limit) = 0;
    // One by its id, whatever its due time: to replay it, or because its answer has come. Errc::in_progress when
    // another node that is alive has it.
    virtual asio::awaitable<Result<Exchange>> take(ExchangeId id, WallTime now) = 0;
    // When the next work is due that nobody owns; nullopt for none.
    virtual asio::awaitable<Result<std::optional<WallTime>>> next_due() = 0;

    // This node is alive. Without it for `lease` its exchanges belong to whoever takes them.
    virtual asio::awaitable<Result<void>> renew_lease(WallTime now) = 0;
    // Gives back all that this node owns; at the end of an orderly stop.
    virtual asio::awaitable<Result<void>> leave() = 0;

    // Outbound exchanges of the adapter that carry this correlation id, newest first.
    virtual asio::awaitable<Result<std::vector<Summary>>> correlated(std::string adapter,
                                                                     std::string correlation_id) = 0;

    virtual asio::awaitable<Result<std::vector<Summary>>> find(Query query) = 0;
    virtual asio::awaitable<Result<Exchange>> load(ExchangeId id) = 0;
    virtual asio::awaitable<Result<std::optional<Duplicate>>> find_original(std::string peer, std::string service,
                                                                            std::string message_id) = 0;

    struct Figures {
        std::size_t waiting;  // units in the writer's queue
        std::size_t groups;
        std::size_t units;
    };
    [[nodiscard]] virtual Figures figures() const = 0;

    // The records of this store as evidence (evidence/ledger.hpp), for as long as the store is there; null: it has
    // none.
    [[nodiscard]] virtual Ledger* ledger() { return nullptr; }
    // What leaves this store for archives (retention.hpp), in the same way; null: nothing does.
    [[nodiscard]] virtual Retention* retention() { return nullptr; }
};

}  // namespace otkel::journal
