#include "adapters/nca/grace_work.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <limits>
#include <utility>

#include "gateway/base/files.hpp"
#include "gateway/base/ids.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::adapters::nca {
namespace {

namespace asio = boost::asio;
using adapter::GraceEntry;
using trust::RevocationState;

constexpr std::size_t file_octets_max = 1024UL * 1024 * 1024;

GraceEntry::Outcome outcome_of(RevocationState state) {
    switch (state) {
        case RevocationState::good: return GraceEntry::Outcome::good;
        case RevocationState::revoked: return GraceEntry::Outcome::revoked;
        case RevocationState::unknown_to_authority: return GraceEntry::Outcome::unknown_to_authority;
    }
    return GraceEntry::Outcome::open;
}

}  // namespace

GraceWork::GraceWork(Parts parts, GraceSettings settings, std::filesystem::path file)
    : parts_(parts),
      settings_(settings),
      file_(std::move(file)),
      ledger_(settings.entries_max),
      open_(std::make_shared<std::atomic<std::int64_t>>(0)) {
    parts_.metrics.gauge("otkel_nca_grace_open", "Exchanges accepted under grace that wait for re-validation.", {},
                         [open = open_] { return static_cast<double>(open->load()); });
}

void GraceWork::load() {
    std::error_code unknown;
    if (!std::filesystem::exists(file_, unknown)) {
        return;
    }
    const auto content = settings::read_file(file_, file_octets_max);
    if (!content) {
        log::error("nca-grace-unreadable", {{"reason", content.error().to_string()}});
        return;
    }
    const auto damaged = ledger_.read(*content);
    // Nothing is written here: who only looks at the configuration makes this object beside a running gateway.
    lines_ = static_cast<std::size_t>(std::count(content->begin(), content->end(), '\n'));
    if (damaged > 0) {
        log::warning("nca-grace-lines-damaged", {{"lines", static_cast<std::int64_t>(damaged)}});
        lines_ = std::numeric_limits<std::size_t>::max();  // the next write makes the file anew
    }
    show();
}

void GraceWork::remember(std::string exchange, std::string peer, const trust::TrustStore::Path& path,
                         const trust::RevocationVerdict& verdict) {
    GraceEntry entry;
    entry.id = new_uuid_v7(parts_.clock.wall());
    entry.exchange = std::move(exchange);
    entry.peer = std::move(peer);
    entry.accepted_at = parts_.clock.wall();
    entry.how = verdict.how;
    log::warning("nca-accepted-under-grace", {{"exchange", entry.exchange}, {"peer", entry.peer}, {"how", entry.how}});
    auto change = ledger_.add(std::move(entry), path.certificates);
    if (!change.dropped.empty()) {
        log::error("nca-grace-dropped", {{"exchange", change.dropped}, {"reason", "grace.entries_max is reached"}});
    }
    write(change.lines);
    show();
}

void GraceWork::write(const std::string& lines) {
    unwritten_ += lines;
    if (!writing_ && !unwritten_.empty()) {
        parts_.tasks.spawn(flush());
    }
}

// What has to be on the disk goes there, also when the gateway is stopping.
asio::awaitable<void> GraceWork::flush() {
    co_await asio::this_coro::throw_if_cancelled(false);
    bool good = !writing_;
    writing_ = true;
    while (good && !unwritten_.empty()) {
        good = co_await write_once();
    }
    writing_ = false;
}

asio::awaitable<bool> GraceWork::write_once() {
    constexpr std::size_t slack = 4;  // the file may be so many times larger than what it keeps
    auto lines = std::exchange(unwritten_, {});
    const bool compact = lines_ > slack * (settings_.entries_max + 1);
    const auto content = compact ? ledger_.snapshot() : lines;
    auto work = [this, compact, &content] {
        return compact ? replace_file(file_, content) : append_to_file(file_, content);
    };
    const auto written = co_await parts_.workers.run(std::move(work));
    if (written && *written) {
        const auto count = static_cast<std::size_t>(std::count(content.begin(), content.end(), '\n'));
        lines_ = compact ? count : lines_ + count;
        co_return true;
    }
    const auto reason = (written ? written->error() : written.error()).to_string();
    log::error("nca-grace-not-written", {{"reason", reason}});
    // Part of it may have been written: the end of line keeps that apart.
    unwritten_ = "\n" + lines + unwritten_;
    co_return false;
}

asio::awaitable<void> GraceWork::revalidate() {
    constexpr std::chrono::seconds patience{30};
    trust::RevocationRules rules;
    rules.mode = trust::RevocationMode::ocsp_or_crl;
    rules.fresh = std::chrono::seconds{0};
    const auto open = ledger_.open();
    for (const auto& one : open) {
        const auto deadline = Deadline::after(parts_.clock, patience);
        const auto verdict = co_await parts_.checks.check(one.path, rules, deadline);
        if (verdict.status) {
            settle(one.entries, verdict);
        }
    }
    write({});
    show();
}

void GraceWork::settle(const std::vector<GraceEntry>& entries, const trust::RevocationVerdict& verdict) {
    const auto& status = *verdict.status;
    std::string lines;
    for (auto entry : entries) {
        // That it was good before says nothing about the time of the exchange.
        if (status.state == RevocationState::good && (!verdict.accepted || status.as_of <= entry.accepted_at)) {
            continue;
        }
        entry.outcome = outcome_of(status.state);
        entry.settled_at = parts_.clock.wall();
        entry.revoked_at = status.revoked_at;
        entry.outcome_how = verdict.how;
        entry.evidence = status.evidence;
        lines += ledger_.settle(entry);
        const auto level = status.state == RevocationState::good ? log::Level::info : log::Level::error;
        const bool before = entry.revoked_at && *entry.revoked_at <= entry.accepted_at;
        log::write(level, "nca-grace-settled",
                   {{"exchange", entry.exchange},
                    {"peer", entry.peer},
                    {"outcome", name(entry.outcome)},
                    {"revoked_before_accepted", before},
                    {"how", entry.outcome_how}});
    }
    write(lines);
}

void GraceWork::show() { open_->store(static_cast<std::int64_t>(ledger_.open_count())); }

}  // namespace otkel::adapters::nca
