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

// Exchanges on disk: what came in and went out, octet for octet; what was verified and decided; how long each stage
// took; by which business keys it can be found. Durable means committed with an fsync: a method that answers success
// has done so. Thread safe; the awaitables resume on the caller's executor.

namespace otkel::journal {

namespace asio = boost::asio;

enum class Direction : std::uint8_t { inbound, outbound };
// accepted: on disk, nothing done yet · sent: our request is about to leave · in_doubt: sent, and no answer: ask before
// sending again · answered: the answer is on disk · refused: never accepted, kept for the audit.
enum class State : std::uint8_t { accepted, sent, in_doubt, answered, failed, refused };
enum class Leg : std::uint8_t { request_in, reply_out, request_out, reply_in, core_request, core_reply, lineage };

[[nodiscard]] std::string_view name(Direction direction);
[[nodiscard]] std::string_view name(State state);
[[nodiscard]] std::optional<State> state_of(std::string_view name);
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
};

struct Duplicate {
    ExchangeId original;
    bool same_content{false};
    State state{State::accepted};
    std::optional<LegOctets> reply{};  // set when the original is answered, or failed for good: give the same again
};

// What ends an exchange, or a step of it.
struct Conclusion {
    ExchangeId id;
    State state{State::answered};
    std::string outcome{};  // "PASS", "fault SCE004", "replay-conflict" …
    WallTime at{};
    std::vector<LegOctets> legs{};
    std::vector<StageTime> stages{};
    std::vector<std::pair<std::string, std::string>> keys{};
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
};
struct Exchange {
    Summary summary;
    std::vector<StageTime> stages{};
    std::vector<std::pair<std::string, std::string>> keys{};
    std::vector<LegOctets> legs{};
};

struct Query {
    std::optional<std::string> peer{}, route{}, service{}, message_id{};
    std::optional<State> state{};
    std::optional<std::pair<std::string, std::string>> key{};
    std::optional<WallTime> since{};
    std::size_t limit{100};  // newest first
};

class Store {
public:
    virtual ~Store() = default;

    // Commits the record together with its deduplication key, or tells what is there already. No effect may happen
    // before this answered with nullopt.
    virtual asio::awaitable<Result<std::optional<Duplicate>>> accept(Acceptance acceptance) = 0;
    virtual asio::awaitable<Result<void>> conclude(Conclusion conclusion) = 0;
    virtual asio::awaitable<Result<void>> refuse(Refusal refusal) = 0;
    virtual asio::awaitable<Result<void>> audit(AuditRecord record) = 0;

    // Accepted or sent, and not concluded: what a restart has to take up again, oldest first. Blocking; at start only.
    [[nodiscard]] virtual Result<std::vector<Exchange>> unfinished() = 0;

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
};

}  // namespace otkel::journal
