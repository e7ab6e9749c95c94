#pragma once

#include "gateway/archive/settings.hpp"
#include "gateway/async/worker_pool.hpp"
#include "gateway/crypto/key_store.hpp"
#include "gateway/journal/retention.hpp"

// Ended exchanges from a journal to a folder of archives, and back.

namespace otkel::archive {

namespace asio = boost::asio;

struct ArchivingParts {
    journal::Store& store;  // with a ledger and retention
    async::WorkerPool& workers;
    const crypto::Identity& signer;
    RetentionSettings settings;
    std::size_t exchanges_max{500};                   // in one file
    std::size_t octets_max{std::size_t{128} << 20U};  // of its bundles, before the last one
    std::size_t drop_batch{50};                       // exchanges in one transaction
};

struct ArchivingRound {
    std::string file;         // that was written; empty: there was nothing to archive
    std::size_t archived{0};  // exchanges in it
    std::size_t dropped{0};   // exchanges whose legs were removed, of an earlier round among them
    std::vector<Error> left;  // exchanges that could not be archived, and stay as they are
};

// One file at most. It is on the disk and was read again before the journal gives anything away; with an error of the
// disk nothing is removed.
[[nodiscard]] asio::awaitable<Result<ArchivingRound>> archive_round(const ArchivingParts& parts, WallTime now);

// Puts the legs of one exchange, or of all that the archive holds, back into the journal; the answer: of how many.
[[nodiscard]] asio::awaitable<Result<std::size_t>> restore(journal::Retention& retention, std::string octets,
                                                           std::string exchange);

}  // namespace otkel::archive
