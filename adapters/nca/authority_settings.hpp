#pragma once

#include <vector>

#include "adapters/nca/settings.hpp"

namespace otkel::adapters::nca {

// The list "authorities" of config/adapters/nca.yaml, with the certificates that are on disk.
[[nodiscard]] std::vector<AuthoritySettings> read_authorities(const settings::Section& section);

[[nodiscard]] std::optional<net::Endpoint> read_url(const settings::Section& section, std::string_view key);

}  // namespace otkel::adapters::nca
