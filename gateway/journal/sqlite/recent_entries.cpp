#include "gateway/journal/sqlite/recent_entries.hpp"

#include <algorithm>

#include "gateway/journal/fingerprint.hpp"

namespace otkel::journal {
namespace {

std::string moved_to(const std::string& table, int kind) {
    const auto epoch = "exchange >> " + std::to_string(epoch_bits);
    return "INSERT OR IGNORE INTO " + table + "(epoch, fingerprint, exchange) SELECT " + epoch +
           ", fingerprint, exchange FROM recent_entries WHERE kind = " + std::to_string(kind) + " ORDER BY " + epoch +
           ", fingerprint";
}

}  // namespace

RecentEntries::RecentEntries(SQLite::Database& database)
    : database_(database),
      append_(database, "INSERT INTO recent_entries(kind, exchange, fingerprint) VALUES (?, ?, ?)"),
      move_messages_(database, moved_to("message_ids", static_cast<int>(Kind::message))),
      move_keys_(database, moved_to("search_keys", static_cast<int>(Kind::key))),
      clear_(database, "DELETE FROM recent_entries") {}

void RecentEntries::add_message(std::int64_t exchange, std::int64_t fingerprint) {
    oldest_epoch_ = std::min(oldest_epoch_, epoch_of(exchange));
    add(Kind::message, exchange, fingerprint);
}

void RecentEntries::add(Kind kind, std::int64_t exchange, std::int64_t fingerprint) {
    execute(append_, static_cast<std::int64_t>(kind), exchange, fingerprint);
    // Rows of an empty table are numbered from 1 on: the number of the last one is how many there are.
    if (database_.getLastInsertRowid() >= most) {
        execute(move_messages_);
        execute(move_keys_);
        execute(clear_);
        oldest_epoch_ = std::numeric_limits<std::int64_t>::max();
    }
}

}  // namespace otkel::journal
