#pragma once

#include <string>
#include <string_view>

#include "adapters/shep/transport.hpp"

namespace otkel::adapters::shep {

// A name for what its sender did not name: the same for the same signed octets, so that they count once however often
// they come. The form of a UUID, version 8 (RFC 9562 section 5.8). Private to shep/async/.
[[nodiscard]] std::string derived_identifier(std::string_view what, std::size_t number, const OpenedEnvelope& envelope);

}  // namespace otkel::adapters::shep
