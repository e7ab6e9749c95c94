#include "gateway/exchange/retry.hpp"

#include <algorithm>
#include <random>

namespace otkel::exchange {
namespace {

std::chrono::milliseconds pause_after(const RetryRules& rules, std::size_t attempts) {
    auto pause = rules.first_pause;
    for (std::size_t i = 1; i < attempts && pause < rules.longest_pause; ++i) {
        pause *= 2;
    }
    return std::min(pause, rules.longest_pause);
}

}  // namespace

double by_chance() {
    thread_local std::minstd_rand generator{std::random_device{}()};
    return std::uniform_real_distribution<double>{0.0, 1.0}(generator);
}

NextAttempt next_attempt(const RetryRules& rules, const LastAttempt& last, const Chance& chance) {
    if (last.number >= rules.tries_max) {
        return {std::nullopt, "all " + std::to_string(rules.tries_max) + " tries failed"};
    }
    const auto pause = pause_after(rules, last.number);
    const auto chosen = std::chrono::milliseconds(
        static_cast<std::chrono::milliseconds::rep>(chance() * static_cast<double>(pause.count())));
    const auto asked = std::chrono::milliseconds(last.retry_after.value_or(std::chrono::seconds{0}));
    // What the peer asked for is spread, too: everybody was told the same.
    const auto at = last.at + (asked.count() > 0 ? asked + chosen : chosen);
    if (last.give_up && at >= *last.give_up) {
        return {std::nullopt, "the next try would come after its time is over"};
    }
    return {at, {}};
}

void RetryBudget::fill() {
    const auto now = clock_.steady();
    const auto seconds = std::chrono::duration<double>(now - filled_).count();
    filled_ = now;
    add(seconds * rules_.per_second);
}

void RetryBudget::add(double retries) { allowance_ = std::min(rules_.burst, allowance_ + retries); }

bool RetryBudget::take() {
    fill();
    if (allowance_ < 1) {
        return false;
    }
    allowance_ -= 1;
    return true;
}

std::size_t RetryBudget::room() {
    fill();
    return static_cast<std::size_t>(allowance_);
}

}  // namespace otkel::exchange
