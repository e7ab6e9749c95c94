#pragma once

#include <filesystem>
#include <memory>

#include "gateway/async/worker_pool.hpp"
#include "gateway/journal/store.hpp"

namespace otkel::journal {

struct SqliteOptions {
    std::filesystem::path file;
    std::size_t queue_limit{4096};
    std::size_t group_limit{256};
    int compression_level{1};  // zstd
};

// One file in WAL mode with synchronous=FULL and group commit. `readers` runs the queries. Creates and migrates the file.
[[nodiscard]] Result<std::unique_ptr<Store>> open_sqlite_store(SqliteOptions options, async::WorkerPool& readers);

}  // namespace otkel::journal
