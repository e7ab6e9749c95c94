#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"

namespace otkel::trust {

// unknown_to_authority: the authority has never issued it. Told by OCSP "unknown", or as NCA does (seen), by "revoked
// at 1970-01-01, certificateHold", which RFC 6960 section 2.2 keeps for certificates that were never issued. Neither is
// an ordinary revocation, and neither is good.
enum class RevocationState : std::uint8_t { good, revoked, unknown_to_authority };
[[nodiscard]] std::string_view name(RevocationState state);

enum class RevocationSource : std::uint8_t { ocsp, crl };

// What one source said about one certificate, signature and authority of the source checked.
struct RevocationStatus {
    RevocationState state{RevocationState::good};
    std::string source;  // "OCSP, CN=OCSP RESPONDER", "CRL 14 of CN=… with delta 10"
    WallTime as_of{};    // thisUpdate: the age of a verdict is counted from here
    std::optional<WallTime> next_update;
    std::optional<WallTime> revoked_at;
    std::string reason;  // "keyCompromise", as RFC 5280 spells it; empty when none is given
    // For the journal: DER of the OCSP response, or CRLListID (RFC 5126 section 6.2.2) of the lists, which names them
    // by issuer, time, number and SHA-256.
    std::string evidence;
    RevocationSource kind{RevocationSource::ocsp};
};

}  // namespace otkel::trust
