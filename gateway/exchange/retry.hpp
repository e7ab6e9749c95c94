#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "gateway/base/clock.hpp"

// When an attempt that surely had no effect is made again, and when not. Pure but for the chance that is handed in.

namespace otkel::exchange {

struct RetryRules {
    std::size_t tries_max{10};                   // attempts of one exchange, the first one too
    std::chrono::milliseconds first_pause{500};  // doubled with every attempt
    std::chrono::milliseconds longest_pause{300'000};
};

struct LastAttempt {
    std::size_t number{1};  // counted from 1
    WallTime at{};
    std::optional<std::chrono::seconds> retry_after{};  // what the peer asked for
    std::optional<WallTime> give_up{};                  // when the time of the exchange is over
};

struct NextAttempt {
    std::optional<WallTime> at;  // none: the exchange is parked
    std::string reason;          // of parking
};

// A number of [0, 1).
using Chance = std::function<double()>;
[[nodiscard]] double by_chance();

// Full jitter: any time between now and the pause, so that what failed together does not come back together; never
// before the peer wants it.
[[nodiscard]] NextAttempt next_attempt(const RetryRules& rules, const LastAttempt& last, const Chance& chance);

struct BudgetRules {
    double share{0.2};       // of retries in what is sent for the first time
    double per_second{1.0};  // retries that are always allowed
    double burst{10.0};
};

// Retries of all exchanges with one peer. After an outage they must not be more than the peer was used to: when the
// budget is used up, retries wait for a better time without losing a try. Used on one thread.
class RetryBudget {
public:
    RetryBudget(const Clock& clock, BudgetRules rules)
        : clock_(clock), rules_(rules), allowance_(rules.burst), filled_(clock.steady()) {}

    void sent_for_the_first_time() { add(rules_.share); }
    [[nodiscard]] bool take();
    [[nodiscard]] std::size_t room();  // retries that take() would allow now

private:
    void add(double retries);
    void fill();

    const Clock& clock_;
    BudgetRules rules_;
    double allowance_;
    SteadyTime filled_;
};

}  // namespace otkel::exchange
