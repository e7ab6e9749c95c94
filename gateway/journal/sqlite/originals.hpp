#pragma once

#include <optional>
#include <string>

#include "gateway/journal/packed_leg.hpp"
#include "gateway/journal/sqlite/statement.hpp"

// The first exchange with a deduplication key, in one direction. Both the writer and the readers look for it.

namespace otkel::journal {

struct MessageKey {
    Direction direction{Direction::inbound};
    std::string peer, service, message_id;
    std::int64_t fingerprint{0};
};

struct Original {
    Duplicate duplicate;  // the reply is in `reply`, still packed
    std::string content_digest;
    std::optional<PackedLeg> reply;
};

// Of the columns leg, content_type, sha256, size, octets.
[[nodiscard]] PackedLeg leg_of(const Rows& rows);

class Originals {
public:
    explicit Originals(SQLite::Database& database);
    // Among the newest (recent_entries.hpp).
    [[nodiscard]] std::optional<Original> find_recent(const MessageKey& key);
    [[nodiscard]] std::optional<Original> find(std::int64_t epoch, const MessageKey& key);

private:
    [[nodiscard]] std::optional<Original> first_of(Rows& exchanges, Direction direction);

    SQLite::Statement recent_, exchange_;
    SQLite::Statement reply_;
};

}  // namespace otkel::journal
