#pragma once

#include <string_view>

#include "gateway/asic/container.hpp"
#include "gateway/base/result.hpp"

// Private to asic/.

namespace otkel::asic {

// Some readers of ZIP go from its first octet, others from the directory at its end, and a container can be built that
// shows each of them other files. Here every octet belongs to one entry, in one place: entries follow one another from
// the first octet to the directory, the directory ends where the closing record begins, and that ends the container.
// Names are the same at both places, no extra field gives another one, none stands twice, and each keeps check_name().
// Also ends all overlaps, out of which the worst of the packed bombs are made. Archives in ZIP64 form are larger than
// containers may be: Errc::unsupported.
[[nodiscard]] Result<void> check_layout(std::string_view zip, const Limits& limits);

}  // namespace otkel::asic
