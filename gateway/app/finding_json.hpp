#pragma once

#include <string>
#include <vector>

#include "gateway/base/error.hpp"

namespace otkel::app {

// {"findings": [{"code", "severity", "file", "line", "column", "path", "detail", "expected", "found"}]}, for --json.
[[nodiscard]] std::string findings_json(const std::vector<Finding>& findings);

}  // namespace otkel::app
