#include "gateway/journal/sqlite/retention_rows.hpp"

namespace otkel::journal {
namespace {

std::int64_t count(WallTime time) { return time.time_since_epoch().count(); }

std::int64_t stored(std::size_t number) { return static_cast<std::int64_t>(number); }

}  // namespace

RetentionRows::RetentionRows(SQLite::Database& database)
    : database_(database),
      ended_(
          database,
          "WITH closed(chain, last) AS MATERIALIZED (SELECT incarnation, (SELECT s.last FROM seals s WHERE s.chain = "
          "incarnation AND (s.stamp IS NOT NULL OR ?) ORDER BY s.number DESC LIMIT 1) FROM nodes) "
          "SELECT e.id FROM exchanges e INDEXED BY exchanges_ended WHERE e.state IN (3, 4, 5) AND e.archive IS NULL "
          "AND coalesce(e.concluded_at, e.accepted_at) < ? AND EXISTS (SELECT 1 FROM records r WHERE r.exchange = "
          "e.number) AND NOT EXISTS (SELECT 1 FROM records r WHERE r.exchange = e.number AND r.sequence > "
          "coalesce((SELECT c.last FROM closed c WHERE c.chain = r.chain), 0)) "
          "ORDER BY coalesce(e.concluded_at, e.accepted_at) LIMIT ?"),
      archives_(database, "SELECT name, digest, previous, at, exchanges FROM archives ORDER BY number"),
      last_(database, "SELECT digest FROM archives ORDER BY number DESC LIMIT 1"),
      same_(database, "SELECT previous FROM archives WHERE name = ? AND digest = ?"),
      insert_(database, "INSERT INTO archives(name, digest, previous, at, exchanges) VALUES (?, ?, ?, ?, ?)"),
      found_(database,
             "SELECT number, archive, state IN (3, 4, 5), (SELECT count(*) FROM records WHERE exchange = "
             "exchanges.number) FROM exchanges WHERE id = ?"),
      mark_(database, "UPDATE exchanges SET archive = ?, archived_records = ? WHERE number = ?"),
      to_drop_(database,
               "SELECT number FROM exchanges INDEXED BY exchanges_to_drop WHERE archive IS NOT NULL AND legs = 0 AND "
               "state IN (3, 4, 5) AND archived_records = (SELECT count(*) FROM records WHERE exchange = "
               "exchanges.number) ORDER BY number LIMIT ?"),
      drop_(database, "DELETE FROM legs WHERE exchange = ? AND leg NOT IN (?, ?, ?)"),
      dropped_(database, "UPDATE exchanges SET legs = 1 WHERE number = ?"),
      records_(database,
               "SELECT body FROM records WHERE exchange = (SELECT number FROM exchanges WHERE id = ?) ORDER BY "
               "ordinal"),
      in_archive_(database, "SELECT number FROM exchanges WHERE id = ? AND archive IS NOT NULL"),
      known_leg_(database, "SELECT 1 FROM legs WHERE exchange = ? AND leg = ? AND sha256 = ?"),
      leg_(database, "INSERT INTO legs(exchange, leg, content_type, sha256, size, octets) VALUES (?, ?, ?, ?, ?, ?)"),
      restored_(database, "UPDATE exchanges SET legs = 2 WHERE number = ?") {}

std::vector<ExchangeId> RetentionRows::ended_before(WallTime time, Closed closed, std::size_t limit) {
    std::vector<ExchangeId> ended;
    Rows rows(ended_, std::int64_t{closed == Closed::sealed ? 1 : 0}, count(time), stored(limit));
    while (rows.next()) {
        ended.emplace_back(rows.text(0));
    }
    return ended;
}

std::vector<Archive> RetentionRows::archives() {
    std::vector<Archive> all;
    Rows rows(archives_);
    while (rows.next()) {
        all.push_back({rows.text(0), rows.text(1), rows.text(2), WallTime{std::chrono::microseconds{rows.number(3)}},
                       static_cast<std::size_t>(rows.number(4))});
    }
    return all;
}

std::vector<std::string> RetentionRows::records_of(const ExchangeId& id) {
    std::vector<std::string> records;
    Rows rows(records_, id.text());
    while (rows.next()) {
        records.push_back(rows.text(0));
    }
    return records;
}

Result<void> RetentionRows::mark(std::int64_t archive, const Archived& held) {
    Rows rows(found_, held.id.text());
    if (!rows.next()) {
        return fail(Errc::not_found, "the journal has no exchange " + held.id.text());
    }
    if (!rows.is_null(1)) {
        return fail(Errc::replay_conflict, "exchange " + held.id.text() + " is in another archive already");
    }
    if (rows.number(2) == 0 || rows.number(3) != stored(held.records)) {
        return fail(Errc::replay_conflict, "exchange " + held.id.text() + " went on after it was archived");
    }
    execute(mark_, archive, stored(held.records), rows.number(0));
    return {};
}

Result<void> RetentionRows::keep_archive(const Archive& archive, const std::vector<Archived>& held) {
    if (Rows same(same_, archive.name, archive.digest); same.next()) {
        return {};
    }
    Rows last(last_);
    if ((last.next() ? last.text(0) : std::string()) != archive.previous) {
        return fail(Errc::replay_conflict, "archive " + archive.name + " does not follow the last one");
    }
    execute(insert_, archive.name, archive.digest, archive.previous, count(archive.at), stored(archive.exchanges));
    const auto number = database_.getLastInsertRowid();
    for (const auto& one : held) {
        if (auto marked = mark(number, one); !marked) {
            return marked;
        }
    }
    return {};
}

std::size_t RetentionRows::drop_legs(std::size_t limit) {
    std::vector<std::int64_t> numbers;
    {
        Rows rows(to_drop_, stored(limit));
        while (rows.next()) {
            numbers.push_back(rows.number(0));
        }
    }
    for (const auto number : numbers) {
        execute(drop_, number, static_cast<std::int64_t>(Leg::reply_out), static_cast<std::int64_t>(Leg::core_reply),
                static_cast<std::int64_t>(Leg::case_record));
        execute(dropped_, number);
    }
    return numbers.size();
}

Result<void> RetentionRows::restore_legs(const ExchangeId& id, const std::vector<PackedLeg>& legs) {
    Rows found(in_archive_, id.text());
    if (!found.next()) {
        return fail(Errc::not_found, "no archive of the journal holds an exchange " + id.text());
    }
    const auto number = found.number(0);
    for (const auto& leg : legs) {
        const auto kind = static_cast<std::int64_t>(leg.leg);
        if (!Rows(known_leg_, number, kind, Blob{leg.sha256}).next()) {
            execute(leg_, number, kind, leg.content_type, Blob{leg.sha256}, leg.size, Blob{leg.octets});
        }
    }
    execute(restored_, number);
    return {};
}

}  // namespace otkel::journal
