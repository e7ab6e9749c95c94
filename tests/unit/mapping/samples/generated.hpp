#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

namespace otkel::mapping::samples {

// How many messages are made of each mapping: OTKEL_GENERATED, or `usual`.
inline std::size_t generated_count(std::size_t usual) {
    if (std::getenv("OTKEL_SEED") != nullptr) {
        return 1;
    }
    const auto* asked = std::getenv("OTKEL_GENERATED");
    return asked == nullptr ? usual : std::stoul(asked);
}

// The seed of message `number`; OTKEL_SEED names the only one.
inline std::uint64_t generated_seed(std::size_t number) {
    const auto* asked = std::getenv("OTKEL_SEED");
    return asked == nullptr ? 20260712'000000U + number : std::stoull(asked);
}

}  // namespace otkel::mapping::samples
