#pragma once

#include "adapters/shep/settings.hpp"
#include "gateway/adapter/adapter.hpp"
#include "gateway/signing/verifier.hpp"

namespace otkel::adapters::shep {

struct Opening {
    const signing::Verifier& verifier;
    const xml::Limits& limits;
    const signing::VerifiedMessage* message;  // null when the envelope carries no signature
    const xml::Tree& body;
    const PeerProfile& peer;
};

// `data` → business data: in the form that the peer sends, with its business signature verified when one is required.
[[nodiscard]] Result<adapter::Payload> open_payload(const Opening& opening, const xml::Element& data);

}  // namespace otkel::adapters::shep
