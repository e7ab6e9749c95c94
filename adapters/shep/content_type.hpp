#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/net/http.hpp"

namespace otkel::adapters::shep {

inline constexpr std::string_view sent_content_type = "text/xml; charset=utf-8";

// text/xml and application/xml, with charset=utf-8 or none: what clients of the bus send (seen). multipart/related for
// envelopes with attachments (ours), which says more about itself when it is taken apart.
[[nodiscard]] Result<void> check_content_type(const net::Headers& headers);

// The value of a parameter of the Content-Type, without quotation marks; empty when there is none.
[[nodiscard]] std::string content_type_parameter(const net::Headers& headers, std::string_view name);

// For keeping what was received under `received`: what reading it again needs, and nothing that its sender added.
[[nodiscard]] std::string kept_content_type(std::string_view received);

}  // namespace otkel::adapters::shep
