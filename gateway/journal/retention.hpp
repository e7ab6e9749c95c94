#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "gateway/journal/store.hpp"

// The part of a store that gives ended exchanges to archives. Only octets of messages leave it (rows of legs). The
// exchange itself, its records and their seals stay: the chains of evidence have no gap, records say of every leg that
// is gone its SHA-256, search finds the exchange and says in which archive the rest is, and a message id stays used for
// ever. Replies stay too: a duplicate gets the same one again; and records of cases, which are what a case is.
//
// In this order nothing is lost whenever the process dies: the file is on the disk and verified, then keep_archive(),
// then drop_legs() until nothing is left to do. A file that keep_archive() was never told of is none of the journal's.

namespace otkel::journal {

// One file of archived exchanges.
struct Archive {
    std::string name;      // of the file, without its folder
    std::string digest;    // SHA-256 of the file, hexadecimal
    std::string previous;  // digest of the archive before; empty for the first
    WallTime at{};
    std::size_t exchanges{0};
};

// One exchange of it, with as many of its records as the file holds: one that went on meanwhile is not in it whole.
struct Archived {
    ExchangeId id;
    std::size_t records{0};
};

// These stay when the others go.
[[nodiscard]] constexpr bool stays_in_journal(Leg leg) {
    return leg == Leg::reply_out || leg == Leg::core_reply || leg == Leg::case_record;
}

// How far the records of an exchange are evidence.
enum class Closed : std::uint8_t { sealed, stamped };

class Retention {
public:
    virtual ~Retention() = default;

    // Exchanges that ended before that time, are in no archive, and have all their records under seals, or under seals
    // that a time stamp covers; oldest end first.
    virtual asio::awaitable<Result<std::vector<ExchangeId>>> ended_before(WallTime time, Closed closed,
                                                                          std::size_t limit) = 0;

    // On disk when it returns: from now on the archive holds these. The same again is no error.
    // Errc::replay_conflict when `previous` is not the last archive's, or when another archive has one of them
    // (somebody else was faster), or when one has other records than the file: the file is to be thrown away.
    // Errc::not_found.
    virtual asio::awaitable<Result<void>> keep_archive(Archive archive, std::vector<Archived> held) = 0;

    // Removes the legs of up to `limit` exchanges whose archives are kept; answers of how many, 0 when none is left.
    // One that has more records than its archive keeps its legs.
    virtual asio::awaitable<Result<std::size_t>> drop_legs(std::size_t limit) = 0;

    // Puts back what an archive gave out again. Only legs that a record of the exchange tells of, by their SHA-256, and
    // all of them: else Errc::invalid_argument. Errc::not_found for an exchange that is in no archive.
    virtual asio::awaitable<Result<void>> restore_legs(ExchangeId id, std::vector<LegOctets> legs) = 0;

    // Oldest first.
    virtual asio::awaitable<Result<std::vector<Archive>>> archives() = 0;
};

// Whether the legs are those that the records (texts, oldest first) tell of: all of them, and no other.
// Errc::not_found without records, Errc::invalid_argument.
[[nodiscard]] Result<void> check_restored(const std::vector<std::string>& records, const std::vector<LegOctets>& legs);

}  // namespace otkel::journal
