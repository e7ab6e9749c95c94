#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/embedded/records.hpp"

// The queries and changes of the embedded core, prepared once for one connection. Used by one thread at a time. Throws
// what SQLiteCpp throws: the callers stand behind guarded().

namespace otkel::core {

struct MarkingDuty {
    std::string group;
    bool partial{false};  // the list names only some of the goods under the code
};

struct StoredOperation {
    std::string request_digest;
    std::string reply;
};

class Register {
public:
    explicit Register(SQLite::Database& database);

    void begin();  // one view of the data for all queries until end()
    void end() noexcept;

    [[nodiscard]] std::vector<Card> cards_by_gtin(const std::string& gtin);
    [[nodiscard]] std::optional<Card> card_by_ntin(const std::string& ntin);
    [[nodiscard]] std::optional<std::string> participant_status(const std::string& id);
    // Nothing when goods of this TN VED code need no marks on `date` (YYYY-MM-DD).
    [[nodiscard]] std::optional<MarkingDuty> marking_duty(const std::string& tnved, const std::string& date);

    [[nodiscard]] std::optional<CodeRecord> code(const std::string& gtin, const std::string& serial);
    // Each of these gives at most `limit` rows, in the order of the serials.
    [[nodiscard]] std::vector<CodeRecord> codes_between(const std::string& gtin, const std::string& first,
                                                        const std::string& last, std::size_t limit);
    [[nodiscard]] std::vector<CodeRecord> codes_in(const std::string& sscc, std::size_t limit);
    [[nodiscard]] bool aggregate_exists(const std::string& sscc);
    [[nodiscard]] std::vector<std::string> aggregates_in(const std::string& sscc, std::size_t limit);

    [[nodiscard]] std::optional<ReferenceTable> reference_table(const std::string& name);
    [[nodiscard]] std::vector<std::string> reference_tables();

    [[nodiscard]] std::optional<StoredOperation> operation(const std::string& idempotency_key);

    // For Savepoint.
    void savepoint();
    void release();
    void undo() noexcept;

    // Binds the code to the declaration. False when it is no longer free: in another state, of another owner, or used.
    [[nodiscard]] bool bind_code(const CodeRecord& code, const std::string& owner, const std::string& declaration);
    void add_operation(const std::string& key, const std::string& operation, const std::string& digest,
                       const std::string& reply, const std::string& at);
    void add_declaration_check(const std::string& declaration, const std::string& key, std::string_view overall,
                               const std::string& at);

private:
    SQLite::Statement begin_;
    SQLite::Statement end_;
    SQLite::Statement savepoint_;
    SQLite::Statement release_;
    SQLite::Statement undo_;
    SQLite::Statement cards_by_gtin_;
    SQLite::Statement card_by_ntin_;
    SQLite::Statement participant_;
    SQLite::Statement duty_;
    SQLite::Statement code_;
    SQLite::Statement codes_between_;
    SQLite::Statement codes_in_;
    SQLite::Statement aggregate_;
    SQLite::Statement aggregates_in_;
    SQLite::Statement reference_table_;
    SQLite::Statement reference_entries_;
    SQLite::Statement reference_tables_;
    SQLite::Statement operation_;
    SQLite::Statement bind_code_;
    SQLite::Statement add_operation_;
    SQLite::Statement add_check_;
};

}  // namespace otkel::core
