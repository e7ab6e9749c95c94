#include "gateway/app/engine_settings.hpp"

namespace otkel::app {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t day_ms = 24 * hour_ms;

std::chrono::milliseconds milliseconds_of(const settings::Section& section, std::string_view key,
                                          std::chrono::milliseconds fallback, std::int64_t least, std::int64_t most) {
    return std::chrono::milliseconds{section.number_or(key, fallback.count(), least, most)};
}

void read_outbox(const settings::Section& section, exchange::Outbox::Limits& outbox) {
    outbox.in_work_of_peer = section.size_or("in_work_of_peer", outbox.in_work_of_peer, 10'000);
    outbox.look_again = milliseconds_of(section, "look_again_ms", outbox.look_again, 10, 60'000);
    outbox.lease_renewal = milliseconds_of(section, "lease_renewal_ms", outbox.lease_renewal, 100, 60'000);
    section.finish();
}

void read_answers(const settings::Section& section, exchange::Limits& limits) {
    limits.early_answer = milliseconds_of(section, "early_ms", limits.early_answer, 1'000, day_ms);
    limits.handed_over_at_once = section.size_or("handed_over_at_once", limits.handed_over_at_once, 1'000);
    limits.collection_pause = milliseconds_of(section, "collection_pause_ms", limits.collection_pause, 10, 60'000);
    section.finish();
}

void read_retry(const settings::Section& section, exchange::AttemptRules& attempts) {
    auto& retry = attempts.retry;
    retry.tries_max = section.size_or("tries_max", retry.tries_max, 1'000);
    retry.first_pause = milliseconds_of(section, "first_pause_ms", retry.first_pause, 10, hour_ms);
    retry.longest_pause = milliseconds_of(section, "longest_pause_ms", retry.longest_pause, 10, day_ms);
    attempts.questions_max = section.size_or("questions_max", attempts.questions_max, 1'000);
    if (retry.longest_pause < retry.first_pause) {
        section.complain("longest_pause_ms", "the longest pause is shorter than the first",
                         "at least " + std::to_string(retry.first_pause.count()),
                         std::to_string(retry.longest_pause.count()));
    }
    section.finish();
}

}  // namespace

exchange::Limits read_exchange_limits(const settings::Section& section) {
    exchange::Limits limits;
    limits.refused_octets_kept = section.size_or("refused_octets_kept", limits.refused_octets_kept, 1U << 30U);
    limits.refused_kept_per_second =
        section.size_or("refused_kept_per_second", limits.refused_kept_per_second, 1'000'000);
    limits.unkept_max = section.size_or("unkept_max", limits.unkept_max, 1'000'000);
    limits.settling = milliseconds_of(section, "settling_ms", limits.settling, 100, 60'000);
    read_outbox(section.section("outbox"), limits.outbox);
    read_answers(section.section("answers"), limits);
    read_retry(section.section("retry"), limits.attempts);
    section.finish();
    return limits;
}

exchange::PaceRules read_pace(const settings::Section& section) {
    constexpr double percent = 100.0;
    exchange::PaceRules rules;
    const auto quota = section.section("quota");
    rules.quota.per_minute = quota.size_or("per_minute", rules.quota.per_minute, 10'000'000);
    rules.quota.in_flight = quota.size_or("in_flight", rules.quota.in_flight, 10'000);
    quota.finish();
    const auto breaker = section.section("breaker");
    rules.breaker.failures_to_open = breaker.size_or("failures_to_open", rules.breaker.failures_to_open, 10'000);
    rules.breaker.time_open = milliseconds_of(breaker, "time_open_ms", rules.breaker.time_open, 10, hour_ms);
    breaker.finish();
    const auto retries = section.section("retries");
    const auto share = static_cast<std::int64_t>(rules.retries.share * percent);
    rules.retries.share = static_cast<double>(retries.number_or("percent", share, 0, 1'000)) / percent;
    const auto per_minute = static_cast<std::int64_t>(rules.retries.per_second * 60);
    rules.retries.per_second = static_cast<double>(retries.number_or("per_minute", per_minute, 1, 600'000)) / 60;
    const auto burst = static_cast<std::int64_t>(rules.retries.burst);
    rules.retries.burst = static_cast<double>(retries.number_or("burst", burst, 1, 100'000));
    retries.finish();
    section.finish();
    return rules;
}

}  // namespace otkel::app
