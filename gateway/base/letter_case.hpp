#pragma once

#include <string>
#include <string_view>

namespace otkel {

// Small letters for capital ones, in UTF-8, of ASCII and of the Cyrillic letters of Kazakh and Russian; the rest stays.
// What people type to find is not what a message says, letter for letter.
[[nodiscard]] std::string in_small_letters(std::string_view text);

}  // namespace otkel
