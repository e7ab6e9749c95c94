#pragma once

#include <vector>

#include "adapters/nca/settings.hpp"

namespace otkel::adapters::nca {

// The list "authorities" of config/adapters/nca.yaml, with the certificates that are on disk.
[[nodiscard]] std::vector<AuthoritySettings> read_authorities(const settings::Section& section);

}  // namespace otkel::adapters::nca
