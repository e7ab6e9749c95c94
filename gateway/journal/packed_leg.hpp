#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/journal/store.hpp"

namespace otkel::journal {

// Of zstd. For messages of some KiB the default takes half the time of level 1 and a fifth more octets.
inline constexpr int default_compression = -1;
inline constexpr int fastest_compression = -7;
inline constexpr int smallest_compression = 19;

// A leg as it is stored. When zstd would not make the octets smaller they are stored as they are: then, and only then,
// `octets` has `size` octets.
struct PackedLeg {
    Leg leg{Leg::request_in};
    std::string content_type;
    std::string sha256;  // 32 octets, of the octets on the wire
    std::int64_t size{0};
    std::string octets;
};

// Some 10 µs for 4 KiB: a caller's work, before the writer's queue.
[[nodiscard]] PackedLeg pack(const LegOctets& leg, int compression_level);
[[nodiscard]] std::vector<PackedLeg> pack(const std::vector<LegOctets>& legs, int compression_level);
// Octets that are not those that were packed are Errc::storage_failed, with the names of exchange and leg.
[[nodiscard]] Result<LegOctets> unpack(PackedLeg packed, const std::string& exchange);
[[nodiscard]] Result<std::vector<LegOctets>> unpack(std::vector<PackedLeg> packed, const std::string& exchange);

}  // namespace otkel::journal
