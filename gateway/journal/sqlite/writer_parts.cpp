#include "gateway/journal/sqlite/writer_parts.hpp"

#include <sqlite3.h>

#include "gateway/journal/sqlite/fingerprint.hpp"

namespace otkel::journal {

Writer::Parts::Parts(Connection connection, WriterLock held, std::string name)
    : lock(std::move(held)),
      file(std::move(name)),
      database(std::move(connection)),
      begin(*database, "BEGIN IMMEDIATE"),
      commit(*database, "COMMIT"),
      savepoint(*database, "SAVEPOINT unit"),
      release(*database, "RELEASE unit"),
      exchange(*database,
               "INSERT INTO exchanges(id, direction, state, accepted_at, concluded_at, adapter, route, peer, service, "
               "message_id, correlation_id, content_digest, outcome, signer, remote_address, stages, keys) "
               "VALUES (?, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')"),
      leg(*database, "INSERT INTO legs(exchange, leg, content_type, sha256, size, octets) VALUES (?, ?, ?, ?, ?, ?)"),
      has_leg(*database, "SELECT 1 FROM legs WHERE exchange = ? AND leg = ? AND sha256 = ?"),
      message(*database, "INSERT INTO message_ids(epoch, fingerprint, exchange) VALUES (?, ?, ?)"),
      key(*database, "INSERT OR IGNORE INTO search_keys(epoch, fingerprint, exchange) VALUES (?, ?, ?)"),
      filter(*database, "INSERT OR REPLACE INTO message_filters(epoch, bits) VALUES (?, ?)"),
      audit(*database, "INSERT INTO audit(at, who, address, what, outcome, exchange) VALUES (?, ?, ?, ?, ?, ?)"),
      row(*database, "SELECT number, state, outcome, concluded_at, stages, keys FROM exchanges WHERE id = ?"),
      update(*database,
             "UPDATE exchanges SET state = ?, outcome = ?, concluded_at = ?, stages = ?, keys = ? WHERE number = ?"),
      originals(*database) {}

void Writer::Parts::restore_filter() {
    newest_epoch = epoch_of(database->execAndGet("SELECT coalesce(max(number), 0) FROM exchanges").getInt64());
    SQLite::Statement kept(*database, "SELECT bits FROM message_filters WHERE epoch = ?");
    SQLite::Statement ids(*database, "SELECT fingerprint FROM message_ids WHERE epoch = ?");
    for (std::int64_t epoch = 0; epoch <= newest_epoch; ++epoch) {
        Rows bits(kept, epoch);
        // The newest epoch is still growing, and its filter on disk, if any, is from before.
        if (epoch < newest_epoch && bits.next() && seen.restore(epoch, bits.text(0))) {
            continue;
        }
        Rows fingerprints(ids, epoch);
        while (fingerprints.next()) {
            seen.add(epoch, fingerprints.number(0));
        }
    }
}

std::optional<Original> Writer::Parts::find_original(const MessageKey& sought) {
    std::optional<Original> found;
    seen.each_candidate(sought.fingerprint, [&](std::int64_t epoch) {
        found = originals.find(epoch, sought);
        return !found;
    });
    return found;
}

std::int64_t Writer::Parts::insert_exchange(const Acceptance& record, State state, const std::string& outcome,
                                            const std::string& stages) {
    execute(exchange, record.id.text(), static_cast<std::int64_t>(record.direction), static_cast<std::int64_t>(state),
            static_cast<std::int64_t>(record.at.time_since_epoch().count()), record.adapter, record.route, record.peer,
            record.service, record.message_id, record.correlation_id, record.content_digest, outcome, record.signer,
            record.remote_address, stages);
    const std::int64_t number = database->getLastInsertRowid();
    if (const auto epoch = epoch_of(number); epoch > newest_epoch) {
        // The epoch before is complete. Should this insert be undone, the next start makes that filter again.
        const auto bits = seen.bits(epoch - 1);
        execute(filter, epoch - 1, Blob{bits});
        newest_epoch = epoch;
    }
    return number;
}

void Writer::Parts::insert_leg(std::int64_t number, const PackedLeg& packed) {
    execute(leg, number, static_cast<std::int64_t>(packed.leg), packed.content_type, Blob{packed.sha256}, packed.size,
            Blob{packed.octets});
}

void Writer::Parts::insert_new_leg(std::int64_t number, const PackedLeg& packed) {
    const auto known = [&] {
        return Rows(has_leg, number, static_cast<std::int64_t>(packed.leg), Blob{packed.sha256}).next();
    };
    if (!known()) {
        insert_leg(number, packed);
    }
}

void Writer::Parts::remember_message(std::int64_t number, std::int64_t fingerprint) {
    execute(message, epoch_of(number), fingerprint, number);
    seen.add(epoch_of(number), fingerprint);
}

bool Writer::Parts::in_transaction() const { return sqlite3_get_autocommit(database->getHandle()) == 0; }

}  // namespace otkel::journal
