#pragma once

#include <filesystem>
#include <memory>

#include "gateway/async/worker_pool.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/core/port.hpp"

namespace otkel::core {

struct EmbeddedOptions {
    std::filesystem::path file;
    std::size_t queue_limit{4096};
    std::size_t group_limit{256};
    std::size_t lines_max{10'000};       // of one declaration
    std::size_t codes_max{100'000};      // of one declaration, ranges and aggregates unfolded
    std::size_t aggregate_depth_max{8};  // transport units inside transport units
};

// A small catalogue and marking register in one SQLite file (WAL, synchronous=FULL, group commit): cards, marking
// codes, participants, and the operations on them (docs/core.md). Creates and migrates the file. `clock` and `workers`
// outlive the port; every call has ended before it is destroyed.
[[nodiscard]] Result<std::unique_ptr<Port>> open_embedded_core(EmbeddedOptions options, const Clock& clock,
                                                               async::WorkerPool& workers);

}  // namespace otkel::core
