#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "gateway/base/write_points.hpp"

namespace otkel::app::selftest {

// How one life of a gateway ends.
struct Death {
    std::optional<WritePoint> point;  // none: at any moment
    std::size_t passing{1};           // of the point
    std::chrono::milliseconds after{0};
};

// What was done to the gateways. Thread safe.
class Kills {
public:
    Kills(std::size_t wanted, std::uint64_t seed, bool on_sqlite);

    // nullopt when there were enough.
    [[nodiscard]] std::optional<Death> next();
    // It was killed; `reached` tells whether that was at the point, or because it did not come there in time.
    void died(const Death& death, bool reached);
    void opened(std::chrono::milliseconds took);
    void ended_by_itself(std::string how);

    struct Figures {
        std::map<std::string, std::size_t> by_point;  // "at random" among them
        std::size_t killed{0}, not_reached{0}, opened{0};
        std::chrono::milliseconds opening_total{0}, opening_longest{0};
        std::vector<std::string> ended_by_themselves;
    };
    [[nodiscard]] Figures figures() const;

private:
    mutable std::mutex mutex_;
    std::size_t left_;
    std::size_t given_{0};
    std::mt19937_64 random_;
    std::vector<WritePoint> points_;
    Figures figures_;
};

}  // namespace otkel::app::selftest
