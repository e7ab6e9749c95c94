#include "gateway/core/embedded/register.hpp"

#include <SQLiteCpp/Column.h>

#include <cstdint>

namespace otkel::core {
namespace {

constexpr auto card_columns =
    "SELECT ntin, gtin, name_kk, name_ru, tnved, brand, origin, maker_country, maker_name, marked, marked_group, "
    "status, "
    "archive_reason, archived_on FROM cards ";
constexpr auto code_columns = "SELECT gtin, serial, state, owner, declaration FROM marking_codes ";

// A statement must be reset before it is used again, and an open one would keep its view of the data.
class Rows {
public:
    explicit Rows(SQLite::Statement& statement) : statement_(statement) {}
    ~Rows() { statement_.tryReset(); }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;
    bool next() { return statement_.executeStep(); }
    std::string text(int column) const {
        const auto value = statement_.getColumn(column);
        return {static_cast<const char*>(value.getBlob()), static_cast<std::size_t>(value.getBytes())};
    }
    bool flag(int column) const { return statement_.getColumn(column).getInt() != 0; }

private:
    SQLite::Statement& statement_;
};

Card card_of(const Rows& rows) {
    Card card;
    int column = 0;
    for (auto* const member : {&card.ntin, &card.gtin, &card.name_kk, &card.name_ru, &card.tnved, &card.brand,
                               &card.origin, &card.maker_country, &card.maker_name}) {
        *member = rows.text(column++);
    }
    card.marked = rows.flag(column++);
    for (auto* const member : {&card.marked_group, &card.status, &card.archive_reason, &card.archived_on}) {
        *member = rows.text(column++);
    }
    return card;
}

CodeRecord code_of(const Rows& rows) { return {rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4)}; }

std::vector<std::string> texts_of(SQLite::Statement& statement) {
    Rows rows(statement);
    std::vector<std::string> texts;
    while (rows.next()) {
        texts.push_back(rows.text(0));
    }
    return texts;
}

std::vector<CodeRecord> codes_of(SQLite::Statement& statement) {
    Rows rows(statement);
    std::vector<CodeRecord> codes;
    while (rows.next()) {
        codes.push_back(code_of(rows));
    }
    return codes;
}

}  // namespace

Register::Register(SQLite::Database& database)
    : begin_(database, "BEGIN"),
      end_(database, "COMMIT"),
      savepoint_(database, "SAVEPOINT unit"),
      release_(database, "RELEASE unit"),
      undo_(database, "ROLLBACK TO unit"),
      cards_by_gtin_(database, std::string(card_columns) + "WHERE gtin = ? ORDER BY ntin"),
      card_by_ntin_(database, std::string(card_columns) + "WHERE ntin = ?"),
      participant_(database, "SELECT status FROM participants WHERE id = ?"),
      // The whole of a group before the part of one, then the most exact prefix.
      duty_(database,
            "SELECT goods_group, partial FROM marked_goods WHERE prefix IN (?1, substr(?1, 1, 9), substr(?1, 1, 8), "
            "substr(?1, 1, 7), substr(?1, 1, 6), substr(?1, 1, 5), substr(?1, 1, 4)) AND from_date <= ?2 "
            "AND (to_date IS NULL OR to_date >= ?2) ORDER BY partial, length(prefix) DESC LIMIT 1"),
      code_(database, std::string(code_columns) + "WHERE gtin = ? AND serial = ?"),
      codes_between_(database,
                     std::string(code_columns) + "WHERE gtin = ? AND serial BETWEEN ? AND ? ORDER BY serial LIMIT ?"),
      codes_in_(database, std::string(code_columns) + "WHERE parent = ? ORDER BY gtin, serial LIMIT ?"),
      aggregate_(database, "SELECT 1 FROM aggregates WHERE sscc = ?"),
      aggregates_in_(database, "SELECT sscc FROM aggregates WHERE parent = ? ORDER BY sscc LIMIT ?"),
      reference_table_(database, "SELECT unknown FROM reference_tables WHERE name = ?"),
      reference_entries_(database,
                         "SELECT code, word, from_date, to_date, to_json_only FROM reference_entries WHERE "
                         "table_name = ? ORDER BY code, from_date"),
      reference_tables_(database, "SELECT name FROM reference_tables ORDER BY name"),
      operation_(database, "SELECT request_digest, reply FROM operations WHERE idempotency_key = ?"),
      bind_code_(database,
                 "UPDATE marking_codes SET declaration = ?1, sub_status = 'CUSTOMS_CONTROL' WHERE gtin = ?2 AND "
                 "serial = ?3 AND state = 'APPLIED' AND owner = ?4 AND (declaration IS NULL OR declaration = ?1)"),
      add_operation_(database, "INSERT INTO operations VALUES(?, ?, ?, ?, ?)"),
      add_check_(database,
                 "INSERT INTO declaration_checks(declaration, idempotency_key, overall, at) VALUES(?, ?, ?, ?)") {}

void Register::begin() {
    begin_.exec();
    begin_.reset();
}

void Register::end() noexcept {
    // Nothing was written: a view that cannot be closed fails loudly at the next begin().
    static_cast<void>(end_.tryExecuteStep());
    static_cast<void>(end_.tryReset());
}

