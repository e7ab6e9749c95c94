#pragma once

#include <chrono>
#include <mutex>

#include "gateway/base/clock.hpp"

namespace otkel::test {

// A clock that moves only when a test says so. It starts at 12 July 2026, 09:30 in Kazakhstan. Thread safe.
class FakeClock final : public Clock {
public:
    FakeClock() = default;
    explicit FakeClock(WallTime wall) : wall_(wall) {}

    [[nodiscard]] WallTime wall() const override {
        const std::lock_guard lock(mutex_);
        return wall_;
    }
    [[nodiscard]] SteadyTime steady() const override {
        const std::lock_guard lock(mutex_);
        return steady_;
    }

    // Time passes: both move.
    void advance(std::chrono::microseconds duration) {
        const std::lock_guard lock(mutex_);
        wall_ += duration;
        steady_ += duration;
    }
    // The wall jumps, as after a correction by NTP; no time has passed.
    void set_wall(WallTime wall) {
        const std::lock_guard lock(mutex_);
        wall_ = wall;
    }
    void set_steady(SteadyTime steady) {
        const std::lock_guard lock(mutex_);
        steady_ = steady;
    }

private:
    mutable std::mutex mutex_;
    WallTime wall_{std::chrono::sys_days{std::chrono::year{2026} / 7 / 12} + std::chrono::hours{4} +
                   std::chrono::minutes{30}};
    SteadyTime steady_{std::chrono::hours{1}};
};

}  // namespace otkel::test
