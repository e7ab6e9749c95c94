#include "gateway/core/embedded/database.hpp"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <array>
#include <string_view>

#include "gateway/core/embedded/marked_goods.hpp"

namespace otkel::core {
namespace {

// Another process may hold the file for a moment: a load of data, a backup.
constexpr int busy_timeout_milliseconds = 5'000;

// Position i brings a file from version i to i + 1. A published step is never changed, only followed by another.
constexpr std::array migrations{
    R"(
CREATE TABLE cards(
    ntin TEXT PRIMARY KEY,
    gtin TEXT NOT NULL,
    name_kk TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    tnved TEXT NOT NULL,
    brand TEXT NOT NULL,
    origin TEXT NOT NULL,
    maker_country TEXT NOT NULL,
    maker_name TEXT NOT NULL,
    marked INTEGER NOT NULL DEFAULT 0,
    marked_group TEXT,
    status TEXT NOT NULL CHECK(status IN ('ACTIVE', 'ARCHIVED')),
    archive_reason TEXT,
    archived_on TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX cards_by_gtin ON cards(gtin);
CREATE TABLE participants(
    id TEXT PRIMARY KEY,
    name_kk TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    status TEXT NOT NULL CHECK(status IN ('ACTIVE', 'SUSPENDED', 'CLOSED'))
) STRICT, WITHOUT ROWID;
CREATE TABLE marking_codes(
    gtin TEXT NOT NULL,
    serial TEXT NOT NULL,
    state TEXT NOT NULL CHECK(state IN ('RECEIVED', 'APPLIED', 'INTRODUCED', 'WITHDRAWN', 'WRITTEN_OFF')),
    sub_status TEXT,
    owner TEXT NOT NULL,
    parent TEXT,
    declaration TEXT,
    PRIMARY KEY(gtin, serial)
) STRICT, WITHOUT ROWID;
CREATE INDEX marking_codes_by_parent ON marking_codes(parent) WHERE parent IS NOT NULL;
CREATE TABLE aggregates(sscc TEXT PRIMARY KEY, parent TEXT) STRICT, WITHOUT ROWID;
CREATE INDEX aggregates_by_parent ON aggregates(parent) WHERE parent IS NOT NULL;
CREATE TABLE marked_goods(
    prefix TEXT NOT NULL,
    from_date TEXT NOT NULL,
    to_date TEXT,
    partial INTEGER NOT NULL,
    goods_group TEXT NOT NULL,
    PRIMARY KEY(prefix, from_date)
) STRICT, WITHOUT ROWID;
CREATE TABLE operations(
    idempotency_key TEXT PRIMARY KEY,
    operation TEXT NOT NULL,
    request_digest BLOB NOT NULL,
    reply TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE declaration_checks(
    id INTEGER PRIMARY KEY,
    declaration TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    overall TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX declaration_checks_by_declaration ON declaration_checks(declaration);
CREATE TABLE loads(name TEXT PRIMARY KEY, size TEXT NOT NULL) STRICT, WITHOUT ROWID;
)",
    R"(
CREATE TABLE reference_tables(
    name TEXT PRIMARY KEY,
    unknown TEXT NOT NULL DEFAULT 'error' CHECK(unknown IN ('error', 'keep'))
) STRICT, WITHOUT ROWID;
CREATE TABLE reference_entries(
    table_name TEXT NOT NULL,
    code TEXT NOT NULL,
    word TEXT NOT NULL,
    from_date TEXT NOT NULL DEFAULT '',
    to_date TEXT,
    to_json_only INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY(table_name, code, from_date)
) STRICT, WITHOUT ROWID;
)"};

void fill_marked_goods(SQLite::Database& database) {
    SQLite::Statement insert(database, "INSERT INTO marked_goods VALUES(?, ?, NULL, ?, ?)");
    for (const auto& entry : marked_goods) {
        insert.bind(1, std::string(entry.prefix));
        insert.bind(2, std::string(entry.from));
        insert.bind(3, entry.partial ? 1 : 0);
        insert.bind(4, std::string(entry.group));
        insert.exec();
        insert.reset();
    }
}

Result<void> migrate(SQLite::Database& database) {
    // Two processes may start on one new file: the second finds it migrated.
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    const int version = database.execAndGet("PRAGMA user_version").getInt();
    if (version > static_cast<int>(migrations.size())) {
        return fail(Errc::invalid_configuration, "the file of the core has version " + std::to_string(version) +
                                                     ", this program knows up to " + std::to_string(migrations.size()) +
                                                     ": use the newer program, or another file");
    }
    for (auto step = static_cast<std::size_t>(version); step < migrations.size(); ++step) {
        database.exec(migrations[step]);
        if (step == 0) {
            fill_marked_goods(database);
        }
        database.exec("PRAGMA user_version = " + std::to_string(step + 1));
    }
    transaction.commit();
    return {};
}

// NOMUTEX: each connection is used by one thread at a time, so SQLite need not lock it.
Result<std::unique_ptr<SQLite::Database>> open(const std::filesystem::path& file, int flags) {
    return guarded("opening " + file.string(), [&]() -> Result<std::unique_ptr<SQLite::Database>> {
        return std::make_unique<SQLite::Database>(file.string(), flags, busy_timeout_milliseconds);
    });
}

}  // namespace

Result<std::unique_ptr<SQLite::Database>> open_for_writing(const std::filesystem::path& file) {
    auto database = open(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX);
    if (!database) {
        return database;
    }
    const auto prepared = guarded("preparing " + file.string(), [&]() -> Result<void> {
        (*database)->exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
        return migrate(**database);
    });
    if (!prepared) {
        return fail(prepared.error());
    }
    return database;
}

Result<std::unique_ptr<SQLite::Database>> open_for_reading(const std::filesystem::path& file) {
    return open(file, SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX);
}

}  // namespace otkel::core
