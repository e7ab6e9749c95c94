#include "gateway/evidence/sealing.hpp"

#include <utility>

#include "gateway/trust/cms/cms_writer.hpp"

namespace otkel::evidence {

namespace asio = boost::asio;

namespace {

// Authorities send their own certificate at most. Whoever verifies has the anchor, and not what lies between.
std::string with_path(const trust::TimeStamp& stamp) {
    auto path = stamp.path.certificates;
    if (!path.empty() && path.back()->is_self_issued()) {
        path.pop_back();
    }
    auto token = trust::add_cms_certificates(stamp.token, path);
    return std::move(token).value_or(stamp.token);
}

}  // namespace

Sealing::Sealing(const Clock& clock, journal::Ledger& ledger, SealingSettings settings, Stamp stamp)
    : clock_(clock), ledger_(ledger), settings_(settings), stamp_(std::move(stamp)) {}

bool Sealing::is_due(const journal::Ledger::Unsealed& unsealed, WallTime now) const {
    // A clock that was set back must not keep records open until it has caught up.
    return unsealed.records.size() >= settings_.records_max || now - unsealed.oldest >= settings_.age_max ||
           unsealed.oldest - now >= settings_.age_max;
}

asio::awaitable<Sealing::Round> Sealing::round(Deadline deadline, Which which) {
    Round done;
    const auto now = clock_.wall();
    auto open = co_await ledger_.unsealed(now, settings_.records_max);
    if (!open) {
        done.problems.push_back(std::move(open.error()));
        co_return done;
    }
    for (auto& unsealed : *open) {
        if (which == Which::all || is_due(unsealed, now)) {
            co_await seal(std::move(unsealed), now, done);
        }
    }
    if (done.more) {
        co_return done;  // the stamp over the last of these seals covers them all
    }
    auto unstamped = co_await ledger_.unstamped();
    if (!unstamped) {
        done.problems.push_back(std::move(unstamped.error()));
        co_return done;
    }
    if (!stamp_) {
        done.not_stamped = unstamped->size();
        co_return done;
    }
    for (auto& one : *unstamped) {
        co_await stamp(std::move(one), deadline, done);
    }
    co_return done;
}

asio::awaitable<void> Sealing::seal(journal::Ledger::Unsealed unsealed, WallTime now, Round& done) {
    const bool full = unsealed.records.size() >= settings_.records_max;
    auto made = journal::make_seal(unsealed.chain, unsealed.before, unsealed.records, now);
    if (!made) {
        done.problems.push_back(std::move(made.error()));
        co_return;
    }
    auto kept = co_await ledger_.keep_seal(std::move(*made));
    if (kept) {
        ++done.sealed;
        // Not of a chain that cannot be sealed: it would be tried without a pause.
        done.more = done.more || full;
    } else if (kept.error().code != Errc::replay_conflict) {
        done.problems.push_back(std::move(kept.error()));
    }
}

asio::awaitable<void> Sealing::stamp(journal::Seal seal, Deadline deadline, Round& done) {
    auto token = co_await stamp_(seal_text(seal), deadline);
    if (!token) {
        ++done.not_stamped;
        done.silences.push_back(std::move(token.error()));
        co_return;
    }
    auto kept = co_await ledger_.add_stamp(seal.chain, seal.number, with_path(*token));
    if (kept) {
        ++done.stamped;
    } else {
        ++done.not_stamped;
        done.problems.push_back(std::move(kept.error()));
    }
}

}  // namespace otkel::evidence
