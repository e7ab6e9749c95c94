#pragma once

#include "gateway/journal/packed_leg.hpp"
#include "gateway/journal/retention.hpp"
#include "gateway/journal/sqlite/statement.hpp"

// Archives, and which exchanges they hold, for Retention (journal/retention.hpp). Throws SQLite::Exception; the owner
// of the connection guards it.

namespace otkel::journal {

class RetentionRows {
public:
    explicit RetentionRows(SQLite::Database& database);

    std::vector<ExchangeId> ended_before(WallTime time, Closed closed, std::size_t limit);
    std::vector<Archive> archives();
    std::vector<std::string> records_of(const ExchangeId& id);

    // Of the connection that writes.
    Result<void> keep_archive(const Archive& archive, const std::vector<Archived>& held);
    std::size_t drop_legs(std::size_t limit);
    Result<void> restore_legs(const ExchangeId& id, const std::vector<PackedLeg>& legs);

private:
    Result<void> mark(std::int64_t archive, const Archived& held);

    SQLite::Database& database_;
    SQLite::Statement ended_, archives_, last_, same_, insert_, found_, mark_, to_drop_, drop_, dropped_, records_,
        in_archive_, known_leg_, leg_, restored_;
};

}  // namespace otkel::journal
