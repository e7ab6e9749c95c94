#pragma once

#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/net/http.hpp"

namespace otkel::adapters::shep {

inline constexpr std::string_view sent_content_type = "text/xml; charset=utf-8";

// text/xml and application/xml, with charset=utf-8 or none: what clients of the bus send (seen).
[[nodiscard]] Result<void> check_content_type(const net::Headers& headers);

}  // namespace otkel::adapters::shep
