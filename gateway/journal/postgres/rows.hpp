#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/journal/packed_leg.hpp"
#include "gateway/journal/postgres/connection.hpp"
#include "gateway/journal/store.hpp"

// From columns to what the store answers. Private to journal/postgres/.

namespace otkel::journal::postgres {

struct Row {
    std::int64_t number{0};
    Summary summary;
    std::string stages, keys;  // text_list.hpp
    std::optional<std::int64_t> due, owner, lane_key;
    bool owner_is_alive{false};
};
// Of the columns of statements.hpp.
[[nodiscard]] Row row_of(const Rows& rows, int row);

// The first exchange with a deduplication key.
struct Original {
    Duplicate duplicate;  // the reply is in `reply`, still packed
    std::string content_digest;
    std::optional<PackedLeg> reply;
};
[[nodiscard]] std::optional<Original> original_of(const Rows& original);
[[nodiscard]] std::optional<PackedLeg> reply_of(const Rows& reply);

// An exchange whose legs are not unpacked yet.
struct PackedExchange {
    Exchange exchange;
    std::vector<PackedLeg> legs;
};
// Rows, legs and records of the same exchanges, in the order of the rows.
[[nodiscard]] Result<std::vector<PackedExchange>> exchanges_of(const Rows& rows, const Rows& legs, const Rows& records);
[[nodiscard]] Result<Exchange> unpacked(PackedExchange packed);

[[nodiscard]] inline std::int64_t count(WallTime time) { return time.time_since_epoch().count(); }
[[nodiscard]] inline std::optional<std::int64_t> count(const std::optional<WallTime>& time) {
    return time ? std::optional(count(*time)) : std::nullopt;
}
[[nodiscard]] inline WallTime time_of(std::int64_t count) { return WallTime{std::chrono::microseconds{count}}; }

// SHA-256 of direction, peer, service and message id: as a key its size does not depend on a peer's texts.
[[nodiscard]] std::string message_key(Direction direction, std::string_view peer, std::string_view service,
                                      std::string_view message_id);
// 64 bits; two lanes that share them are one after the other as well, which is harmless.
[[nodiscard]] std::int64_t lane_key(std::string_view peer, std::string_view lane);

// PostgreSQL keeps UTF-8 without zero octets as text; other octets become "?". What was on the wire is in the legs.
[[nodiscard]] std::string as_text(std::string text);

}  // namespace otkel::journal::postgres
