#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/nca/settings.hpp"
#include "gateway/signing/verifier.hpp"
#include "gateway/trust/trust_store.hpp"

namespace otkel::adapters::nca {

// What a participant sends: the nonce and the signed challenge, in one of two forms.
struct LoginMessage {
    std::string nonce;
    std::string xml;  // the challenge with an enveloped signature
    std::string cms;  // DER: attached, or detached over the challenge
};
// Errc::malformed, in one wording for all that may be wrong with the JSON.
[[nodiscard]] Result<LoginMessage> read_login(std::string_view body);

struct Proof {
    trust::CertificatePtr certificate;
    trust::TrustStore::Path path;
    trust::Holder holder;
};

struct ProofRules {
    const signing::Verifier& verifier;
    std::shared_ptr<const trust::TrustStore> trust;
    xml::Limits limits;
    const SignInSettings& settings;
    WallTime now;
};

// One signer signed exactly `text`, with a certificate that leads to an anchor and may be used to sign in. CPU work:
// call it on a worker. Revocation is asked about afterwards.
[[nodiscard]] Result<Proof> prove(const LoginMessage& message, std::string_view text, const ProofRules& rules);

}  // namespace otkel::adapters::nca
