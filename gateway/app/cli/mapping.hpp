#pragma once

#include "gateway/app/cli/command.hpp"

// The commands of `otkel mapping`, for whoever writes mapping files.

namespace otkel::app::cli {

void add_mapping_check(CLI::App& group, Action& chosen);
void add_mapping_coverage(CLI::App& group, Action& chosen);
void add_mapping_test(CLI::App& group, Action& chosen);

}  // namespace otkel::app::cli
