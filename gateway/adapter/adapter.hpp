#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/ids.hpp"
#include "gateway/base/result.hpp"
#include "gateway/net/http.hpp"
#include "gateway/trust/trust_store.hpp"
#include "gateway/xml/tree.hpp"

// What an external system looks like to the engine. An adapter knows envelope, signature profile, error words and
// correlation of its system; it knows nothing of business fields. All its functions are pure: octets and values in,
// octets and values out; the engine moves them, on worker threads, possibly several at once.

namespace otkel::adapter {

// What an adapter wants to remember between the steps of one exchange.
class ProtocolState {
public:
    virtual ~ProtocolState() = default;
};

// A signature that held, for the question that needs the network: whether its certificates were revoked.
struct Signature {
    std::string peer;  // id of config/peers whose trust it stands on; its rules of revocation apply
    trust::TrustStore::Path path;
};

// What a message is in its conversation.
enum class Purpose : std::uint8_t {
    request,     // they ask, and our reply to the call is the answer
    submission,  // they ask; the reply to the call takes it over, and the answer is a message of its own
    answer,      // the final answer to something that was submitted
    news,        // about something that was submitted; the answer is still to come
    delivery,    // what became of a message that was handed to a system between us: DeliveryNews
    question,    // how does a message stand?
    collection,  // the messages that wait for the caller
    receipt,     // of collected messages: taken, or not
};

// What a system between sender and receiver says about a message.
struct DeliveryNews {
    enum class Standing : std::uint8_t { on_its_way, delivered, not_delivered, stopped, unknown };
    std::string message_id;
    Standing standing{Standing::unknown};
    bool send_again{false};  // the receiver asks for it once more
    std::string detail;
};

// What the two sides call a message from now on.
struct Acknowledgement {
    std::string message_id;
    std::string correlation_id;
};

// A message from a peer, transport layer verified and sender established. A question and a collection name with
// message_id and correlation_id what they are about; both may be empty in a collection.
struct Incoming {
    Purpose purpose{Purpose::request};
    std::optional<DeliveryNews> news;  // of a delivery or a receipt
    std::string peer;                  // id of config/peers
    bool between{false};               // the peer stands between us and others, and this is about any of them
    std::string service;               // the name under which a route is found
    std::string message_id;            // the sender's; deduplication is by (peer, service, message_id)
    std::string correlation_id;        // empty when the protocol or the sender gives none
    std::size_t most{0};               // of a collection: at most so many messages; 0: as many as we like
    std::string content_digest;        // SHA-256 (hex) of what makes two messages "the same"
    std::string signer;                // subject and fingerprint, for the journal; "unsigned by policy" otherwise
    std::string verification;          // one readable line: "rsa-sha256 over soap:Body, path to CN=…"
    std::vector<Signature> signatures;
    std::shared_ptr<const ProtocolState> state;
};

// Business data, readable because it is verified.
struct Payload {
    xml::Tree tree;
    xml::Element root;          // where the fields of the mapping begin
    bool schema_applies{true};  // false when the form of data has no document element of its own (SHEP forms 1, 2, 6)
    std::string verification;   // of the business signature; empty when the peer's policy asks for none
    std::vector<Signature> signatures;
};

// What an exchange ended with, for the envelope.
struct Answer {
    std::string business_xml;  // canonical octets of one element, namespaces declared on the root
};

struct OutgoingMessage {
    net::Endpoint endpoint;
    net::HttpRequest request;
    std::chrono::milliseconds time_out{30'000};
    std::string message_id;
    std::shared_ptr<const ProtocolState> state;
    // Where we give the names, so that an answer is found also when the reply that repeats them was lost.
    std::optional<Acknowledgement> names{};
};

struct OutgoingIntent {
    std::string peer, service, message_id, business_xml;
    WallTime at{};
    Purpose purpose{Purpose::request};
    std::string correlation_id{};  // of an answer or of news
};

// About a message of ours.
struct Question {
    std::string peer, service, message_id, correlation_id;
    WallTime sent_at{}, at{};
    std::string acknowledged_as{};  // message_id of its acknowledgement; empty when none came
};

struct PeerReply {
    std::string message_id;
    std::string status_code, status_text;  // the peer's own success words
    std::string signer, verification;
    // One of the two: the answer, or that the peer has taken the message over and answers later.
    std::optional<Payload> payload;
    std::optional<Acknowledgement> acknowledgement;
    std::vector<Signature> signatures;  // of the transport layer
};

// A message that was fetched. Its octets are the evidence of it: given to receive() with this content type, they are
// the same message again. One that cannot be read is told by open(), so that its receipt can say so.
struct Collected {
    Incoming message;
    std::string content_type;
    std::string octets;
};

// One of the messages that waited for a peer until it asked.
struct Waiting {
    std::string service, message_id, correlation_id, business_xml;
    Purpose purpose{Purpose::answer};
    WallTime at{};
};

// What may be done when nobody knows whether a call had its effect. Every adapter says it of each of its services, by
// its protocol and its settings.
enum class Repetition : std::uint8_t {
    safe,      // the peer knows the message again: sending it once more has no second effect
    askable,   // the peer can be asked how it stands
    by_person  // neither: a person finds out
};

class Adapter {
public:
    virtual ~Adapter() = default;
    [[nodiscard]] virtual std::string_view system() const = 0;
    [[nodiscard]] virtual std::vector<std::string> paths() const = 0;  // of the external listener
    // GET on one of the paths: a WSDL for "?wsdl"; nullopt when there is nothing to say.
    [[nodiscard]] virtual std::optional<net::HttpResponse> describe(const net::HttpRequest& request) const = 0;

