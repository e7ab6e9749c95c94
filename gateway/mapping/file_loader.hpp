#pragma once

#include <filesystem>
#include <memory>

#include "gateway/mapping/rule_compiler.hpp"

namespace otkel::mapping {

// One mapping file to a plan. What is wrong with it stands in `complaints` afterwards; the plan is of use only when
// nothing does.
[[nodiscard]] MessagePlan load_plan(const std::filesystem::path& file, std::shared_ptr<const CodeTables> codes,
                                    settings::Complaints& complaints);

}  // namespace otkel::mapping
