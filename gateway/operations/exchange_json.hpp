#pragma once

#include <string>
#include <vector>

#include "gateway/journal/store.hpp"

namespace otkel::operations {

enum class Detail { summary, full };  // full: with the octets of every leg that are text

[[nodiscard]] std::string to_json_text(const journal::Exchange& exchange, Detail detail);
[[nodiscard]] std::string to_json_text(const std::vector<journal::Summary>& summaries);
// As the core sees it: with the answer, once there is one.
[[nodiscard]] std::string to_json_text_for_core(const journal::Exchange& exchange);

// SHA-256 in hex, as it stands in the history of an exchange.
[[nodiscard]] std::string digest_of(const journal::LegOctets& leg);

}  // namespace otkel::operations
