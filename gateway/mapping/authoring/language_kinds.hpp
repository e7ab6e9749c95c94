#pragma once

#include <vector>

#include "gateway/mapping/authoring/language.hpp"

namespace otkel::mapping::authoring {

[[nodiscard]] std::vector<Kind> kinds_of_files();
[[nodiscard]] std::vector<Kind> kinds_of_rules();

}  // namespace otkel::mapping::authoring
