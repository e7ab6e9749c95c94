#include "gateway/journal/sqlite/database.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>

#include "gateway/base/write_points.hpp"

namespace otkel::journal {
namespace {

// "Otkl": tells our file from another program's (SQLite, PRAGMA application_id).
constexpr int application_id = 0x4f746b6c;

constexpr int busy_timeout_ms = 5000;  // of a reader
constexpr std::uint64_t page_octets = 4096;

// Migration i leads from user_version i to i + 1. What was released is never changed: a new one is appended.
constexpr std::array migrations{
    // Numbers grow in the order of acceptance, so that rows, legs and index entries are added at the end of their
    // trees.
    R"(CREATE TABLE exchanges(
         number INTEGER PRIMARY KEY, id TEXT NOT NULL,
         direction INTEGER NOT NULL, state INTEGER NOT NULL, accepted_at INTEGER NOT NULL, concluded_at INTEGER,
         adapter TEXT NOT NULL, route TEXT NOT NULL, peer TEXT NOT NULL, service TEXT NOT NULL,
         message_id TEXT NOT NULL, correlation_id TEXT NOT NULL, content_digest TEXT NOT NULL, outcome TEXT NOT NULL,
         signer TEXT NOT NULL, remote_address TEXT NOT NULL, stages TEXT NOT NULL, keys TEXT NOT NULL) STRICT;
       CREATE UNIQUE INDEX exchanges_id ON exchanges(id);
       -- All states but 3, "answered": the few that someone must look at.
       CREATE INDEX exchanges_state ON exchanges(state, number) WHERE state <> 3;
       CREATE TABLE legs(
         number INTEGER PRIMARY KEY, exchange INTEGER NOT NULL, leg INTEGER NOT NULL, content_type TEXT NOT NULL,
         sha256 BLOB NOT NULL, size INTEGER NOT NULL, octets BLOB NOT NULL) STRICT;
       CREATE INDEX legs_exchange ON legs(exchange);
       CREATE TABLE message_ids(
         epoch INTEGER NOT NULL, fingerprint INTEGER NOT NULL, exchange INTEGER NOT NULL,
         PRIMARY KEY (epoch, fingerprint, exchange)) STRICT, WITHOUT ROWID;
       CREATE TABLE search_keys(
         epoch INTEGER NOT NULL, fingerprint INTEGER NOT NULL, exchange INTEGER NOT NULL,
         PRIMARY KEY (epoch, fingerprint, exchange)) STRICT, WITHOUT ROWID;
       CREATE TABLE message_filters(epoch INTEGER PRIMARY KEY, bits BLOB NOT NULL) STRICT;
       CREATE TABLE audit(
         number INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, address TEXT NOT NULL,
         what TEXT NOT NULL, outcome TEXT NOT NULL, exchange TEXT NOT NULL) STRICT;)",
    // due: of an unfinished exchange only. owner: nodes.incarnation. behind: 1 while others of its lane go first; 0 for
    // the one whose turn it is, and for all without a lane. States 3, 4 and 5 are final.
    R"(ALTER TABLE exchanges ADD COLUMN due INTEGER;
       ALTER TABLE exchanges ADD COLUMN give_up INTEGER;
       ALTER TABLE exchanges ADD COLUMN lane TEXT NOT NULL DEFAULT '';
       ALTER TABLE exchanges ADD COLUMN behind INTEGER NOT NULL DEFAULT 0;
       ALTER TABLE exchanges ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
       ALTER TABLE exchanges ADD COLUMN owner INTEGER;
       UPDATE exchanges SET due = accepted_at WHERE state IN (0, 1, 2) AND state <> 3;
       CREATE INDEX exchanges_due ON exchanges(peer, due) WHERE due IS NOT NULL AND owner IS NULL AND behind = 0;
       CREATE INDEX exchanges_next ON exchanges(due) WHERE due IS NOT NULL AND owner IS NULL AND behind = 0;
       CREATE INDEX exchanges_owned ON exchanges(owner) WHERE owner IS NOT NULL;
       CREATE INDEX exchanges_lane ON exchanges(peer, lane, behind)
         WHERE lane <> '' AND state NOT IN (3, 4, 5);
       -- For questions. Within a peer, a route and a service the time of acceptance grows: inserts are at the ends.
       DROP INDEX exchanges_state;
       CREATE INDEX exchanges_state ON exchanges(state, accepted_at) WHERE state <> 3;
       CREATE INDEX exchanges_time ON exchanges(accepted_at);
       CREATE INDEX exchanges_peer ON exchanges(peer, accepted_at);
       CREATE INDEX exchanges_route ON exchanges(route, accepted_at);
       CREATE INDEX exchanges_service ON exchanges(service, accepted_at);
       -- One row for every opening for writing, kept for ever: its chain of records is named by it.
       CREATE TABLE nodes(
         incarnation INTEGER PRIMARY KEY AUTOINCREMENT, node TEXT NOT NULL, chain TEXT NOT NULL UNIQUE,
         lease_until INTEGER) STRICT;
       -- journal/evidence/record.hpp. chain: nodes.incarnation.
       CREATE TABLE records(
         number INTEGER PRIMARY KEY, chain INTEGER NOT NULL, sequence INTEGER NOT NULL, exchange INTEGER NOT NULL,
         ordinal INTEGER NOT NULL, leaf BLOB NOT NULL, link BLOB NOT NULL, body TEXT NOT NULL) STRICT;
       CREATE UNIQUE INDEX records_chain ON records(chain, sequence);
       CREATE UNIQUE INDEX records_exchange ON records(exchange, ordinal);)",
    // journal/evidence/seal.hpp. chain: nodes.incarnation; first and last: records.sequence.
    R"(CREATE TABLE seals(
         row INTEGER PRIMARY KEY, chain INTEGER NOT NULL, number INTEGER NOT NULL, first INTEGER NOT NULL,
         last INTEGER NOT NULL, body TEXT NOT NULL, stamp BLOB) STRICT;
       CREATE UNIQUE INDEX seals_number ON seals(chain, number);
       CREATE UNIQUE INDEX seals_last ON seals(chain, last);)",
    // journal/retention.hpp. archive: archives.number. archived_records: how many of its records that file holds. legs:
    // 0 as they were, 1 removed, 2 put back.
    R"(ALTER TABLE exchanges ADD COLUMN archive INTEGER;
       ALTER TABLE exchanges ADD COLUMN archived_records INTEGER;
       ALTER TABLE exchanges ADD COLUMN legs INTEGER NOT NULL DEFAULT 0;
       CREATE TABLE archives(
         number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, digest TEXT NOT NULL UNIQUE,
         previous TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, exchanges INTEGER NOT NULL) STRICT;
       CREATE INDEX exchanges_ended ON exchanges(coalesce(concluded_at, accepted_at))
         WHERE state IN (3, 4, 5) AND archive IS NULL;
       CREATE INDEX exchanges_to_drop ON exchanges(number) WHERE archive IS NOT NULL AND legs = 0;)",
    // recent_entries.hpp; `kind` 0: of message_ids, 1: of search_keys. Records are numbered by their chain and sequence
    // (ledger_rows.hpp), which takes the place of an index. Owners are sought at the start and at the end only.
    R"(CREATE TABLE recent_entries(
         number INTEGER PRIMARY KEY, kind INTEGER NOT NULL, exchange INTEGER NOT NULL, fingerprint INTEGER NOT NULL)
         STRICT;
       UPDATE records SET number = (chain << 40) + sequence;
       DROP INDEX records_chain;
       DROP INDEX exchanges_owned;)",
};

