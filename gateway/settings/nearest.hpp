#pragma once

#include <set>
#include <string>
#include <string_view>

namespace otkel::settings {

// The candidate that a person most likely meant by `word`; empty when none is near.
[[nodiscard]] std::string nearest(std::string_view word, const std::set<std::string, std::less<>>& candidates);

}  // namespace otkel::settings
