#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/adapter/adapter.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/exchange/catalog.hpp"
#include "gateway/exchange/engine.hpp"
#include "gateway/journal/store.hpp"

// One exchange while it walks, and its stages that need only CPU: small functions over it, run on a worker.

namespace otkel::exchange {

// Collects how long each stage took.
class Stopwatch {
public:
    explicit Stopwatch(const Clock& clock) : clock_(clock), begun_(clock.steady()), last_(begun_) {}
    void lap(std::string stage, std::string remark = {});
    [[nodiscard]] std::chrono::microseconds total() const;
    [[nodiscard]] const std::vector<journal::StageTime>& stages() const { return stages_; }

private:
    const Clock& clock_;
    SteadyTime begun_, last_;
    std::vector<journal::StageTime> stages_;
};

// A signature whose revocation could not be asked about just now, accepted by the peer's declared grace.
struct AcceptedUnderGrace {
    adapter::Signature signature;
    trust::RevocationVerdict verdict;
};

// They ask, we answer.
struct Inbound {
    Inbound(const Clock& clock, std::shared_ptr<const Catalog> catalog_at_start, const adapter::Adapter* adapter_asked,
            net::HttpRequest request_received);

    std::shared_ptr<const Catalog> catalog;
    const adapter::Adapter* adapter;
    net::HttpRequest request;
    std::string trace_parent;
    ExchangeId id;
    WallTime arrived;
    Deadline deadline;
    Stopwatch watch;

    std::optional<adapter::Incoming> incoming;
    const Route* route{nullptr};
    const Version* version{nullptr};  // of the route's messages; decided when the business data is open
    boost::json::value core_request, core_reply;
    std::size_t batches{1};                   // in which the request goes to the core
    std::optional<adapter::Payload> payload;  // kept while they are read
    boost::json::object lineage;              // for the journal, when the route asks for it
    std::string outcome;
    std::vector<mapping::BusinessKey> keys;
    std::vector<adapter::Signature> business_signatures;
    std::vector<AcceptedUnderGrace> graces;    // not yet remembered
    std::vector<journal::LegOctets> evidence;  // about signers, not yet in the journal
};

[[nodiscard]] Result<void> find_route(Inbound& x, const Clock& clock);
[[nodiscard]] Result<void> read_business_data(Inbound& x);                       // business signature, schema, mapping
[[nodiscard]] Result<void> read_batch(Inbound& x, std::size_t number);           // counted from 1
[[nodiscard]] Result<net::HttpResponse> write_answer(Inbound& x, WallTime now);  // mapping, signatures, envelope
[[nodiscard]] Result<std::string> write_answer_document(Inbound& x, WallTime now);  // mapping alone

// What leaves: a request of the core, or our answer to something that was submitted to us.
struct Outbound {
    Outbound(const Clock& clock, std::shared_ptr<const Catalog> catalog_at_start, OutboundCall call_received);
    // One that was accepted before, here or by another node.
    Outbound(const Clock& clock, std::shared_ptr<const Catalog> catalog_at_start, const journal::Exchange& kept);
    // Our answer to what was submitted.
    Outbound(const Clock& clock, Inbound& asked);

    std::shared_ptr<const Catalog> catalog;
    OutboundCall call;
    ExchangeId id;
    WallTime begun;
    Stopwatch watch;

    adapter::Purpose purpose{adapter::Purpose::request};
    const Route* route{nullptr};
    const Version* version{nullptr};
    const adapter::Adapter* adapter{nullptr};
    std::string system, peer, service;
    boost::json::object lineage;
    std::string message_id;
    std::string core_text;  // the request as the journal keeps it
    std::string business_xml;
    adapter::OutgoingMessage message;
    std::string request_octets;
    bool composed{false};
    std::size_t attempts{0};
    std::size_t questions{0};  // asked in vain since the last attempt, or since the last answer to one
    std::optional<WallTime> give_up;
    bool waited_for{false};                   // by a caller, from its acceptance on
    std::vector<journal::LegOctets> to_keep;  // with the next attempt
    std::vector<journal::LegOctets> heard;    // of the last attempt, for the journal
    std::string correlation_id;
    std::string acknowledged_as;  // what the peer calls the message; empty before it has taken it over
    std::optional<Error> last_error;
    // How it stands after the last step; the answer, when it is answered.
    journal::State state{journal::State::accepted};
    std::string json;
    std::vector<mapping::BusinessKey> keys;
    std::vector<adapter::Signature> reply_signatures;
    std::vector<AcceptedUnderGrace> graces;
};

[[nodiscard]] Result<void> find_route(Outbound& x);
[[nodiscard]] Result<void> map_request(Outbound& x, WallTime now);  // mapping, schema
[[nodiscard]] Result<void> compose(Outbound& x, WallTime now);      // that of a request, and signatures, envelope
// Verification, schema, mapping: the answer as JSON text; nullopt when the peer has only taken the message over.
[[nodiscard]] Result<std::optional<std::string>> understand(Outbound& x, const net::HttpResponse& response);
[[nodiscard]] Result<std::string> read_answer(Outbound& x, const adapter::Payload& payload);  // schema, mapping

// The business key under which the journal finds an exchange by the id that the peer gave our message.
constexpr std::string_view peer_message_key = "peer-message";

// What the peer calls the message from now on: by the first its answer is found, by the second news of its delivery.
void keep_names(Outbound& x, const adapter::Acknowledgement& names);

// Begins the outcome of a step that tells of a question without an answer. Those are counted.
constexpr std::string_view asked_in_vain = "asked in vain: ";

// What is wrong with a peer's answer is the peer's failure, not the caller's: `not-signed` of the answer must not look
// like a missing credential of the core.
[[nodiscard]] Error about_answer(const Outbound& x, Error error);

// Where the values came from, as evidence of the exchange; nothing when the route does not ask for it.
void add_lineage(const boost::json::object& lineage, journal::Step& step);

// What makes two outbound calls with the same idempotency key "the same".
[[nodiscard]] std::string content_digest(const Outbound& x);

// True when the core's silence explains the error, so that a route's declared reply applies.
[[nodiscard]] bool core_is_silent(Errc code);

}  // namespace otkel::exchange
