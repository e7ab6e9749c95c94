#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/shep/settings.hpp"
#include "gateway/adapter/adapter_context.hpp"

namespace otkel::adapters::shep {

// A consumer that the twin plays behind the bus; found by the name of the folder of samples.
struct TwinParticipant {
    PeerProfile profile;  // sender_id, password, form, business identity: what it sends
    std::string service;
    bool asynchronous{false};  // the channel on which it asks
};

// A service of the twin that always gives the same answer, but for "$(messageId)" and "$(now)".
struct CannedAnswer {
    std::string participant;  // whose key signs it
    std::string document;
};

struct TwinSettings {
    std::string address;
    std::uint16_t port{0};
    net::Endpoint gateway;
    net::Endpoint gateway_client;  // where the bus delivers
    std::string gateway_id;        // the gateway's own sender_id and password
    SecretPtr gateway_password;
    std::vector<std::string> fetched;  // services whose messages the gateway fetches; all others are brought
    std::chrono::milliseconds push_again_after{1'000};
    IdentityPtr bus;  // signs envelopes
    signing::KeyReference key_reference{signing::KeyReference::issuer_serial};
    PeerProfile gateway_profile;  // how requests and answers of the gateway are verified
    std::map<std::string, TwinParticipant> participants;
    std::map<std::string, CannedAnswer, std::less<>> services;  // beside those of twin_services.hpp
    adapter::SampleValues values;                               // for places in samples
};

// Section "twin" of config/adapters/shep.yaml, and of the file itself the gateway's login.
[[nodiscard]] Result<TwinSettings> read_twin_settings(const settings::Section& file);

}  // namespace otkel::adapters::shep
