#pragma once

#include "gateway/base/result.hpp"
#include "gateway/xml/tree_nodes.hpp"

// For the .cpp files of this folder.

namespace otkel::xml {

// Fills `tree` from its octets. The line of an error counts from the begin of the octets.
[[nodiscard]] Result<void> build(TreeNodes& tree);

}  // namespace otkel::xml
