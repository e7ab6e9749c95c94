#include "gateway/app/sealing_schedule.hpp"

#include <atomic>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/async/pause.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::app {
namespace {

namespace asio = boost::asio;

constexpr int jitter_percent = 10;

std::int64_t seconds(WallTime time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

evidence::Sealing::Stamp stamp_of(adapter::TrustServices* authority) {
    if (authority == nullptr) {
        return {};
    }
    return [authority](std::string octets, Deadline deadline) { return authority->stamp(std::move(octets), deadline); };
}

// Everything that is open goes into a seal of its round: the schedule says how long a record waits.
evidence::SealingSettings rules_of(const EvidenceSettings& settings) {
    return {.records_max = settings.records_max, .age_max = std::chrono::seconds{0}};
}

}  // namespace

// Read by /metrics, possibly after the schedule is gone.
struct SealingSchedule::Gauges {
    std::atomic<std::int64_t> chains{0};
    std::atomic<std::int64_t> since{0};  // seconds; 0: nothing waits for a stamp
};

SealingSchedule::SealingSchedule(Services services, const EvidenceSettings& settings)
    : services_(std::move(services)),
      settings_(settings),
      sealing_(services_.clock, services_.ledger, rules_of(settings), stamp_of(services_.authority)),
      gauges_(std::make_shared<Gauges>()),
      seals_(services_.metrics.counter("otkel_evidence_seals_total", "Seals over the journal's records.", {})),
      stamps_(services_.metrics.counter("otkel_evidence_stamps_total", "Time stamps over seals.", {})),
      failures_(services_.metrics.counter("otkel_evidence_failures_total",
                                          "Seals that could not be made, and stamps that the authority did not give.",
                                          {})),
      timer_(services_.executor) {
    services_.metrics.gauge("otkel_evidence_unstamped_chains", "Chains of records whose last seal has no time stamp.",
                            {}, [kept = gauges_] { return static_cast<double>(kept->chains.load()); });
    services_.metrics.gauge("otkel_evidence_unstamped_seconds",
                            "Since a seal waits for its time stamp; 0 when none does.", {},
                            [kept = gauges_, &clock = services_.clock] {
                                const auto since = kept->since.load();
                                return since == 0 ? 0.0 : static_cast<double>(seconds(clock.wall()) - since);
                            });
}

asio::awaitable<void> SealingSchedule::run() {
    while (true) {
        while (co_await round(evidence::Sealing::Which::due)) {
        }
        timer_.expires_at(services_.clock.steady() + async::with_jitter(settings_.seal_every, jitter_percent));
        boost::system::error_code woken;
        co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
}

asio::awaitable<void> SealingSchedule::seal_now() {
    while (co_await round(evidence::Sealing::Which::all)) {
    }
}

asio::awaitable<bool> SealingSchedule::round(evidence::Sealing::Which which) {
    const auto done = co_await sealing_.round(Deadline::after(services_.clock, settings_.stamp_time_max), which);
    tell(done);
    co_return done.more;
}

void SealingSchedule::tell(const evidence::Sealing::Round& done) {
    seals_.add(static_cast<double>(done.sealed));
    stamps_.add(static_cast<double>(done.stamped));
    failures_.add(static_cast<double>(done.problems.size() + done.silences.size()));
    if (done.more) {
        return;  // the last of these rounds tells
    }
    tell_stamps(done);
    // Once for each state of things, and not in every round of a long night.
    std::string now;
    for (const auto& problem : done.problems) {
        now += problem.detail + "; ";
    }
    for (const auto& silence : done.silences) {
        now += std::string(name(silence.code)) + "; ";
    }
    if (now == trouble_) {
        return;
    }
    trouble_ = std::move(now);
    for (const auto& problem : done.problems) {
        const auto reason = problem.to_string();
        log::error("evidence-not-sealed", {{"reason", reason}});
    }
    for (const auto& silence : done.silences) {
        const auto reason = silence.to_string();
        log::warning("evidence-not-stamped", {{"reason", reason}});
    }
    if (trouble_.empty()) {
        log::info("evidence-recovered", {{"stamped", static_cast<std::int64_t>(done.stamped)}});
    }
}

void SealingSchedule::tell_stamps(const evidence::Sealing::Round& done) {
    gauges_->chains = static_cast<std::int64_t>(done.not_stamped);
    if (done.not_stamped == 0) {
        gauges_->since = 0;
    } else if (gauges_->since == 0) {
        gauges_->since = seconds(services_.clock.wall());
    }
    if (done.sealed > 0 || done.stamped > 0) {
        log::debug("evidence-sealed", {{"seals", static_cast<std::int64_t>(done.sealed)},
                                       {"stamps", static_cast<std::int64_t>(done.stamped)},
                                       {"waiting", static_cast<std::int64_t>(done.not_stamped)}});
    }
}

}  // namespace otkel::app
