#include "gateway/journal/sqlite/originals.hpp"

namespace otkel::journal {

PackedLeg leg_of(const Rows& rows) {
    return {static_cast<Leg>(rows.number(0)), rows.text(1), rows.text(2), rows.number(3), rows.text(4)};
}

Originals::Originals(SQLite::Database& database)
    : exchange_(database,
                "SELECT e.number, e.id, e.state, e.content_digest FROM message_ids m JOIN exchanges e ON e.number = "
                "m.exchange "
                "WHERE m.epoch = ? AND m.fingerprint = ? AND e.direction = ? AND e.message_id = ? AND e.peer = ? "
                "AND e.service = ? "
                "ORDER BY m.exchange LIMIT 1"),
      reply_(database,
             "SELECT leg, content_type, sha256, size, octets FROM legs WHERE exchange = ? AND leg = ? "
             "ORDER BY number DESC LIMIT 1") {}

std::optional<Original> Originals::find(std::int64_t epoch, const MessageKey& key) {
    Rows rows(exchange_, epoch, key.fingerprint, static_cast<std::int64_t>(key.direction), key.message_id, key.peer,
              key.service);
    if (!rows.next()) {
        return std::nullopt;
    }
    Original original{{ExchangeId(rows.text(1)), false, static_cast<State>(rows.number(2)), {}}, rows.text(3), {}};
    // A failure with a reply is final, and the peer gets the same fault again; without one it is worked on anew.
    if (original.duplicate.state == State::answered || original.duplicate.state == State::failed) {
        const auto leg = key.direction == Direction::inbound ? Leg::reply_out : Leg::core_reply;
        Rows replies(reply_, rows.number(0), static_cast<std::int64_t>(leg));
        if (replies.next()) {
            original.reply = leg_of(replies);
        }
    }
    return original;
}

}  // namespace otkel::journal