std::vector<Card> Register::cards_by_gtin(const std::string& gtin) {
    cards_by_gtin_.bindNoCopy(1, gtin);
    Rows rows(cards_by_gtin_);
    std::vector<Card> cards;
    while (rows.next()) {
        cards.push_back(card_of(rows));
    }
    return cards;
}

std::optional<Card> Register::card_by_ntin(const std::string& ntin) {
    card_by_ntin_.bindNoCopy(1, ntin);
    Rows rows(card_by_ntin_);
    return rows.next() ? std::optional(card_of(rows)) : std::nullopt;
}

std::optional<std::string> Register::participant_status(const std::string& id) {
    participant_.bindNoCopy(1, id);
    Rows rows(participant_);
    return rows.next() ? std::optional(rows.text(0)) : std::nullopt;
}

std::optional<MarkingDuty> Register::marking_duty(const std::string& tnved, const std::string& date) {
    duty_.bindNoCopy(1, tnved);
    duty_.bindNoCopy(2, date);
    Rows rows(duty_);
    return rows.next() ? std::optional(MarkingDuty{rows.text(0), rows.flag(1)}) : std::nullopt;
}

std::optional<CodeRecord> Register::code(const std::string& gtin, const std::string& serial) {
    code_.bindNoCopy(1, gtin);
    code_.bindNoCopy(2, serial);
    Rows rows(code_);
    return rows.next() ? std::optional(code_of(rows)) : std::nullopt;
}

std::vector<CodeRecord> Register::codes_between(const std::string& gtin, const std::string& first,
                                                const std::string& last, std::size_t limit) {
    codes_between_.bindNoCopy(1, gtin);
    codes_between_.bindNoCopy(2, first);
    codes_between_.bindNoCopy(3, last);
    codes_between_.bind(4, static_cast<std::int64_t>(limit));
    return codes_of(codes_between_);
}

std::vector<CodeRecord> Register::codes_in(const std::string& sscc, std::size_t limit) {
    codes_in_.bindNoCopy(1, sscc);
    codes_in_.bind(2, static_cast<std::int64_t>(limit));
    return codes_of(codes_in_);
}

bool Register::aggregate_exists(const std::string& sscc) {
    aggregate_.bindNoCopy(1, sscc);
    Rows rows(aggregate_);
    return rows.next();
}

std::vector<std::string> Register::aggregates_in(const std::string& sscc, std::size_t limit) {
    aggregates_in_.bindNoCopy(1, sscc);
    aggregates_in_.bind(2, static_cast<std::int64_t>(limit));
    return texts_of(aggregates_in_);
}

std::optional<ReferenceTable> Register::reference_table(const std::string& name) {
    reference_table_.bindNoCopy(1, name);
    Rows tables(reference_table_);
    if (!tables.next()) {
        return std::nullopt;
    }
    ReferenceTable table{name, tables.text(0), {}};
    reference_entries_.bindNoCopy(1, name);
    Rows rows(reference_entries_);
    while (rows.next()) {
        table.entries.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.flag(4)});
    }
    return table;
}

std::vector<std::string> Register::reference_tables() { return texts_of(reference_tables_); }

std::optional<StoredOperation> Register::operation(const std::string& idempotency_key) {
    operation_.bindNoCopy(1, idempotency_key);
    Rows rows(operation_);
    return rows.next() ? std::optional(StoredOperation{rows.text(0), rows.text(1)}) : std::nullopt;
}

void Register::savepoint() {
    const Rows reset(savepoint_);
    savepoint_.exec();
}

void Register::release() {
    const Rows reset(release_);
    release_.exec();
}

void Register::undo() noexcept {
    // Both fail when the whole transaction is gone already (disk full), and then there is nothing left to undo.
    for (auto* const statement : {&undo_, &release_}) {
        static_cast<void>(statement->tryExecuteStep());
        static_cast<void>(statement->tryReset());
    }
}

bool Register::bind_code(const CodeRecord& code, const std::string& owner, const std::string& declaration) {
    bind_code_.bindNoCopy(1, declaration);
    bind_code_.bindNoCopy(2, code.gtin);
    bind_code_.bindNoCopy(3, code.serial);
    bind_code_.bindNoCopy(4, owner);
    const Rows reset(bind_code_);
    return bind_code_.exec() == 1;
}

void Register::add_operation(const std::string& key, const std::string& operation, const std::string& digest,
                             const std::string& reply, const std::string& at) {
    add_operation_.bindNoCopy(1, key);
    add_operation_.bindNoCopy(2, operation);
    add_operation_.bindNoCopy(3, digest.data(), static_cast<int>(digest.size()));
    add_operation_.bindNoCopy(4, reply);
    add_operation_.bindNoCopy(5, at);
    const Rows reset(add_operation_);
    add_operation_.exec();
}

void Register::add_declaration_check(const std::string& declaration, const std::string& key, std::string_view overall,
                                     const std::string& at) {
    add_check_.bindNoCopy(1, declaration);
    add_check_.bindNoCopy(2, key);
    add_check_.bind(3, std::string(overall));
    add_check_.bindNoCopy(4, at);
    const Rows reset(add_check_);
    add_check_.exec();
}

}  // namespace otkel::core
