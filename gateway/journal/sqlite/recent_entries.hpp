#pragma once

#include <limits>

#include "gateway/journal/sqlite/statement.hpp"

// The newest entries of message_ids and search_keys, not moved there yet. Fingerprints come in no order, so each entry
// would change a page of those tables for itself, and every changed page goes to the log at the commit: that was half
// of all that an exchange wrote. Here they are appended, and moved some hundred at once, sorted.
//
// Who looks for an entry looks here first and then in the tables: it may be moved between the two looks.

namespace otkel::journal {

class RecentEntries {
public:
    static constexpr std::int64_t most = 1024;  // then they are moved; looking through them takes some 50 µs

    explicit RecentEntries(SQLite::Database& database);
    // In the transaction that is under way.
    void add_message(std::int64_t exchange, std::int64_t fingerprint);
    void add_key(std::int64_t exchange, std::int64_t fingerprint) { add(Kind::key, exchange, fingerprint); }
    // False when none of its message ids is among them, which saves looking through them.
    [[nodiscard]] bool may_hold_message_of(std::int64_t epoch) const { return epoch >= oldest_epoch_; }
    // The transaction was undone, and a move in it with it.
    void undone() { oldest_epoch_ = unknown; }

private:
    enum class Kind : std::uint8_t { message, key };  // on disk
    void add(Kind kind, std::int64_t exchange, std::int64_t fingerprint);

    SQLite::Database& database_;
    SQLite::Statement append_, move_messages_, move_keys_, clear_;
    static constexpr std::int64_t unknown = std::numeric_limits<std::int64_t>::min();
    std::int64_t oldest_epoch_{unknown};  // of the messages among them
};

}  // namespace otkel::journal
