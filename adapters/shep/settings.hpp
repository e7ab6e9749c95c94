#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/adapter/adapter.hpp"
#include "gateway/adapter/adapter_context.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/net/http.hpp"
#include "gateway/signing/signer.hpp"
#include "gateway/soap/mtom.hpp"

namespace otkel::adapters::shep {

// The six forms of `data` (README.md, "Forms of data"), and `automatic`: decide by what has come.
enum class DataForm { automatic, children, typed, element, text, cdata, string };
[[nodiscard]] std::string_view name(DataForm form);

// Whose certificate signs the envelopes of a participant: that of the bus, or its own.
enum class TransportSigner { bus, own };

// Whether envelopes of a participant, and to it, may have attachments (MTOM).
enum class Attachments { none, accepted, sent };

// The name of the type that form 2 writes into xsi:type.
struct TypeName {
    std::string space;
    std::string local;
};

// A password in memory: wiped with its owner, never printed.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text) : text_(std::move(text)) {}
    ~Secret() { wipe(text_); }
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
};
using SecretPtr = std::shared_ptr<const Secret>;

using IdentityPtr = std::shared_ptr<const signing::SigningIdentity>;

// Whom we talk to on the asynchronous channel: the bus between us and the participant, or the participant itself, to
// whom we are then the bus.
enum class AsyncPartner { bus, participant };

// A service that is spoken on the asynchronous channel.
struct AsyncService {
    std::string id;
    AsyncPartner partner{AsyncPartner::bus};
    std::optional<net::Endpoint> endpoint;  // null: nothing is sent; such a participant fetches its messages
    bool own_message_id{false};             // the bus keeps the messageId that we send
    adapter::Repetition repetition{adapter::Repetition::askable};
};

// One participant of the bus, as config/peers/<id>.yaml and its section "shep" describe it.
struct PeerProfile {
    std::string id;
    std::shared_ptr<const trust::TrustStore> trust;
    std::vector<std::string> algorithms;

    std::string sender_id;
    SecretPtr password;  // null: none was issued, what is sent is not looked at
    std::vector<std::string> services;
    std::vector<std::string> repeatable;  // synchronous services that may be asked again when no answer came
    std::vector<AsyncService> asynchronous_services;
    DataForm form{DataForm::automatic};
    TypeName type;
    bool business_signature{false};
    IdentityPtr business_identity;  // signs business data that we send
    std::string signer_bin;         // BIN that the certificate of the envelope must carry; empty: any that is trusted
    std::string business_signer_bin;
    TransportSigner transport_signer{TransportSigner::bus};
    bool transport_signature{true};
    bool sign_replies{true};
    bool check_correlation{true};
    signing::KeyReference key_reference{signing::KeyReference::key_identifier};
    std::vector<std::string> success_codes;
    std::optional<net::Endpoint> endpoint;  // null: nothing is sent to it
    std::string route_id;
    std::chrono::milliseconds time_out{};
    Attachments attachments{Attachments::accepted};
    soap::Packing packing;  // of what is sent

    [[nodiscard]] bool may_use(std::string_view service) const;
    [[nodiscard]] const AsyncService* asynchronous(std::string_view service) const;  // null: it is not
};

// Our two ports of the asynchronous channel, and the bus's.
struct AsyncSettings {
    std::string path;         // IAsyncChannel, for participants to whom we are the bus
    std::string client_path;  // IAsyncChannelClient, where the bus delivers
    std::string public_url, client_public_url;
    std::string url;                 // of the bus
    std::size_t messages_max{1000};  // read from one answer to getMessages
};

struct Settings {
    std::string path;
    std::string public_url;  // of the WSDL's service address; empty: taken from the Host of the request
    std::string sender_id;   // our own login at the bus
    SecretPtr password;
    IdentityPtr identity;
    std::string bus;          // id of the peer that is the bus; empty: participants sign for themselves
    bool sign_replies{true};  // for faults to senders that are not established; each peer has its own
    signing::KeyReference key_reference{signing::KeyReference::key_identifier};
    std::size_t findings_max{20};            // told in one fault
    std::size_t identifier_octets_max{256};  // of one messageId, serviceId, senderId …
    soap::MultipartLimits attachment_limits;
    AsyncSettings asynchronous;
    std::vector<PeerProfile> peers;

    [[nodiscard]] const PeerProfile* peer(std::string_view id) const;
    [[nodiscard]] const PeerProfile* peer_of_sender(std::string_view sender_id) const;
    [[nodiscard]] const PeerProfile* bus_peer() const { return bus.empty() ? nullptr : peer(bus); }
};

// Single settings that the twin has too.
[[nodiscard]] signing::KeyReference read_key_reference(const settings::Section& section,
                                                       signing::KeyReference fallback);
[[nodiscard]] SecretPtr read_password(const settings::Section& section);  // null when none is set
[[nodiscard]] DataForm read_form(const settings::Section& section);
void read_attachments(PeerProfile& peer, const settings::Section& section, std::size_t attachments_max);
[[nodiscard]] soap::MultipartLimits read_attachment_limits(const settings::Section& section, const xml::Limits& limits);
// The section "asynchronous" of the adapter's file, and the map "asynchronous_services" of a peer.
[[nodiscard]] AsyncSettings read_async_settings(const settings::Section& section);
[[nodiscard]] std::vector<AsyncService> read_async_services(const settings::Section& peer,
                                                            const std::string& url_of_bus);

// All complaints of the files are collected; the error names every one with its place.
[[nodiscard]] Result<Settings> read_settings(const adapter::AdapterContext& context);

}  // namespace otkel::adapters::shep
