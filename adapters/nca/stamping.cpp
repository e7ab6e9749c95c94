#include "adapters/nca/stamping.hpp"

#include <random>

#include "gateway/async/task_group.hpp"

namespace otkel::adapters::nca {
namespace {

namespace asio = boost::asio;

// Between half of it and all of it, so that gateways that failed together do not come back together.
std::chrono::milliseconds with_jitter(std::chrono::milliseconds pause) {
    thread_local std::minstd_rand generator{std::random_device{}()};
    return pause / 2 + pause * static_cast<int>(generator() % 100) / 200;
}

// Asking again cannot help.
bool is_final(Errc code) { return code == Errc::cancelled || code == Errc::overloaded || code == Errc::internal; }

}  // namespace

Stamping::Stamping(Parts parts, const TimeStampSettings& settings, CallContext calls)
    : parts_(parts), settings_(settings) {
    if (settings.url) {
        source_ = std::make_unique<Source>(calls, "time-stamps", "TSP", *settings.url, settings.call);
    }
}

asio::awaitable<Result<trust::TimeStamp>> Stamping::stamp(std::string octets, Deadline deadline) {
    if (!source_) {
        co_return fail(Errc::unavailable, "no time-stamping authority is configured (time_stamps.url)");
    }
    auto pause = settings_.back_off;
    for (std::size_t attempts = 1;; ++attempts) {
        auto stamped = co_await attempt(octets, deadline);
        if (stamped) {
            co_return stamped;
        }
        const auto waited = with_jitter(pause);
        const bool late = deadline.remaining(parts_.clock) <= waited;
        if (attempts >= settings_.attempts_max || late || is_final(stamped.error().code) ||
            source_->breaker() == async::BreakerState::open) {
            const auto after = "; given up after " + std::to_string(attempts) + " attempts";
            co_return fail(stamped.error().code, stamped.error().detail + after);
        }
        co_await async::sleep_until(parts_.clock.steady() + waited);
        pause *= 2;
    }
}

asio::awaitable<Result<trust::TimeStamp>> Stamping::attempt(const std::string& octets, Deadline deadline) {
    auto make = [this, &octets] {
        return trust::make_time_stamp_question(octets, trust::imprint_of_policy(settings_.policy), settings_.policy);
    };
    const auto question = co_await parts_.workers.run(std::move(make));
    if (!question) {
        co_return fail(question.error());
    }
    const auto answer = co_await source_->post(question->der, "application/timestamp-query", deadline);
    if (!answer) {
        co_return fail(answer.error());
    }
    const auto trust = parts_.authorities.trust();
    auto read = [&answer, &question, &trust] { return trust::read_time_stamp_answer(*answer, *question, *trust); };
    auto stamp = co_await parts_.workers.run(std::move(read));
    if (!stamp) {
        co_return fail(stamp.error());
    }
    const auto checked = *stamp ? check_clock(**stamp) : Result<void>(fail(stamp->error()));
    if (!checked) {
        source_->refused(checked.error());
        co_return fail(checked.error().code, source_->name() + ": " + checked.error().detail);
    }
    source_->answered();
    co_return std::move(*stamp);
}

// The nonce proves that the stamp was made just now; a time far from ours means that one of the clocks is wrong.
Result<void> Stamping::check_clock(const trust::TimeStamp& stamp) const {
    const auto now = parts_.clock.wall();
    if (stamp.time > now + settings_.clock_skew_max || stamp.time < now - settings_.clock_skew_max) {
        return fail(Errc::unavailable, "the stamp says " + to_utc_text(stamp.time) + ", our clock " + to_utc_text(now) +
                                           "; they may differ by time_stamps.clock_skew_max_ms");
    }
    return {};
}

}  // namespace otkel::adapters::nca
