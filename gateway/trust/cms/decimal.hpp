#pragma once

#include <string>
#include <string_view>

// Private to trust/cms/.

namespace otkel::trust {

// The decimal digits of a big-endian number, as people and X509SerialNumber write serial numbers.
[[nodiscard]] std::string decimal_of(std::string_view octets);

}  // namespace otkel::trust
