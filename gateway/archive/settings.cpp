#include "gateway/archive/settings.hpp"

#include <string>

namespace otkel::archive {
namespace {

constexpr std::int64_t days_most = 36'525;
constexpr std::int64_t hours_most = 24 * 31;

// The floor is not given to number_or(): its complaint would tell a range, not whose rule it is.
Days term(const settings::Section& retention, std::string_view key, Days fallback, Days least, std::string_view rule) {
    const Days read{retention.number_or(key, fallback.count(), 0, days_most)};
    if (read >= least) {
        return read;
    }
    retention.complain(key, "shorter than " + std::string(rule) + " of government decree 832 of 20 December 2016",
                       "at least " + std::to_string(least.count()) + " days", std::to_string(read.count()));
    return fallback;
}

}  // namespace

RetentionSettings read_retention_settings(const settings::Section& retention) {
    RetentionSettings read;
    read.at_hand = term(retention, "at_hand_days", read.at_hand, at_hand_least, "the two months at hand");
    read.kept = term(retention, "kept_days", read.kept, kept_least, "the three years");
    if (read.kept < read.at_hand) {
        retention.complain("kept_days", "archives would be over before the journal gives exchanges to them",
                           "at least at_hand_days (" + std::to_string(read.at_hand.count()) + ")",
                           std::to_string(read.kept.count()));
    }
    read.folder = retention.path_or("folder", read.folder);
    read.every = std::chrono::hours{retention.number_or("every_hours", read.every.count(), 0, hours_most)};
    const auto unstamped = retention.choice_or("unstamped", "by-authority", {"by-authority", "wait", "archive"});
    read.unstamped = unstamped == "wait"      ? Unstamped::wait
                     : unstamped == "archive" ? Unstamped::archive
                                              : Unstamped::by_authority;
    return read;
}

journal::Stamps stamps_for(const RetentionSettings& settings, bool has_authority) {
    const bool wait =
        settings.unstamped == Unstamped::wait || (settings.unstamped == Unstamped::by_authority && has_authority);
    return wait ? journal::Stamps::required : journal::Stamps::when_there;
}

}  // namespace otkel::archive
