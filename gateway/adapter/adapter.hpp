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

// A message from a peer, transport layer verified and sender established.
struct Incoming {
    std::string peer;            // id of config/peers
    std::string service;         // the name under which a route is found
    std::string message_id;      // the sender's; deduplication is by (peer, service, message_id)
    std::string correlation_id;  // empty when the protocol or the sender gives none
    std::string content_digest;  // SHA-256 (hex) of what makes two messages "the same"
    std::string signer;          // subject and fingerprint, for the journal; "unsigned by policy" otherwise
    std::string verification;    // one readable line: "rsa-sha256 over soap:Body, path to CN=…"
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
};

struct OutgoingIntent {
    std::string peer, service, message_id, business_xml;
    WallTime at{};
};

struct PeerReply {
    std::string message_id;
    std::string status_code, status_text;  // the peer's own success words
    std::string signer, verification;
    Payload payload;
    std::vector<Signature> signatures;  // of the transport layer
};

class Adapter {
public:
    virtual ~Adapter() = default;
    [[nodiscard]] virtual std::string_view system() const = 0;
    [[nodiscard]] virtual std::vector<std::string> paths() const = 0;  // of the external listener
    // GET on one of the paths: a WSDL for "?wsdl"; nullopt when there is nothing to say.
    [[nodiscard]] virtual std::optional<net::HttpResponse> describe(const net::HttpRequest& request) const = 0;

    // Inbound, in this order.
    [[nodiscard]] virtual Result<Incoming> receive(const net::HttpRequest& request) const = 0;
    [[nodiscard]] virtual Result<Payload> open(const Incoming& incoming) const = 0;
    [[nodiscard]] virtual Result<net::HttpResponse> answer(const Incoming& incoming, const Answer& answer) const = 0;
    // `incoming` is null when receive() failed. Always gives something that can be sent.
    [[nodiscard]] virtual net::HttpResponse fault(const Incoming* incoming, const Error& error,
                                                  const ExchangeId& exchange) const = 0;

    // Outbound. understand() errors: Errc::peer_failed with the peer's own code in `detail`, or those of verification.
    [[nodiscard]] virtual Result<OutgoingMessage> compose(const OutgoingIntent& intent) const = 0;
    [[nodiscard]] virtual Result<PeerReply> understand(const OutgoingMessage& message,
                                                       const net::HttpResponse& response) const = 0;
};

}  // namespace otkel::adapter