constexpr auto newest_version = static_cast<int>(migrations.size());

int pragma(SQLite::Database& database, const std::string& name) {
    return database.execAndGet("PRAGMA " + name).getInt();
}

Result<void> check_owner(SQLite::Database& database, const std::filesystem::path& file) {
    const bool empty = database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0;
    if (!empty && pragma(database, "application_id") != application_id) {
        return fail(Errc::storage_failed, "the file " + file.string() +
                                              " is a database of another program; give the journal a file of its own");
    }
    if (pragma(database, "user_version") > newest_version) {
        return fail(Errc::storage_failed, "the journal " + file.string() +
                                              " was written by a newer version of the gateway; use that version");
    }
    return {};
}

// One transaction: another process sees the old schema or the new one.
void migrate(SQLite::Database& database) {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    database.exec("PRAGMA application_id = " + std::to_string(application_id));
    for (auto version = pragma(database, "user_version"); version < newest_version; ++version) {
        database.exec(migrations.at(static_cast<std::size_t>(version)));
        database.exec("PRAGMA user_version = " + std::to_string(version + 1));
    }
    reached(WritePoint::migration_written);
    transaction.commit();
}

// The journal holds personal data. SQLite gives its helper files the permissions of the database.
void create_private(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor >= 0) {
        ::close(descriptor);
    }
}

Result<void> set_up(SQLite::Database& database, const SqliteOptions& options) {
    if (const auto owner = check_owner(database, options.file); !owner) {
        return owner;
    }
    database.exec("PRAGMA page_size = " + std::to_string(page_octets));
    if (database.execAndGet("PRAGMA journal_mode = WAL").getString() != "wal") {
        return fail(Errc::storage_failed,
                    "the journal " + options.file.string() + " cannot use a write-ahead log; put it on a local disk");
    }
    database.exec(
        "PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;"
        "PRAGMA journal_size_limit = 67108864;");
    if (pragma(database, "user_version") < newest_version) {
        migrate(database);
    }
    if (options.size_limit > 0) {
        database.exec("PRAGMA max_page_count = " +
                      std::to_string(std::max<std::uint64_t>(1, options.size_limit / page_octets)));
    }
    return {};
}

}  // namespace

Result<Connection> open_for_writing(const SqliteOptions& options) {
    return guarded(options.file.string(), [&options]() -> Result<Connection> {
        create_private(options.file);
        auto database = std::make_unique<SQLite::Database>(
            options.file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX,
            static_cast<int>(options.busy_time.count()));
        if (const auto ready = set_up(*database, options); !ready) {
            return fail(ready.error());
        }
        return database;
    });
}

void leave_syncing_of_commits(SQLite::Database& database) { database.exec("PRAGMA synchronous = NORMAL"); }

Result<Connection> open_for_checkpoints(const std::filesystem::path& file) {
    return guarded(file.string(), [&file]() -> Result<Connection> {
        auto database = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX,
                                                           busy_timeout_ms);
        database->exec("PRAGMA trusted_schema = OFF");
        // A connection that has read nothing does not know of the log, and its checkpoints do nothing.
        database->execAndGet("SELECT count(*) FROM sqlite_schema");
        return database;
    });
}

Result<Connection> open_for_reading(const std::filesystem::path& file) {
    return guarded(file.string(), [&file]() -> Result<Connection> {
        auto database = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX,
                                                           busy_timeout_ms);
        if (const auto owner = check_owner(*database, file); !owner) {
            return fail(owner.error());
        }
        if (pragma(*database, "user_version") < newest_version) {
            return fail(Errc::storage_failed,
                        "the journal " + file.string() +
                            " has an older schema, or none; start the gateway once to bring it up to date");
        }
        database->exec("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF");
        return database;
    });
}

}  // namespace otkel::journal
