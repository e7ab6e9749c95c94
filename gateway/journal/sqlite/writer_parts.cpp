#include "gateway/journal/sqlite/writer_parts.hpp"

#include <sqlite3.h>

#include "gateway/base/ids.hpp"
#include "gateway/journal/fingerprint.hpp"

namespace otkel::journal {
namespace {

std::int64_t count(WallTime time) { return time.time_since_epoch().count(); }

// Nobody owns what is answered (3) or refused (5), nearly all of a journal: take() leaves them as they are.
const std::string no_longer_owned =
    "UPDATE exchanges INDEXED BY exchanges_state SET owner = NULL WHERE state IN (0, 1, 2, 4, 6, 7, 8) AND state <> 3";

}  // namespace

std::vector<RecordLeg> record_legs(const std::vector<PackedLeg>& legs) {
    std::vector<RecordLeg> recorded;
    recorded.reserve(legs.size());
    for (const auto& leg : legs) {
        recorded.push_back({leg.leg, leg.content_type, static_cast<std::uint64_t>(leg.size), leg.sha256});
    }
    return recorded;
}

Writer::Parts::Parts(Connection connection, WriterLock held, std::string name)
    : lock(std::move(held)),
      file(std::move(name)),
      database(std::move(connection)),
      begin(*database, "BEGIN IMMEDIATE"),
      commit(*database, "COMMIT"),
      exchange_row(*database,
                   "INSERT INTO exchanges(id, direction, state, accepted_at, adapter, route, peer, service, "
                   "message_id, correlation_id, content_digest, outcome, signer, remote_address, stages, keys, due, "
                   "give_up, lane, behind, owner, concluded_at) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      leg_row(*database,
              "INSERT INTO legs(exchange, leg, content_type, sha256, size, octets) VALUES (?, ?, ?, ?, ?, ?)"),
      known_leg(*database, "SELECT 1 FROM legs WHERE exchange = ? AND leg = ? AND sha256 = ?"),
      filter(*database, "INSERT OR REPLACE INTO message_filters(epoch, bits) VALUES (?, ?)"),
      audit(*database, "INSERT INTO audit(at, who, address, what, outcome, exchange) VALUES (?, ?, ?, ?, ?, ?)"),
      row(*database,
          "SELECT number, state, outcome, stages, keys, peer, lane, correlation_id, concluded_at, due, owner, "
          "attempts, behind FROM exchanges WHERE id = ?"),
      update(*database,
             "UPDATE exchanges SET state = ?, outcome = ?, concluded_at = ?, stages = ?, keys = ?, correlation_id = ?, "
             "attempts = ?, due = ?, owner = ?, behind = ? WHERE number = ?"),
      record_row(*database,
                 "INSERT INTO records(number, chain, sequence, exchange, ordinal, leaf, link, body) "
                 "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
      last_record(*database, "SELECT ordinal, leaf FROM records WHERE exchange = ? ORDER BY ordinal DESC LIMIT 1"),
      lane_head(*database,
                "SELECT 1 FROM exchanges INDEXED BY exchanges_lane WHERE peer = ? AND lane = ? AND behind = 0 "
                "AND lane <> '' AND state NOT IN (3, 4, 5) LIMIT 1"),
      lane_next(*database,
                "SELECT number FROM exchanges INDEXED BY exchanges_lane WHERE peer = ? AND lane = ? AND behind = 1 "
                "AND lane <> '' AND state NOT IN (3, 4, 5) ORDER BY number LIMIT 1"),
      lane_turn(*database, "UPDATE exchanges SET behind = 0 WHERE number = ?"),
      due_of_peer(*database,
                  "SELECT number FROM exchanges INDEXED BY exchanges_due WHERE peer = ? AND due <= ? "
                  "AND due IS NOT NULL AND owner IS NULL AND behind = 0 ORDER BY due, number LIMIT ?"),
      own(*database, "UPDATE exchanges SET owner = ? WHERE number = ?"),
      disown(*database, "UPDATE exchanges SET owner = NULL WHERE number = ? AND owner = ?"),
      disown_all(*database, no_longer_owned + " AND owner = ?"),
      lease(*database, "UPDATE nodes SET lease_until = ? WHERE incarnation = ?"),
      node_name(*database, "SELECT node FROM nodes WHERE incarnation = ?"),
      recent(*database),
      originals(*database),
      seals(*database) {}

void Writer::Parts::enter(const std::string& name) {
    SQLite::Transaction transaction(*database, SQLite::TransactionBehavior::IMMEDIATE);
    database->exec(no_longer_owned + " AND owner IS NOT NULL");
    node = name;
    chain = ChainEnd{name + "/" + new_uuid_v4()};
    SQLite::Statement incarnate(*database, "INSERT INTO nodes(node, chain) VALUES (?, ?)");
    execute(incarnate, node, chain.chain);
    incarnation = database->getLastInsertRowid();
    transaction.commit();
}

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
    SQLite::Statement newest(*database, "SELECT exchange, fingerprint FROM recent_entries WHERE kind = 0");
    for (Rows entries(newest); entries.next();) {
        seen.add(epoch_of(entries.number(0)), entries.number(1));
    }
}

std::optional<Original> Writer::Parts::find_original(const MessageKey& sought) {
    std::optional<Original> found;
    bool looked_at_recent = false;
    seen.each_candidate(sought.fingerprint, [&](std::int64_t epoch) {
        if (!looked_at_recent && recent.may_hold_message_of(epoch)) {
            looked_at_recent = true;
            found = originals.find_recent(sought);
        }
        found = found ? std::move(found) : originals.find(epoch, sought);
        return !found;
    });
    return found;
}

std::int64_t Writer::Parts::insert_exchange(const Acceptance& record, State state, const std::string& outcome,
                                            const std::string& stages) {
    std::optional<std::int64_t> due, owner, give_up, concluded_at;
    if (record.concluded) {
        concluded_at = count(record.at);
    } else if (is_unfinished(state)) {
        // Without a due time this node works on it now; should it die, it is due since the acceptance.
        due = count(record.due ? record.due->at : record.at);
        owner = record.due ? std::nullopt : std::optional{incarnation};
    }
    if (record.give_up) {
        give_up = count(*record.give_up);
    }
    const auto lane = record.due ? record.due->lane : std::string();
    const bool behind = !lane.empty() && lane_is_held(record.peer, lane);
    execute(exchange_row, record.id.text(), static_cast<std::int64_t>(record.direction),
            static_cast<std::int64_t>(state), count(record.at), record.adapter, record.route, record.peer,
            record.service, record.message_id, record.correlation_id, record.content_digest, outcome, record.signer,
            record.remote_address, stages, to_list(record.keys), due, give_up, lane, std::int64_t{behind ? 1 : 0},
            owner, concluded_at);
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
    execute(leg_row, number, static_cast<std::int64_t>(packed.leg), packed.content_type, Blob{packed.sha256},
            packed.size, Blob{packed.octets});
}

bool Writer::Parts::has_leg(std::int64_t number, const PackedLeg& packed) {
    return Rows(known_leg, number, static_cast<std::int64_t>(packed.leg), Blob{packed.sha256}).next();
}

void Writer::Parts::insert_new_leg(std::int64_t number, const PackedLeg& packed) {
    if (!has_leg(number, packed)) {
        insert_leg(number, packed);
    }
}

void Writer::Parts::insert_search_keys(std::int64_t number, const std::vector<std::int64_t>& fingerprints) {
    for (const auto fingerprint : fingerprints) {
        recent.add_key(number, fingerprint);
    }
}

void Writer::Parts::remember_message(std::int64_t number, std::int64_t fingerprint) {
    recent.add_message(number, fingerprint);
    seen.add(epoch_of(number), fingerprint);
}

void Writer::Parts::insert_record(std::int64_t number, Record record) {
    ExchangeEnd end;
    {
        Rows last(last_record, number);
        if (last.next()) {
            end = {static_cast<std::uint32_t>(last.number(0)), last.text(1)};
        }
    }
    append(number, std::move(record), std::move(end));
}

void Writer::Parts::append(std::int64_t number, Record record, ExchangeEnd end) {
    const auto written = append_record(std::move(record), chain, end);
    const auto sequence = static_cast<std::int64_t>(written.sequence);
    execute(record_row, record_number(incarnation, sequence), incarnation, sequence, number,
            static_cast<std::int64_t>(end.ordinal), Blob{written.leaf}, Blob{written.link}, written.text);
}

bool Writer::Parts::in_transaction() const { return sqlite3_get_autocommit(database->getHandle()) == 0; }

std::int64_t Writer::Parts::changes() const { return sqlite3_total_changes64(database->getHandle()); }

}  // namespace otkel::journal
