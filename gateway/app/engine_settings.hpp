#pragma once

#include "gateway/exchange/engine.hpp"
#include "gateway/settings/section.hpp"

// How the exchange engine works, as settings (docs/configuration.md).

namespace otkel::app {

// Section `exchange` of gateway.yaml.
[[nodiscard]] exchange::Limits read_exchange_limits(const settings::Section& section);

// Section `sending` of a peer: how much may leave for it, and when.
[[nodiscard]] exchange::PaceRules read_pace(const settings::Section& section);

}  // namespace otkel::app
