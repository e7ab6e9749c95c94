#include "gateway/evidence/stamps.hpp"

#include <algorithm>

namespace otkel::evidence {
namespace {

// Clocks of authorities and ours differ.
constexpr std::chrono::minutes clock_skew_max{5};

std::optional<ProvenStamp> check_stamp(const Contents::SealLine& line, const asic::AsicFile& file,
                                       const trust::TrustStore& trust, const BundlePolicy& policy, Remarks& report) {
    auto stamp = trust::verify_time_stamp(file.octets, line.text, trust, policy.stamp_policies);
    if (!stamp) {
        report.error("stamp-invalid", place_in(file.name),
                     "the time stamp over " + describe(line.seal) + " does not hold: " + stamp.error().detail);
        return std::nullopt;
    }
    if (stamp->time > policy.now + clock_skew_max) {
        report.error("stamp-invalid", place_in(file.name),
                     "the time stamp over " + describe(line.seal) + " is from the future, " + to_utc_text(stamp->time) +
                         "; compare the clock of this machine");
        return std::nullopt;
    }
    return ProvenStamp{line.seal, std::move(*stamp), {}};
}

bool follows(const journal::Seal& before, const journal::Seal& next) {
    return next.chain == before.chain && next.number == before.number + 1;
}

// Runs of seals end with a stamped one: then the next of its chain may stand anywhere later.
void check_stamped(const Contents& contents, const asic::Container& container, const BundlePolicy& policy,
                   Remarks& report) {
    for (std::size_t i = 0; i < contents.seals.size(); ++i) {
        const auto& [line, text, seal] = contents.seals[i];
        if (container.find(stamp_file(line)) != nullptr) {
            continue;
        }
        const auto* next = i + 1 < contents.seals.size() ? &contents.seals[i + 1].seal : nullptr;
        if (next != nullptr && follows(seal, *next)) {
            continue;
        }
        if (policy.unstamped) {
            report.warning("seal-not-stamped", place_in(seals_file, line), describe(seal) + " has no time stamp");
        } else if (next != nullptr && next->chain == seal.chain) {
            report.error("seal-missing", place_in(seals_file, line),
                         "seal " + std::to_string(seal.number + 1) + " of chain " + seal.chain + " is missing: after " +
                             describe(seal) + " stands " + std::to_string(next->number));
        } else {
            report.error("seal-not-stamped", place_in(seals_file, line),
                         describe(seal) + " has no time stamp, and no later seal of its chain is here");
        }
    }
}

// For each line of a seal the first stamp over it, or over a later one that leads back to it; null: none.
std::vector<const trust::TimeStamp*> stamps_over(const Contents& contents, const std::vector<ProvenStamp>& stamps) {
    std::vector<const trust::TimeStamp*> over(contents.seals.size(), nullptr);
    auto stamp = stamps.rbegin();
    for (auto i = over.size(); i-- > 0;) {
        const auto& seal = contents.seals[i].seal;
        if (i + 1 < over.size() && follows(seal, contents.seals[i + 1].seal)) {
            over[i] = over[i + 1];
        }
        if (stamp != stamps.rend() && stamp->seal == seal) {  // in the order of the seals
            over[i] = &stamp->stamp;
            ++stamp;
        }
    }
    return over;
}

}  // namespace

std::vector<ProvenStamp> check_stamps(const Contents& contents, const asic::Container& container,
                                      const trust::TrustStore& trust, const BundlePolicy& policy, Remarks& report) {
    std::vector<ProvenStamp> stamps;
    for (const auto& line : contents.seals) {
        const auto* file = container.find(stamp_file(line.line));
        if (file == nullptr) {
            continue;
        }
        if (auto stamp = check_stamp(line, *file, trust, policy, report)) {
            stamp->revocation = check_authority(stamp->stamp, container, policy.now, place_in(file->name), report);
            stamps.push_back(std::move(*stamp));
        }
    }
    check_stamped(contents, container, policy, report);
    return stamps;
}

std::optional<WallTime> proven_time(const Contents& contents, const std::vector<ProvenStamp>& stamps, Remarks& report) {
    std::optional<WallTime> latest;
    bool all = !contents.records.empty();
    const auto over = stamps_over(contents, stamps);
    for (const auto& [line, leaf, record] : contents.records) {
        const auto place = contents.seal_of(record);
        const auto* stamp = place == Contents::npos ? nullptr : over[place];
        if (stamp == nullptr) {
            all = false;
            continue;
        }
        latest = std::max(latest.value_or(stamp->time), stamp->time);
        if (record.at > stamp->time + clock_skew_max) {
            report.warning("record-later-than-stamp", place_in(records_file, line),
                           record_name(record.ordinal) + " says " + to_utc_text(record.at) +
                               ", and it was stamped at " + to_utc_text(stamp->time) + ": the node's clock was wrong");
        }
    }
    return all ? latest : std::nullopt;
}

}  // namespace otkel::evidence
