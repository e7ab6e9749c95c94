#pragma once

#include <memory>
#include <string>

#include "adapters/shep/envelope.hpp"
#include "adapters/shep/settings.hpp"
#include "adapters/shep/transport.hpp"
#include "gateway/adapter/adapter.hpp"

// What is remembered between the steps of one exchange. Holds the settings it began with: a reload may replace the
// adapter while the exchange is under way.

namespace otkel::adapters::shep {

struct InboundState : adapter::ProtocolState {
    InboundState(std::shared_ptr<const Settings> all, const PeerProfile& sender,
                 std::shared_ptr<const OpenedEnvelope> opened, std::string session)
        : settings(std::move(all)), peer(sender), envelope(std::move(opened)), session_id(std::move(session)) {}

    std::shared_ptr<const Settings> settings;
    const PeerProfile& peer;
    std::shared_ptr<const OpenedEnvelope> envelope;
    std::string session_id;
};

// Of the synchronous channel.
struct SyncState final : InboundState {
    SyncState(std::shared_ptr<const Settings> all, const PeerProfile& sender,
              std::shared_ptr<const OpenedEnvelope> opened, RequestMessage message)
        : InboundState(std::move(all), sender, std::move(opened), message.info.session_id),
          request(std::move(message)) {}

    RequestMessage request;
};

struct OutboundState : adapter::ProtocolState {
    OutboundState(std::shared_ptr<const Settings> all, const PeerProfile& receiver)
        : settings(std::move(all)), peer(receiver) {}

    std::shared_ptr<const Settings> settings;
    const PeerProfile& peer;
};

}  // namespace otkel::adapters::shep