    // Inbound, in this order. A request without a target comes from the journal: it was received before.
    [[nodiscard]] virtual Result<Incoming> receive(const net::HttpRequest& request) const = 0;
    [[nodiscard]] virtual Result<Payload> open(const Incoming& incoming) const = 0;
    [[nodiscard]] virtual Result<net::HttpResponse> answer(const Incoming& incoming, const Answer& answer) const = 0;
    // `incoming` is null when receive() failed. Always gives something that can be sent.
    [[nodiscard]] virtual net::HttpResponse fault(const Incoming* incoming, const Error& error,
                                                  const ExchangeId& exchange) const = 0;
    // The fault when receive() failed, for systems whose paths have faults of their own.
    [[nodiscard]] virtual net::HttpResponse refuse(const net::HttpRequest& /*request*/, const Error& error,
                                                   const ExchangeId& exchange) const {
        return fault(nullptr, error, exchange);
    }

    // The reply to a submission, to answers, news, deliveries and receipts: it is on disk, and these are its names.
    [[nodiscard]] virtual Result<net::HttpResponse> acknowledge(const Incoming& incoming,
                                                                const Acknowledgement& acknowledgement) const;
    // The reply to a question.
    [[nodiscard]] virtual Result<net::HttpResponse> answer_question(const Incoming& incoming,
                                                                    const DeliveryNews& news) const;
    // The reply to a collection. What was handed over and not confirmed by a receipt has to be handed over again.
    [[nodiscard]] virtual Result<net::HttpResponse> hand_over(const Incoming& incoming,
                                                              const std::vector<Waiting>& messages) const;

    // Outbound. understand() errors: Errc::peer_failed with the peer's own code in `detail`: refused for good;
    // Errc::overloaded or unavailable: the peer says that nothing was done and another attempt may help; those of
    // verification.
    [[nodiscard]] virtual Result<OutgoingMessage> compose(const OutgoingIntent& intent) const = 0;
    [[nodiscard]] virtual Result<PeerReply> understand(const OutgoingMessage& message,
                                                       const net::HttpResponse& response) const = 0;
    [[nodiscard]] virtual Repetition repetition(std::string_view peer, std::string_view service) const;
    [[nodiscard]] virtual Result<OutgoingMessage> compose_question(const Question& question) const;
    [[nodiscard]] virtual Result<DeliveryNews> understand_standing(const OutgoingMessage& message,
                                                                   const net::HttpResponse& response) const;
    // Fetching what waits for us at a peer, and saying that it was taken or not.
    [[nodiscard]] virtual Result<OutgoingMessage> compose_collection(std::string_view peer, std::string_view service,
                                                                     std::size_t most, WallTime at) const;
    [[nodiscard]] virtual Result<std::vector<Collected>> understand_collection(const OutgoingMessage& message,
                                                                               const net::HttpResponse& response) const;
    [[nodiscard]] virtual Result<OutgoingMessage> compose_receipt(const Incoming& collected, const Result<void>& taken,
                                                                  WallTime at) const;
};

}  // namespace otkel::adapter
