#pragma once

#include <cstddef>
#include <string_view>

#include "gateway/base/result.hpp"

// Walks a GS1 element string without copying it; private to identifiers/.

namespace otkel::identifiers {

constexpr char group_separator = '\x1d';  // ASCII 29, how a reader transmits FNC1 inside a symbol

// The 82 characters of GS1 General Specifications, figure 7.11-1.
[[nodiscard]] bool in_character_set_82(char c);

// Without what stands for the FNC1 at the start of a symbol: a symbology identifier of ISO/IEC 15424 ("]d2", "]C1",
// "]Q3",
// "]e0", "]J1"), ASCII 232 (alone or as the UTF-8 of "è"), or a group separator.
[[nodiscard]] std::string_view without_first_fnc1(std::string_view text);

struct ElementView {
    std::string_view ai;
    std::string_view value;
    std::size_t next;  // where the following element begins
};
// The element that begins at `from`. Values are measured and their characters checked; check digits inside are not.
[[nodiscard]] Result<ElementView> element_at(std::string_view text, std::size_t from);

}  // namespace otkel::identifiers
