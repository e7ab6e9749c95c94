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
};

// A small catalogue and marking register in one SQLite file (WAL, synchronous=FULL, group commit): cards, marking codes,
// participants, and the operations on them (docs/core.md). Creates and migrates the file.
[[nodiscard]] Result<std::unique_ptr<Port>> open_embedded_core(EmbeddedOptions options, const Clock& clock,
                                                               async::WorkerPool& workers);

}  // namespace otkel::core
