#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/shep/async/async_reader.hpp"
#include "adapters/shep/envelopes.hpp"
#include "adapters/shep/settings.hpp"
#include "gateway/adapter/adapter.hpp"

// The asynchronous channel of SHEP in the words of the engine. With the bus between us and a participant we are a
// participant: the bus delivers to our IAsyncChannelClient, or we fetch. To a participant without a bus between we are
// the bus: it calls our IAsyncChannel, and we deliver to its client port, or it fetches.

namespace otkel::adapters::shep {

struct AsyncState;
struct AsyncOutboundState;

// Which message of an answer to getMessages, and at whose it waited; from the Content-Type under which it is kept.
struct CollectedPart {
    std::size_t number{0};  // from 1
    std::string peer;
};
[[nodiscard]] std::optional<CollectedPart> collected_part(const net::HttpRequest& request);

class AsyncChannel {
public:
    AsyncChannel(const Clock& clock, std::shared_ptr<const Settings> settings, const Envelopes& envelopes)
        : clock_(clock), settings_(std::move(settings)), envelopes_(envelopes) {}

    [[nodiscard]] std::optional<AsyncPort> port_at(std::string_view path) const;
    [[nodiscard]] static bool carries(const xml::Element& content);
    [[nodiscard]] static bool brought(const adapter::Incoming& incoming);
    [[nodiscard]] static bool composed(const adapter::OutgoingMessage& message);

    // `port`: nullopt when it comes from the journal; then `part` says which of several messages is meant.
    [[nodiscard]] Result<adapter::Incoming> receive(OpenedEnvelope envelope, std::optional<AsyncPort> port,
                                                    const std::optional<CollectedPart>& part) const;
    [[nodiscard]] Result<adapter::Payload> open(const adapter::Incoming& incoming) const;
    [[nodiscard]] Result<net::HttpResponse> acknowledge(const adapter::Incoming& incoming,
                                                        const adapter::Acknowledgement& names) const;
    [[nodiscard]] Result<net::HttpResponse> answer_question(const adapter::Incoming& incoming,
                                                            const adapter::DeliveryNews& news) const;
    [[nodiscard]] Result<net::HttpResponse> hand_over(const adapter::Incoming& incoming,
                                                      const std::vector<adapter::Waiting>& messages) const;
    // Octets for soap::write_fault(); `incoming` is null when receive() failed on this port.
    [[nodiscard]] static std::string fault_detail(const adapter::Incoming* incoming, AsyncPort port,
                                                  const ErrorInfo& error);

    [[nodiscard]] Result<adapter::OutgoingMessage> compose(const adapter::OutgoingIntent& intent,
                                                           const PeerProfile& peer, const AsyncService& service) const;
    [[nodiscard]] Result<adapter::PeerReply> understand(const adapter::OutgoingMessage& message,
                                                        const net::HttpResponse& response) const;
    [[nodiscard]] Result<adapter::OutgoingMessage> compose_question(const adapter::Question& question) const;
    [[nodiscard]] Result<adapter::DeliveryNews> understand_standing(const adapter::OutgoingMessage& message,
                                                                    const net::HttpResponse& response) const;
    [[nodiscard]] Result<adapter::OutgoingMessage> compose_collection(std::string_view peer, std::string_view service,
                                                                      std::size_t most, WallTime at) const;
    [[nodiscard]] Result<std::vector<adapter::Collected>> understand_collection(
        const adapter::OutgoingMessage& message, const net::HttpResponse& response) const;
    [[nodiscard]] Result<adapter::OutgoingMessage> compose_receipt(const adapter::Incoming& collected,
                                                                   const Result<void>& taken, WallTime at) const;

private:
    struct Arrival {
        std::shared_ptr<const OpenedEnvelope> envelope;
        std::optional<AsyncPort> port;
        AsyncCall call;
        std::size_t number{0};  // of a collected message; 0: it came by itself
        const PeerProfile* collected_from{nullptr};
    };
    struct Known {
        const PeerProfile* peer{nullptr};
        std::vector<adapter::Signature> signatures;
    };

    [[nodiscard]] AsyncReading reading() const;
    [[nodiscard]] Result<Known> sender_of(const OpenedEnvelope& envelope, Sender& sender) const;
    [[nodiscard]] Result<Known> sender_of_delivered(const OpenedEnvelope& envelope, Sender& sender) const;
    [[nodiscard]] Result<Known> signer_of(const OpenedEnvelope& envelope) const;
    [[nodiscard]] Result<Known> bus_of(const OpenedEnvelope& envelope) const;
    [[nodiscard]] adapter::Incoming begin(const Arrival& arrival, const Known& known, adapter::Purpose purpose,
                                          std::string_view service, std::shared_ptr<const AsyncState> state) const;
    [[nodiscard]] std::shared_ptr<AsyncState> remembered(const Arrival& arrival, const PeerProfile& peer,
                                                         std::string session_id) const;

    [[nodiscard]] Result<adapter::Incoming> receive_message(const Arrival& arrival) const;
    [[nodiscard]] Result<adapter::Incoming> receive_receipt(const Arrival& arrival) const;
    [[nodiscard]] Result<adapter::Incoming> receive_question(const Arrival& arrival) const;
    [[nodiscard]] Result<adapter::Incoming> receive_collection(const Arrival& arrival) const;
    [[nodiscard]] Result<adapter::Incoming> receive_change(const Arrival& arrival) const;
    [[nodiscard]] Result<adapter::Incoming> incoming_message(const Arrival& arrival, AsyncMessage message,
                                                             const Known& known) const;

    [[nodiscard]] Result<adapter::Incoming> collected_again(OpenedEnvelope envelope, const CollectedPart& part) const;
    [[nodiscard]] adapter::Incoming collected(const Arrival& arrival, const CollectedMessage& message) const;
    [[nodiscard]] Result<adapter::Incoming> readable(const Arrival& arrival, const CollectedMessage& message) const;

    [[nodiscard]] Result<adapter::OutgoingMessage> send(BodyContent content, const PeerProfile& peer,
                                                        const std::optional<net::Endpoint>& endpoint,
                                                        std::shared_ptr<const AsyncOutboundState> state) const;
    [[nodiscard]] std::optional<net::Endpoint> endpoint_for(const PeerProfile& peer, std::string_view service) const;

    const Clock& clock_;
    std::shared_ptr<const Settings> settings_;
    const Envelopes& envelopes_;
};

}  // namespace otkel::adapters::shep
