#pragma once

#include <string>
#include <vector>

#include "gateway/journal/store.hpp"

namespace otkel::operations {

enum class Detail { summary, full };  // full: with the octets of every leg that are text

[[nodiscard]] std::string to_json_text(const journal::Exchange& exchange, Detail detail);
[[nodiscard]] std::string to_json_text(const std::vector<journal::Summary>& summaries);

}  // namespace otkel::operations
