#pragma once

#include <string>
#include <vector>

#include "gateway/adapter/running.hpp"

namespace otkel::operations {

// {"graces": [{"exchange", "peer", "subject", "acceptedAt", "how", "outcome", …}]}
[[nodiscard]] std::string to_json_text(const std::vector<adapter::GraceEntry>& entries);

}  // namespace otkel::operations
