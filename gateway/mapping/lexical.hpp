#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// The spellings of XML Schema Part 2 (datatypes) that travel as text.

namespace otkel::mapping {

[[nodiscard]] bool all_digits(std::string_view text);  // of one digit or more
// Section 3.2.3: an optional sign, digits, at most one point; no exponent. Of any length: nothing is computed.
[[nodiscard]] bool is_decimal(std::string_view text);
// Section 3.2.6: PnYnMnDTnHnMnS.
[[nodiscard]] bool is_duration(std::string_view text);
// Section 3.3.13, as far as 64 bits reach.
[[nodiscard]] std::optional<std::int64_t> integer_of(std::string_view text);
// Section 3.2.2: true, false, 1, 0.
[[nodiscard]] std::optional<bool> boolean_of(std::string_view text);

}  // namespace otkel::mapping
