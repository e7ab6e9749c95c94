#pragma once

#include <cstdint>
#include <string>

#include "adapters/nca/twin_answers.hpp"
#include "gateway/settings/section.hpp"

namespace otkel::adapters::nca {

struct TwinSettings {
    std::string address;
    std::uint16_t port{0};
    TwinAuthorities authorities;
};

// Section "twin" of config/adapters/nca.yaml. Keys are those of a development PKI: never an authority's own.
[[nodiscard]] Result<TwinSettings> read_twin_settings(const settings::Section& section);

}  // namespace otkel::adapters::nca
