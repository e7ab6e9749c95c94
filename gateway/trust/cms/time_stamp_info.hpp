#pragma once

#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/crypto/digest.hpp"

// TSTInfo (RFC 3161 section 2.4.2). Private to trust/cms/.

namespace otkel::trust {

struct TimeStampInfo {
    std::string policy;
    std::string digest;  // identifier of the imprint's algorithm
    std::string imprint;
    std::string serial_octets;
    WallTime time{};
    std::string nonce;  // octets without leading zeros; empty when there is none
    bool has_nonce{false};
};

// Errc::malformed, Errc::forbidden_construct for a critical extension: we know none.
[[nodiscard]] Result<TimeStampInfo> read_time_stamp_info(std::string_view der);

}  // namespace otkel::trust
