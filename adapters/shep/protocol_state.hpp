#pragma once

#include <memory>

#include "adapters/shep/envelope.hpp"
#include "adapters/shep/settings.hpp"
#include "adapters/shep/transport.hpp"
#include "gateway/adapter/adapter.hpp"

// What is remembered between the steps of one exchange. Holds the settings it began with: a reload may replace the
// adapter while the exchange is under way.

namespace otkel::adapters::shep {

struct InboundState final : adapter::ProtocolState {
    InboundState(std::shared_ptr<const Settings> all, const PeerProfile& sender, OpenedEnvelope opened,
                 RequestMessage message)
        : settings(std::move(all)), peer(sender), envelope(std::move(opened)), request(std::move(message)) {}

    std::shared_ptr<const Settings> settings;
    const PeerProfile& peer;
    OpenedEnvelope envelope;
    RequestMessage request;
};

struct OutboundState final : adapter::ProtocolState {
    OutboundState(std::shared_ptr<const Settings> all, const PeerProfile& receiver)
        : settings(std::move(all)), peer(receiver) {}

    std::shared_ptr<const Settings> settings;
    const PeerProfile& peer;
};

}  // namespace otkel::adapters::shep
