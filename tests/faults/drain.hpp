#pragma once

#include <sys/types.h>
#include <cstddef>
#include <string>

namespace otkel::test {

// Outbound exchanges pile up while their peer is away; then it comes back.
struct DrainOrder {
    std::size_t exchanges{2'000};
    std::size_t lanes{0};  // so many declarations, each of which is asked about in order; 0: no order
    std::size_t per_minute{6'000};
    std::size_t in_flight{16};
    std::string program;  // otkel
};
struct DrainFigures {
    std::size_t acknowledged{0};
    double filled_per_second{0};
    double seconds{0};  // from the first message that arrived to the last
    // What may arrive in that time: a full minute's worth at first, then evenly.
    double share_of_quota{0};
    std::size_t most_at_once{0};  // of messages within any second after the first burst
    std::size_t missing{0}, doubled{0}, out_of_order{0}, unfinished{0};
    std::size_t kib_empty{0}, kib_queued{0}, kib_most{0}, kib_drained{0};
    std::string log;
};
[[nodiscard]] DrainFigures drain(const DrainOrder& order);

}  // namespace otkel::test
