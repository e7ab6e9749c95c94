#include "gateway/exchange/pacing.hpp"

#include <algorithm>

namespace otkel::exchange {
namespace {

// A place that is missing is given back by somebody, who wakes the outbox; this is for what nobody tells.
constexpr std::chrono::milliseconds soon{1'000};

}  // namespace

struct Pacing::Peer {
    Peer(const Clock& clock, const PaceRules& rules)
        : quota(clock, rules.quota), breaker(clock, rules.breaker), retries(clock, rules.retries) {}

    async::CallQuota quota;
    async::Breaker breaker;
    RetryBudget retries;
};

Pacing::Pacing(const Clock& clock, Rules rules) : clock_(clock), rules_(std::move(rules)) {}

Pacing::~Pacing() = default;

Pacing::Place::~Place() {
    if (peer_ != nullptr) {
        peer_->quota.give_back();
    }
}

void Pacing::Place::answered() { peer_->breaker.succeeded(); }

void Pacing::Place::not_there() { peer_->breaker.failed(); }

Pacing::Peer& Pacing::of(const std::string& peer) {
    auto& known = peers_[peer];
    if (known == nullptr) {
        known = std::make_unique<Peer>(clock_, rules_(peer));
    }
    return *known;
}

std::optional<Pacing::Place> Pacing::enter(const std::string& peer, Attempt attempt) {
    auto& known = of(peer);
    if (known.quota.room() == 0 || (attempt == Attempt::again && known.retries.room() == 0) ||
        !known.breaker.admits()) {
        return std::nullopt;
    }
    if (attempt == Attempt::first) {
        known.retries.sent_for_the_first_time();
    } else {
        static_cast<void>(known.retries.take());
    }
    static_cast<void>(known.quota.take());
    return Place(&known);
}

std::size_t Pacing::room(const std::string& peer) {
    const auto& known = of(peer);
    switch (known.breaker.state()) {
        case async::BreakerState::closed: return known.quota.room();
        case async::BreakerState::open:
            return known.breaker.wait().count() > 0 ? 0 : std::min<std::size_t>(1, known.quota.room());
        case async::BreakerState::probing: return 0;
    }
    return 0;
}

std::chrono::milliseconds Pacing::wait(const std::string& peer) {
    const auto& known = of(peer);
    const auto cut_off = known.breaker.wait();
    const auto quota = known.quota.wait();
    if (cut_off.count() > 0) {
        return cut_off;
    }
    return quota.count() > 0 ? std::min(soon, quota) : soon;
}

async::BreakerState Pacing::breaker(const std::string& peer) { return of(peer).breaker.state(); }

}  // namespace otkel::exchange
