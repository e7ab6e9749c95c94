#pragma once

#include "gateway/app/cli/command.hpp"

namespace otkel::app::cli {

// Below "exchanges".
void add_replay(CLI::App& exchanges, Action& chosen);

}  // namespace otkel::app::cli
