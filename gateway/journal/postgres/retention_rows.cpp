#include "gateway/journal/postgres/retention_rows.hpp"

#include "gateway/journal/postgres/rows.hpp"

namespace otkel::journal::postgres {
namespace {

std::int64_t stored(std::size_t number) { return static_cast<std::int64_t>(number); }

auto refused(Errc code, std::string detail) {
    return tl::unexpected(Refused{Trouble::data, Error{code, std::move(detail), {}, {}}});
}

constexpr const char* ended_text =
    "WITH closed(incarnation, last) AS MATERIALIZED (SELECT n.incarnation, (SELECT s.last FROM seals s WHERE "
    "s.incarnation = n.incarnation AND (s.stamp IS NOT NULL OR $3::smallint = 1) ORDER BY s.number DESC LIMIT 1) FROM "
    "nodes n) "
    "SELECT e.id FROM exchanges e WHERE e.state IN (3, 4, 5) AND e.archive IS NULL AND "
    "coalesce(e.concluded_at, e.accepted_at) < $1 AND EXISTS (SELECT FROM records r WHERE r.exchange = e.number) AND "
    "NOT EXISTS (SELECT FROM records r WHERE r.exchange = e.number AND r.sequence > coalesce((SELECT c.last FROM "
    "closed c WHERE c.incarnation = r.incarnation), 0)) ORDER BY coalesce(e.concluded_at, e.accepted_at) LIMIT $2";
// A row that somebody works on is not waited for, and its records are counted after its lock.
constexpr const char* to_drop_text =
    "SELECT number FROM exchanges WHERE archive IS NOT NULL AND legs = 0 AND state IN (3, 4, 5) AND archived_records = "
    "(SELECT count(*) FROM records r WHERE r.exchange = exchanges.number) ORDER BY number LIMIT $1 "
    "FOR UPDATE SKIP LOCKED";

}  // namespace

template <class Work>
Asked<void> RetentionRows::as_one(const Work& work) {
    if (auto begun = connection_.execute("BEGIN"); !begun) {
        return begun;
    }
    Asked<void> done = work();
    if (!done) {
        // What failed is told; a connection that cannot even roll back is broken and used no more.
        [[maybe_unused]] const auto undone = connection_.execute("ROLLBACK");
        return done;
    }
    return connection_.execute("COMMIT");
}

Asked<std::vector<ExchangeId>> RetentionRows::ended_before(WallTime time, Closed closed, std::size_t limit) {
    const auto rows = connection_.ask_once(
        ended_text, Parameters(count(time), stored(limit), std::int64_t{closed == Closed::sealed ? 1 : 0}));
    if (!rows) {
        return tl::unexpected(rows.error());
    }
    std::vector<ExchangeId> ended;
    ended.reserve(static_cast<std::size_t>(rows->size()));
    for (int i = 0; i < rows->size(); ++i) {
        ended.emplace_back(rows->text(i, 0));
    }
    return ended;
}

Asked<std::vector<Archive>> RetentionRows::archives() {
    const auto rows = connection_.ask_once("SELECT name, digest, previous, at, exchanges FROM archives ORDER BY number",
                                           Parameters{});
    if (!rows) {
        return tl::unexpected(rows.error());
    }
    std::vector<Archive> all;
    all.reserve(static_cast<std::size_t>(rows->size()));
    for (int i = 0; i < rows->size(); ++i) {
        all.push_back({rows->text(i, 0), rows->text(i, 1), rows->text(i, 2), time_of(rows->number(i, 3)),
                       static_cast<std::size_t>(rows->number(i, 4))});
    }
    return all;
}

Asked<std::vector<std::string>> RetentionRows::records_of(const ExchangeId& id) {
    const auto rows = connection_.ask_once(
        "SELECT body FROM records WHERE exchange = (SELECT number FROM exchanges WHERE id = $1) ORDER BY ordinal",
        Parameters(id.text()));
    if (!rows) {
        return tl::unexpected(rows.error());
    }
    std::vector<std::string> records;
    records.reserve(static_cast<std::size_t>(rows->size()));
    for (int i = 0; i < rows->size(); ++i) {
        records.push_back(rows->text(i, 0));
    }
    return records;
}

Asked<void> RetentionRows::insert(const Archive& archive) {
    const auto last = connection_.ask_once("SELECT digest FROM archives ORDER BY number DESC LIMIT 1", Parameters{});
    if (!last) {
        return tl::unexpected(last.error());
    }
    if ((last->empty() ? std::string() : last->text(0, 0)) != archive.previous) {
        return refused(Errc::replay_conflict, "archive " + archive.name + " does not follow the last one");
    }
    const auto inserted = connection_.ask_once(
        "INSERT INTO archives(name, digest, previous, at, exchanges) VALUES ($1, $2, $3, $4, $5)",
        Parameters(archive.name, archive.digest, archive.previous, count(archive.at), stored(archive.exchanges)));
    if (!inserted) {
        return tl::unexpected(inserted.error());
    }
    return {};
}

// All rows in two statements: the first takes their locks, so that the second counts records that stay as many.
Asked<void> RetentionRows::mark(const Archive& archive, const std::vector<Archived>& held) {
    std::vector<std::string> ids;
    std::vector<std::int64_t> records;
    for (const auto& one : held) {
        ids.push_back(one.id.text());
        records.push_back(stored(one.records));
    }
    const auto locked = connection_.ask_once(
        "SELECT id FROM exchanges WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE", Parameters(ids));
    if (!locked) {
        return tl::unexpected(locked.error());
    }
    if (static_cast<std::size_t>(locked->size()) != held.size()) {
        return refused(Errc::not_found, "the journal lacks an exchange of archive " + archive.name);
    }
    const auto marked = connection_.ask_once(
        "UPDATE exchanges e SET archive = (SELECT number FROM archives WHERE name = $1), archived_records = h.records "
        "FROM unnest($2::text[], $3::bigint[]) AS h(id, records) WHERE e.id = h.id AND e.archive IS NULL AND e.state "
        "IN (3, 4, 5) AND h.records = (SELECT count(*) FROM records r WHERE r.exchange = e.number) RETURNING e.number",
        Parameters(archive.name, ids, records));
    if (!marked) {
        return tl::unexpected(marked.error());
    }
    if (static_cast<std::size_t>(marked->size()) != held.size()) {
        return refused(Errc::replay_conflict, "an exchange of archive " + archive.name +
                                                  " is in another archive already, or went on after it was archived");
    }
    return {};
}

Asked<void> RetentionRows::keep_archive(const Archive& archive, const std::vector<Archived>& held) {
    return as_one([&]() -> Asked<void> {
        if (auto alone = connection_.execute("LOCK TABLE archives IN EXCLUSIVE MODE"); !alone) {
            return alone;
        }
        const auto same = connection_.ask_once("SELECT 1 FROM archives WHERE name = $1 AND digest = $2",
                                               Parameters(archive.name, archive.digest));
        if (!same) {
            return tl::unexpected(same.error());
        }
        if (!same->empty()) {
            return {};
        }
        if (auto inserted = insert(archive); !inserted) {
            return inserted;
        }
        return mark(archive, held);
    });
}

Asked<std::size_t> RetentionRows::drop_legs(std::size_t limit) {
    std::vector<std::int64_t> numbers;
    const auto done = as_one([&]() -> Asked<void> {
        const auto rows = connection_.ask_once(to_drop_text, Parameters(stored(limit)));
        if (!rows) {
            return tl::unexpected(rows.error());
        }
        for (int i = 0; i < rows->size(); ++i) {
            numbers.push_back(rows->number(i, 0));
        }
        const auto dropped = connection_.ask_once(
            "DELETE FROM legs WHERE exchange = ANY($1::bigint[]) AND leg NOT IN ($2::smallint, $3::smallint, "
            "$4::smallint)",
            Parameters(numbers, static_cast<std::int64_t>(Leg::reply_out), static_cast<std::int64_t>(Leg::core_reply),
                       static_cast<std::int64_t>(Leg::case_record)));
        if (!dropped) {
            return tl::unexpected(dropped.error());
        }
        const auto told =
            connection_.ask_once("UPDATE exchanges SET legs = 1 WHERE number = ANY($1::bigint[])", Parameters(numbers));
        return told ? Asked<void>{} : tl::unexpected(told.error());
    });
    if (!done) {
        return tl::unexpected(done.error());
    }
    return numbers.size();
}

Asked<void> RetentionRows::insert_legs(const ExchangeId& id, const std::vector<PackedLeg>& legs) {
    const auto found = connection_.ask_once(
        "SELECT number FROM exchanges WHERE id = $1 AND archive IS NOT NULL FOR UPDATE", Parameters(id.text()));
    if (!found) {
        return tl::unexpected(found.error());
    }
    if (found->empty()) {
        return refused(Errc::not_found, "no archive of the journal holds an exchange " + id.text());
    }
    const auto number = found->number(0, 0);
    for (const auto& leg : legs) {
        const auto inserted = connection_.ask_once(
            "INSERT INTO legs(exchange, leg, content_type, sha256, size, octets) SELECT $1::bigint, $2::smallint, "
            "$3::text, $4::bytea, $5::bigint, $6::bytea WHERE NOT EXISTS (SELECT FROM legs WHERE exchange = $1::bigint "
            "AND leg = $2::smallint AND sha256 = $4::bytea)",
            Parameters(number, static_cast<std::int64_t>(leg.leg), as_text(leg.content_type), Blob{leg.sha256},
                       leg.size, Blob{leg.octets}));
        if (!inserted) {
            return tl::unexpected(inserted.error());
        }
    }
    const auto told = connection_.ask_once("UPDATE exchanges SET legs = 2 WHERE number = $1", Parameters(number));
    return told ? Asked<void>{} : tl::unexpected(told.error());
}

Asked<void> RetentionRows::restore_legs(const ExchangeId& id, const std::vector<PackedLeg>& legs) {
    return as_one([&] { return insert_legs(id, legs); });
}

}  // namespace otkel::journal::postgres
