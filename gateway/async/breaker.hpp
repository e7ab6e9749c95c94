#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "gateway/base/clock.hpp"

namespace otkel::async {

struct BreakerRules {
    std::size_t failures_to_open{5};
    std::chrono::milliseconds time_open{30'000};
};

struct QuotaRules {
    std::size_t per_minute{600};
    std::size_t in_flight{32};
};

enum class BreakerState : std::uint8_t { closed, probing, open };
[[nodiscard]] std::string_view name(BreakerState state);

// Keeps calls away from a service that does not answer, so that each exchange learns it at once instead of waiting.
// Used on one thread.
class Breaker {
public:
    Breaker(const Clock& clock, BreakerRules rules) : clock_(clock), rules_(rules) {}

    // Whether a call may go out now. When the time of an open breaker is over one call is let through; a probe of which
    // nothing is heard gives its place to another after the same time.
    [[nodiscard]] bool admits();
    void succeeded();
    void failed();
    [[nodiscard]] BreakerState state() const { return state_; }
    // How long until it may be tried again; zero unless it is open.
    [[nodiscard]] std::chrono::milliseconds wait() const;

private:
    void open();

    const Clock& clock_;
    BreakerRules rules_;
    BreakerState state_{BreakerState::closed};
    std::size_t failures_{0};
    SteadyTime next_{};
};

// So many calls in a minute, spread evenly after the first burst, and so many at the same time.
class CallQuota {
public:
    CallQuota(const Clock& clock, QuotaRules rules);
    [[nodiscard]] bool take();
    // How long until take() may say yes; zero when it would now, or when only a place is missing.
    [[nodiscard]] std::chrono::milliseconds wait() const;
    [[nodiscard]] std::size_t room() const;  // how many more take() would admit now
    void give_back() { --in_flight_; }       // the place, not the call

private:
    [[nodiscard]] double allowance_now() const;

    const Clock& clock_;
    QuotaRules rules_;
    double allowance_;
    SteadyTime filled_;
    std::size_t in_flight_{0};
};

}  // namespace otkel::async
