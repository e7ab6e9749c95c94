#pragma once

#include <vector>

#include "gateway/adapter/system_command.hpp"

namespace otkel::adapters::rex {

// "otkel rex list | show | open | advance | record | paper | export".
[[nodiscard]] std::vector<adapter::SystemCommand> commands();

}  // namespace otkel::adapters::rex
