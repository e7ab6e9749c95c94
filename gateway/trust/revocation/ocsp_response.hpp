#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/trust/revocation/parts.hpp"

// An OCSP answer taken apart (RFC 6960 section 4.2.1); nothing in it has been verified. Views into the octets that were
// read. Private to this folder.

namespace otkel::trust {

struct OcspCertId {
    std::string digest;  // OID of the algorithm of the two hashes
    std::string_view issuer_name_hash, issuer_key_hash, serial_octets;
};

struct OcspSingle {
    OcspCertId id;
    enum class State : std::uint8_t { good, revoked, unknown } state{State::good};
    std::optional<WallTime> revoked_at;
    std::optional<int> reason;
    WallTime this_update{};
    std::optional<WallTime> next_update;
    std::vector<parts::Extension> extensions;
};

struct OcspResponse {
    parts::Signed signed_part;
    std::string_view responder_name;      // Name as it stands, or
    std::string_view responder_key_hash;  // SHA-1 of its key
    WallTime produced_at{};
    std::vector<OcspSingle> singles;
    std::vector<parts::Extension> extensions;
    std::vector<std::string_view> certificates;  // DER
};

// Errc::peer_failed for a responseStatus other than "successful".
[[nodiscard]] Result<OcspResponse> read_ocsp_response(std::string_view der);

}  // namespace otkel::trust
