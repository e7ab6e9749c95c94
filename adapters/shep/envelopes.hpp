#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/shep/message_parts.hpp"
#include "adapters/shep/settings.hpp"
#include "adapters/shep/transport.hpp"
#include "gateway/adapter/adapter.hpp"
#include "gateway/net/http.hpp"

// What both channels do with the envelopes that come and go.

namespace otkel::adapters::shep {

class Envelopes {
public:
    Envelopes(const Clock& clock, const signing::Verifier& verifier, const xml::Limits& limits,
              std::shared_ptr<const Settings> settings);

    // They ask.
    [[nodiscard]] Result<OpenedEnvelope> open_request(const net::HttpRequest& request) const;
    // One answer for a sender that does not exist and for a wrong password, after the same work.
    [[nodiscard]] Result<const PeerProfile*> sender_of(std::string_view sender_id, std::string_view password) const;
    [[nodiscard]] Result<std::vector<adapter::Signature>> admit(const OpenedEnvelope& envelope,
                                                                const PeerProfile& peer) const {
        return transport_.admit(envelope, peer);
    }
    [[nodiscard]] Result<adapter::Payload> payload(const OpenedEnvelope& envelope, const xml::Element& data,
                                                   const PeerProfile& peer) const;
    [[nodiscard]] Result<net::HttpResponse> reply(const BodyContent& content, const PeerProfile& peer) const;

    // We ask. A whole <data> element, its document signed when the peer wants it so.
    [[nodiscard]] Result<BodyContent> business_data(std::string_view business_xml, const PeerProfile& peer) const;
    // The peer, when something can be sent to it.
    [[nodiscard]] Result<const PeerProfile*> receiver(std::string_view id) const;
    [[nodiscard]] Result<adapter::OutgoingMessage> outgoing(BodyContent content, const PeerProfile& peer,
                                                            const net::Endpoint& endpoint) const;
    // The peer's answer, when it is no fault and may be believed.
    [[nodiscard]] Result<OpenedEnvelope> answer(const net::HttpResponse& response, const PeerProfile& peer) const;
    [[nodiscard]] Sender ourselves() const;

private:
    [[nodiscard]] Result<OpenedEnvelope> open_asking(std::string_view raw) const;
    [[nodiscard]] Result<OpenedEnvelope> open_reply(std::string_view raw, const PeerProfile& peer) const;
    [[nodiscard]] Result<OpenedEnvelope> open_reply(const net::HttpResponse& response, const PeerProfile& peer) const;
    // The envelope as one document again, when it came in several parts; nullopt when it came as it is.
    [[nodiscard]] Result<std::optional<std::string>> put_together(const net::Headers& headers,
                                                                  std::string_view body) const;

    const signing::Verifier& verifier_;
    xml::Limits limits_;
    std::shared_ptr<const Settings> settings_;
    Transport transport_;
};

[[nodiscard]] Failure not_configured(std::string_view peer, std::string_view what);

}  // namespace otkel::adapters::shep
