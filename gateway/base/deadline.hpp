#pragma once

#include <algorithm>
#include <chrono>

#include "gateway/base/clock.hpp"

namespace otkel {

// The moment after which nobody waits any more. Made once where a message comes in, passed explicitly to everything
// that waits; a callee may shorten it, never lengthen it.
class Deadline {
public:
    explicit Deadline(SteadyTime at) : at_(at) {}
    [[nodiscard]] static Deadline after(const Clock& clock, std::chrono::milliseconds duration) {
        return Deadline(clock.steady() + duration);
    }
    [[nodiscard]] SteadyTime at() const { return at_; }
    [[nodiscard]] bool passed(const Clock& clock) const { return clock.steady() >= at_; }
    [[nodiscard]] std::chrono::milliseconds remaining(const Clock& clock) const {
        return std::max(std::chrono::milliseconds{0},
                        std::chrono::duration_cast<std::chrono::milliseconds>(at_ - clock.steady()));
    }
    [[nodiscard]] Deadline earlier(Deadline other) const { return Deadline(std::min(at_, other.at_)); }

private:
    SteadyTime at_;
};

}  // namespace otkel
