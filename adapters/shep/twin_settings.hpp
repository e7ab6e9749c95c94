#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "adapters/shep/settings.hpp"
#include "gateway/adapter/adapter_context.hpp"

namespace otkel::adapters::shep {

// A consumer that the twin plays behind the bus; found by the name of the folder of samples.
struct TwinParticipant {
    PeerProfile profile;  // sender_id, password, form, business identity: what it sends
    std::string service;
};

struct TwinSettings {
    std::string address;
    std::uint16_t port{0};
    net::Endpoint gateway;
    IdentityPtr bus;  // signs envelopes
    signing::KeyReference key_reference{signing::KeyReference::issuer_serial};
    PeerProfile gateway_profile;  // how requests and answers of the gateway are verified
    std::map<std::string, TwinParticipant> participants;
};

// Section "twin" of config/adapters/shep.yaml.
[[nodiscard]] Result<TwinSettings> read_twin_settings(const settings::Section& section);

}  // namespace otkel::adapters::shep
