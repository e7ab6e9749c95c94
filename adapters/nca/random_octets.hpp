#pragma once

#include <cstddef>
#include <string>

namespace otkel::adapters::nca {

// From the operating system, for nonces and tokens that nobody may guess.
[[nodiscard]] std::string random_octets(std::size_t count);

}  // namespace otkel::adapters::nca
