#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

// Samples that a twin sends or answers with may have places like "$(case)" for what only the moment knows.

namespace otkel::adapter {

using SampleValues = std::map<std::string, std::string, std::less<>>;

// Values are written into XML texts and JSON strings alike: one with a character that either would have to escape is
// refused. Errc::invalid_argument names the place.
[[nodiscard]] Result<std::string> fill_sample(std::string_view sample, const SampleValues& values);

}  // namespace otkel::adapter
