#include "gateway/app/selftest/kills.hpp"

#include <algorithm>
#include <vector>

namespace otkel::app::selftest {
namespace {

constexpr std::size_t passings_max = 24;
constexpr int random_every = 4;  // of the kills one is at any moment
constexpr int random_after_max_ms = 1'200;
constexpr const char* at_random = "at random";

bool is_of_sealing(WritePoint point) { return point == WritePoint::seal_written || point == WritePoint::seal_kept; }

// The schema is made once, before any load; a log to copy is SQLite's.
std::vector<WritePoint> points_under_load(bool on_sqlite) {
    std::vector<WritePoint> points;
    for (const auto& one : write_points) {
        if (one.first != WritePoint::migration_written && (on_sqlite || one.first != WritePoint::log_copied)) {
            points.push_back(one.first);
        }
    }
    return points;
}

// Refusals, seals and copies of the log are few, so that waiting for the twentieth would be waiting for nothing.
std::size_t most_passings(WritePoint point) {
    constexpr std::size_t rare = 2;
    const bool refusal = point == WritePoint::refuse_written || point == WritePoint::refuse_kept;
    const bool copy = point == WritePoint::log_copied;
    return is_of_sealing(point) ? 1 : refusal || copy ? rare : passings_max;
}

}  // namespace

Kills::Kills(std::size_t wanted, std::uint64_t seed, bool on_sqlite)
    : left_(wanted), random_(seed), points_(points_under_load(on_sqlite)) {}

std::optional<Death> Kills::next() {
    const std::lock_guard lock(mutex_);
    if (left_ == 0) {
        return std::nullopt;
    }
    --left_;
    Death death;
    const auto number = given_++;
    if (number % random_every == random_every - 1) {
        death.after = std::chrono::milliseconds(std::uniform_int_distribution<>(0, random_after_max_ms)(random_));
        return death;
    }
    death.point = points_.at((number - number / random_every) % points_.size());
    death.passing = std::uniform_int_distribution<std::size_t>(1, most_passings(*death.point))(random_);
    return death;
}

void Kills::died(const Death& death, bool reached) {
    const std::lock_guard lock(mutex_);
    ++figures_.killed;
    if (reached) {
        ++figures_.by_point[death.point ? std::string(name(*death.point)) : at_random];
    } else {
        ++figures_.by_point[at_random];
        ++figures_.not_reached;
    }
}

void Kills::opened(std::chrono::milliseconds took) {
    const std::lock_guard lock(mutex_);
    ++figures_.opened;
    figures_.opening_total += took;
    figures_.opening_longest = std::max(figures_.opening_longest, took);
}

void Kills::ended_by_itself(std::string how) {
    const std::lock_guard lock(mutex_);
    figures_.ended_by_themselves.push_back(std::move(how));
}

Kills::Figures Kills::figures() const {
    const std::lock_guard lock(mutex_);
    return figures_;
}

}  // namespace otkel::app::selftest
