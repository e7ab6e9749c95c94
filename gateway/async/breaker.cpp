#include "gateway/async/breaker.hpp"

#include <algorithm>

namespace otkel::async {

std::string_view name(BreakerState state) {
    switch (state) {
        case BreakerState::closed: return "closed";
        case BreakerState::probing: return "probing";
        case BreakerState::open: return "open";
    }
    return "closed";
}

bool Breaker::admits() {
    if (state_ == BreakerState::closed) {
        return true;
    }
    if (clock_.steady() < next_) {
        return false;
    }
    state_ = BreakerState::probing;
    next_ = clock_.steady() + rules_.time_open;
    return true;
}

void Breaker::succeeded() {
    failures_ = 0;
    state_ = BreakerState::closed;
}

void Breaker::failed() {
    ++failures_;
    if (state_ != BreakerState::closed || failures_ >= rules_.failures_to_open) {
        open();
    }
}

void Breaker::open() {
    state_ = BreakerState::open;
    next_ = clock_.steady() + rules_.time_open;
}

std::chrono::milliseconds Breaker::wait() const {
    if (state_ != BreakerState::open) {
        return {};
    }
    return std::max(std::chrono::milliseconds{0},
                    std::chrono::duration_cast<std::chrono::milliseconds>(next_ - clock_.steady()));
}

CallQuota::CallQuota(const Clock& clock, QuotaRules rules)
    : clock_(clock), rules_(rules), allowance_(static_cast<double>(rules.per_minute)), filled_(clock.steady()) {}

double CallQuota::allowance_now() const {
    const auto minutes = std::chrono::duration<double, std::ratio<60>>(clock_.steady() - filled_).count();
    const auto most = static_cast<double>(rules_.per_minute);
    return std::min(most, allowance_ + minutes * most);
}

bool CallQuota::take() {
    allowance_ = allowance_now();
    filled_ = clock_.steady();
    if (in_flight_ >= rules_.in_flight || allowance_ < 1) {
        return false;
    }
    allowance_ -= 1;
    ++in_flight_;
    return true;
}

std::chrono::milliseconds CallQuota::wait() const {
    const auto missing = 1 - allowance_now();
    const auto minutes = missing <= 0 ? 0 : missing / static_cast<double>(rules_.per_minute);
    return std::chrono::ceil<std::chrono::milliseconds>(std::chrono::duration<double, std::ratio<60>>(minutes));
}

std::size_t CallQuota::room() const {
    const auto places = rules_.in_flight - std::min(rules_.in_flight, in_flight_);
    return std::min(places, static_cast<std::size_t>(allowance_now()));
}

}  // namespace otkel::async
