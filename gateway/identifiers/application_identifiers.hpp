#pragma once

#include <cstdint>
#include <string_view>

namespace otkel::identifiers {

enum class Characters : std::uint8_t { digits, set_82 };

// One row of the table of application identifiers (GS1 General Specifications, section 3.2). `prefix` is what is looked
// up; the AI itself may be longer, its last digits then being a number ("310n": decimal places).
struct ApplicationIdentifier {
    std::string_view prefix;
    std::uint8_t ai_length;
    std::uint8_t shortest;
    std::uint8_t longest;
    Characters characters;
    bool predefined_length;  // needs no separator after it (figure 7.8.5-2)
};

// The row for the AI at the start of `text`; null when there is none.
[[nodiscard]] const ApplicationIdentifier* application_identifier(std::string_view text);

}  // namespace otkel::identifiers
