#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

namespace otkel {

using WallTime = std::chrono::sys_time<std::chrono::microseconds>;
using SteadyTime = std::chrono::steady_clock::time_point;

// Everything that depends on time takes a Clock. wall() is for people and protocols, steady() for durations and timers:
// the wall may jump. Both are safe from any thread.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual WallTime wall() const = 0;
    [[nodiscard]] virtual SteadyTime steady() const = 0;
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] WallTime wall() const override;
    [[nodiscard]] SteadyTime steady() const override;
};

// "2026-07-12T09:30:00.123+05:00": xs:dateTime in the single zone of Kazakhstan (UTC+5 since 1 March 2024).
[[nodiscard]] std::string to_xml_time(WallTime time);
// "2026-07-12T04:30:00.123Z" for logs and JSON.
[[nodiscard]] std::string to_utc_text(WallTime time);
// Accepts what peers really send (seen on the bus): no offset (then Kazakhstan), "+0600", "Z", up to nine digits of a
// second.
[[nodiscard]] Result<WallTime> parse_time(std::string_view text);

}  // namespace otkel
