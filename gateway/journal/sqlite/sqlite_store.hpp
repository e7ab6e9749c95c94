#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "gateway/async/worker_pool.hpp"
#include "gateway/journal/packed_leg.hpp"
#include "gateway/journal/store.hpp"

namespace otkel::journal {

struct SqliteOptions {
    std::filesystem::path file;
    std::size_t queue_limit{4096};
    std::size_t group_limit{256};
    std::chrono::milliseconds stall_limit{2'000};  // a commit that takes longer: new work is refused at once
    std::chrono::milliseconds busy_time{5'000};  // how long a commit waits for another program that has the file locked
    // How long, and for how many others, a group of commits waits under load (async/group_writer.hpp).
    std::chrono::microseconds gather_time{1'000};
    std::size_t gathered{12};
    int checkpoint_pages{4096};  // of 4 KiB in the write-ahead log, when they are copied into the database
    int compression_level{default_compression};
    // For a command line beside a running gateway: changes nothing, waits for nobody. What writes answers unsupported.
    bool read_only{false};
    // Octets that the file may grow to; at the limit new work is refused as on a full disk. 0: the disk decides.
    std::uint64_t size_limit{0};
    std::string node{"local"};  // stands in the history
    std::chrono::milliseconds lease{5000};
};

// One file in WAL mode with group commit; what is answered is synced (docs/decisions/0011). `readers` runs the queries
// and compresses large messages. Creates and migrates the file. One process at a time may open it for writing; a second
// is refused. A crash leaves at most a torn tail of the write-ahead log, behind the last commit: every frame there has
// a checksum, and SQLite drops the tail at the next opening. Octets that change on the disk later are found when a
// message is read. As nobody else writes, what belonged to an earlier process is free at the opening, whatever its
// lease says. The store must go before the loops of its callers do, and after their last call has been answered.
[[nodiscard]] Result<std::unique_ptr<Store>> open_sqlite_store(SqliteOptions options, async::WorkerPool& readers);

}  // namespace otkel::journal
