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
    journal::Stamps stamps{journal::Stamps::required};  // an exchange without waits for one, or goes without
    std::size_t exchanges_max{500};                     // in one file
    std::size_t octets_max{std::size_t{32} << 20U};     // of its bundles, before the last one; in memory several times
    std::size_t drop_batch{20};                         // exchanges in one transaction
    std::size_t seals_max{
        4096};                   // from a record's own to the next stamped one: a way that is longer is not in the file
    std::size_t left_max{1000};  // exchanges that cannot be archived, before a round gives up
};

struct ArchivingRound {
    std::string file;                              // that was written; empty: there was nothing to archive
    std::size_t archived{0};                       // exchanges in it
    std::size_t unstamped{0};                      // of them: without a time stamp
    std::size_t dropped{0};                        // exchanges whose legs were removed, of an earlier round among them
    std::vector<Error> left;                       // exchanges that could not be archived, and stay as they are
    std::vector<std::string> taken_over, removed;  // files of rounds that did not come to their end
    std::vector<Error> strange;                    // files in the folder that the journal does not know, left there
};

// One file at most, after those of rounds that did not come to their end. It is on the disk and was read again before
// the journal gives anything away; with an error of the disk nothing is removed.
[[nodiscard]] asio::awaitable<Result<ArchivingRound>> archive_round(const ArchivingParts& parts, WallTime now);

// Puts the legs of one exchange, or of all that the archive holds, back into the journal; the answer: of how many.
[[nodiscard]] asio::awaitable<Result<std::size_t>> restore(journal::Retention& retention, std::string octets,
                                                           std::string exchange);

// Archives over their term, oldest first. Never the last one: the next is its successor in the chain.
[[nodiscard]] std::vector<journal::Archive> over_term(const std::vector<journal::Archive>& archives,
                                                      const RetentionSettings& settings, WallTime now);

// Removes the files of those over their term; the journal goes on telling of them. Each is in the audit log, as done by
// `who`, before it is gone. The answer: names of those whose files were there.
[[nodiscard]] asio::awaitable<Result<std::vector<std::string>>> remove_over_term(journal::Store& store,
                                                                                 const RetentionSettings& settings,
                                                                                 std::string who, WallTime now);

}  // namespace otkel::archive
