#include "gateway/journal/sqlite/originals.hpp"

namespace otkel::journal {

PackedLeg leg_of(const Rows& rows) {
    return {static_cast<Leg>(rows.number(0)), rows.text(1), rows.text(2), rows.number(3), rows.text(4)};
}

namespace {

std::string originals_among(const std::string& entries) {
    return "SELECT e.number, e.id, e.state, e.content_digest FROM " + entries +
           " AND m.fingerprint = ? AND e.direction = ? AND e.message_id = ? AND e.peer = ? AND e.service = ? "
           "ORDER BY m.exchange LIMIT 1";
}

}  // namespace

Originals::Originals(SQLite::Database& database)
    : recent_(database,
              originals_among("recent_entries m CROSS JOIN exchanges e ON e.number = m.exchange WHERE m.kind = 0")),
      exchange_(database, originals_among("message_ids m JOIN exchanges e ON e.number = m.exchange WHERE m.epoch = ?")),
      reply_(database,
             "SELECT leg, content_type, sha256, size, octets FROM legs WHERE exchange = ? AND leg = ? "
             "ORDER BY number DESC LIMIT 1") {}

std::optional<Original> Originals::find_recent(const MessageKey& key) {
    Rows rows(recent_, key.fingerprint, static_cast<std::int64_t>(key.direction), key.message_id, key.peer,
              key.service);
    return first_of(rows, key.direction);
}

std::optional<Original> Originals::find(std::int64_t epoch, const MessageKey& key) {
    Rows rows(exchange_, epoch, key.fingerprint, static_cast<std::int64_t>(key.direction), key.message_id, key.peer,
              key.service);
    return first_of(rows, key.direction);
}

std::optional<Original> Originals::first_of(Rows& rows, Direction direction) {
    if (!rows.next()) {
        return std::nullopt;
    }
    Original original{{ExchangeId(rows.text(1)), false, static_cast<State>(rows.number(2)), {}}, rows.text(3), {}};
    // A failure with a reply is final, and the peer gets the same fault again; without one it is worked on anew.
    if (original.duplicate.state == State::answered || original.duplicate.state == State::failed) {
        const auto leg = direction == Direction::inbound ? Leg::reply_out : Leg::core_reply;
        Rows replies(reply_, rows.number(0), static_cast<std::int64_t>(leg));
        if (replies.next()) {
            original.reply = leg_of(replies);
        }
    }
    return original;
}

}  // namespace otkel::journal
