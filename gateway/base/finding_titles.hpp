#pragma once

#include <optional>
#include <string_view>

#include "gateway/base/text.hpp"

// What the kinds of findings are called, for the officials and peers who read them. A finding's own detail,
// which names values and rules, is for engineers and in English.

namespace otkel {

// By the finding's public code; nullopt for one that a core or a peer made.
[[nodiscard]] std::optional<Text> finding_title(std::string_view code);

}  // namespace otkel
