#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "gateway/async/worker_pool.hpp"
#include "gateway/journal/packed_leg.hpp"
#include "gateway/journal/store.hpp"

namespace otkel::journal {

struct PostgresOptions {
    std::string connection;  // "host=… dbname=… user=…" or a URI, without a password
    std::string password;    // empty: the server asks for none (peer authentication, certificate)
    std::string node;        // names this gateway among those that share the database
    std::chrono::milliseconds lease{5000};
    std::size_t queue_limit{4096};
    std::size_t group_limit{256};
    std::chrono::milliseconds stall_limit{2'000};  // a commit that takes longer: new work is refused at once
    std::size_t connections{4};                    // for questions, beside the one that writes
    int compression_level{default_compression};
    // To connect, and for one batch of statements; also how long a commit whose connection broke is asked about.
    std::chrono::milliseconds time_limit{10'000};
    // For a command line beside running gateways: is no node, changes nothing. What writes answers unsupported.
    bool read_only{false};
};

// One database, any number of gateways. The schema must be there (`otkel migrate`); an older or newer one is refused.
// One connection writes, in groups of commits; `readers` runs the questions on connections of their own. No network
// wait is on the caller's thread.
//
// Ownership. Every start of a node is an incarnation with a lease that ends by the database's clock; every commit
// renews it. A start ends the lease of earlier incarnations of the same name. A gateway whose name another one has
// started with gets Errc::unavailable from then on.
//
// A broken connection. What was surely not committed is tried again once, then answered with Errc::unavailable. When
// the connection breaks in the commit, the store connects again and asks whether it took place; what did not is done
// again, so that callers see only a delay. When the database stays away for `time_limit`, they get Errc::in_doubt: the
// acceptance or step may be on disk. Its exchanges are then given back as soon as the database answers, due at once:
// the caller must let go of them, and whoever takes them sees which it was.
// The store must go before the loops of its callers do, and after their last call has been answered.
[[nodiscard]] Result<std::unique_ptr<Store>> open_postgres_store(const PostgresOptions& options,
                                                                 async::WorkerPool& readers);

}  // namespace otkel::journal
