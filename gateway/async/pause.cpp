#include "gateway/async/pause.hpp"

#include <algorithm>
#include <cstdint>
#include <random>

namespace otkel::async {

std::chrono::milliseconds with_jitter(std::chrono::milliseconds period, int percent) {
    thread_local std::minstd_rand generator{std::random_device{}()};
    std::uniform_int_distribution<std::int64_t> jitter(0, period.count() * percent / 100);
    return period + std::chrono::milliseconds{jitter(generator)};
}

std::chrono::milliseconds pause_after(int failures, std::chrono::milliseconds most) {
    constexpr int doublings_max = 16;
    return std::min(std::chrono::milliseconds{1000} * (1 << std::min(failures - 1, doublings_max)), most);
}

}  // namespace otkel::async
