#pragma once

#include <optional>
#include <string>

#include "adapters/shep/async/async_reader.hpp"
#include "adapters/shep/protocol_state.hpp"

// What is remembered of an exchange on the asynchronous channel. Private to shep/async/.

namespace otkel::adapters::shep {

struct AsyncState final : InboundState {
    using InboundState::InboundState;

    AsyncPort port{AsyncPort::client};
    AsyncCall call;
    AsyncMessageInfo info;             // of a sendMessage or of a collected message, under the names it goes by
    bool named{true};                  // by others; otherwise its messageId is known to us alone
    std::optional<xml::Element> data;  // of the same
    Place place;
    // Of a collected message: where it waited, and why it cannot be read.
    const PeerProfile* collected_from{nullptr};
    std::optional<Error> unreadable;
};

struct AsyncOutboundState final : OutboundState {
    AsyncOutboundState(std::shared_ptr<const Settings> all, const PeerProfile& receiver, AsyncOperation called)
        : OutboundState(std::move(all), receiver), operation(called) {}

    AsyncOperation operation;
    std::string service;
    std::string message_id;      // of the message that is asked about, or confirmed
    std::string correlation_id;  // that the reply has to repeat; empty: any
};

}  // namespace otkel::adapters::shep
