#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/trust/issuing/certificate_writer.hpp"

namespace otkel::trust::issuing {

struct RevokedEntry {
    std::string serial_octets;
    WallTime revoked_at{};
    int reason{0};  // CRLReason of RFC 5280 section 5.3.1; 0 (unspecified) is left out
};

struct CrlContent {
    std::uint64_t number{1};
    std::optional<std::uint64_t> base_number;  // makes it a delta
    WallTime this_update{}, next_update{};
    std::vector<RevokedEntry> entries;
};
[[nodiscard]] std::string write_crl(const Issuer& issuer, const CrlContent& content);

}  // namespace otkel::trust::issuing
