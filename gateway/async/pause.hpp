#pragma once

#include <chrono>

// How long scheduled work waits between its rounds.

namespace otkel::async {

// Up to `percent` longer, by chance, so that many gateways do not ask one source at the same moment.
[[nodiscard]] std::chrono::milliseconds with_jitter(std::chrono::milliseconds period, int percent);

// One second, doubled with every failure in a row: a source that was away for a moment is asked again soon.
[[nodiscard]] std::chrono::milliseconds pause_after(int failures, std::chrono::milliseconds most);

}  // namespace otkel::async
