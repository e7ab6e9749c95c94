#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/base/text.hpp"

namespace otkel::calendar {

using Day = std::chrono::sys_days;

// "2026-03-09"; only days that exist. Errc::malformed.
[[nodiscard]] Result<Day> parse_day(std::string_view text);
[[nodiscard]] std::string to_text(Day day);
[[nodiscard]] int year_of(Day day);
[[nodiscard]] Text weekday_name(std::chrono::weekday weekday);

// The day on the wall of Astana at this moment. One zone, UTC+5, for the whole country since 1 March 2024 (government
// decree 1130 of 2023); Astana had UTC+6 before.
[[nodiscard]] Day local_day(WallTime time);

}  // namespace otkel::calendar
