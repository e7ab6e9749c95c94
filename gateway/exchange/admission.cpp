#include "gateway/exchange/admission.hpp"

#include <algorithm>

namespace otkel::exchange {

Result<Admission::Place> Admission::enter(const std::string& peer, Quota quota) {
    auto& bucket = buckets_[peer];
    if (!bucket) {
        bucket = std::make_unique<Bucket>();
    }
    const auto now = clock_.steady();
    const auto capacity = static_cast<double>(quota.requests_per_second);
    const std::chrono::duration<double> since = now - bucket->filled;
    bucket->tokens = bucket->fresh ? capacity : std::min(capacity, bucket->tokens + since.count() * capacity);
    bucket->fresh = false;
    bucket->filled = now;
    if (bucket->in_flight >= quota.in_flight) {
        return fail(Errc::overloaded, "peer " + peer + " has " + std::to_string(quota.in_flight) +
                                          " messages in flight, its quota (quota.in_flight)");
    }
    if (bucket->tokens < 1) {
        return fail(Errc::overloaded, "peer " + peer + " sends more than " + std::to_string(quota.requests_per_second) +
                                          " messages a second, its quota (quota.requests_per_second)");
    }
    bucket->tokens -= 1;
    ++bucket->in_flight;
    return Place(&bucket->in_flight);
}

std::size_t Admission::in_flight(const std::string& peer) const {
    const auto found = buckets_.find(peer);
    return found == buckets_.end() ? 0 : found->second->in_flight;
}

}  // namespace otkel::exchange
