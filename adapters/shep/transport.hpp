#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/shep/settings.hpp"
#include "gateway/adapter/adapter.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/signing/verifier.hpp"
#include "gateway/xml/tree.hpp"

namespace otkel::adapters::shep {

// An envelope whose Body may be read.
struct OpenedEnvelope {
    std::optional<signing::VerifiedMessage> message;  // nullopt: unsigned, by policy
    xml::Tree body;
    xml::Element content;  // the one element of soap:Body
    std::string signer;
    std::string verification;
    std::vector<adapter::Signature> signatures;  // filled once its sender is admitted
    bool with_attachments{false};                // it came in several parts (MTOM)
};

inline constexpr std::string_view attachments_not_agreed =
    "with this participant no attachments (MTOM) are agreed; the envelope must come as text/xml, or \"attachments: "
    "accepted\" be set for it";

// The transport signature. Who the sender is stands inside the Body, so an envelope is verified first against everybody
// who may sign one (the bus, and participants that sign for themselves), and the signer is compared with the sender
// after.
class Transport {
public:
    Transport(const Clock& clock, const signing::Verifier& verifier, const xml::Limits& limits,
              std::shared_ptr<const Settings> settings);

    [[nodiscard]] Result<OpenedEnvelope> open(std::string_view raw) const;
    // Nothing is proved about its origin; `reason` goes into the journal.
    [[nodiscard]] Result<OpenedEnvelope> open_unsigned(std::string_view raw, std::string_view reason) const;
    // Some participant is allowed to send without a signature.
    [[nodiscard]] bool unsigned_possible() const { return unsigned_possible_; }
    // May an envelope like this come from (or on behalf of) `peer`? Gives its signature, with whose trust it stands on;
    // none when it is unsigned by policy.
    [[nodiscard]] Result<std::vector<adapter::Signature>> admit(const OpenedEnvelope& envelope,
                                                                const PeerProfile& peer) const;

private:
    [[nodiscard]] bool belongs_to(const signing::Signer& signer, const PeerProfile& peer) const;

    const Clock& clock_;
    const signing::Verifier& verifier_;
    xml::Limits limits_;
    std::shared_ptr<const Settings> settings_;
    signing::Policy policy_;
    bool unsigned_possible_{false};
};

}  // namespace otkel::adapters::shep
