#include "gateway/app/archiving_schedule.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/async/pause.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::app {
namespace {

namespace asio = boost::asio;

constexpr int jitter_percent = 10;
constexpr std::chrono::hours after_failure{1};

std::int64_t count(std::size_t number) { return static_cast<std::int64_t>(number); }

}  // namespace

ArchivingSchedule::ArchivingSchedule(Services services, const archive::RetentionSettings& settings, KeySource key)
    : services_(std::move(services)),
      settings_(settings),
      key_(std::move(key)),
      workers_({1, 16}),
      files_(services_.metrics.counter("otkel_archive_files_total", "Archives written.", {})),
      exchanges_(services_.metrics.counter("otkel_archive_exchanges_total", "Exchanges archived.", {})),
      failures_(services_.metrics.counter(
          "otkel_archive_failures_total",
          "Archives that could not be written, and exchanges that could not be archived.", {})),
      timer_(services_.executor) {}

asio::awaitable<void> ArchivingSchedule::run() {
    while (true) {
        const bool well = co_await rounds();
        const auto pause = well ? settings_.every : std::min(settings_.every, after_failure);
        timer_.expires_at(services_.clock.steady() + async::with_jitter(pause, jitter_percent));
        boost::system::error_code woken;
        co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
}

asio::awaitable<bool> ArchivingSchedule::rounds() {
    auto load = [this] { return key_.store()->load(); };  // a key that was renewed counts from the next rounds on
    const auto signer = co_await workers_.run(std::move(load));
    if (!signer || !*signer) {
        co_return failed(signer ? signer->error() : signer.error());
    }
    archive::ArchivingParts parts{services_.store, workers_, **signer, settings_};
    parts.stamps = archive::stamps_for(settings_, services_.has_authority);
    while (true) {
        const auto round = co_await archive::archive_round(parts, services_.clock.wall());
        if (!round && round.error().code == Errc::replay_conflict) {
            co_return true;  // another node archives
        }
        if (!round) {
            co_return failed(round.error());
        }
        tell(*round);
        if (round->file.empty()) {
            co_return true;
        }
    }
}

void ArchivingSchedule::tell(const archive::ArchivingRound& round) {
    for (const auto& name : round.taken_over) {
        log::info("archive-taken-over", {{"file", name}});
    }
    for (const auto& name : round.removed) {
        log::info("archive-removed",
                  {{"file", name}, {"reason", "its exchanges are in the journal or in another one"}});
    }
    if (!round.file.empty()) {
        files_.add(1);
        exchanges_.add(static_cast<double>(round.archived));
        log::info("archive-written",
                  {{"file", round.file}, {"exchanges", count(round.archived)}, {"unstamped", count(round.unstamped)}});
        return;  // what is left is told with the last of these rounds
    }
    for (const auto& error : round.strange) {
        const auto reason = error.to_string();
        log::warning("archive-unknown", {{"reason", reason}});
    }
    failures_.add(static_cast<double>(round.left.size()));
    if (!round.left.empty()) {
        const auto reason = round.left.front().to_string();
        log::warning("exchanges-not-archived", {{"exchanges", count(round.left.size())}, {"reason", reason}});
    }
}

bool ArchivingSchedule::failed(const Error& error) {
    failures_.add(1);
    const auto reason = error.to_string();
    log::error("archive-failed", {{"reason", reason}});
    return false;
}

}  // namespace otkel::app
