#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "gateway/journal/sqlite/statement.hpp"
#include "gateway/journal/store.hpp"

namespace otkel::journal {

// Questions of people. Each goes by the one index that leaves the fewest rows; all are prepared once, when first asked.
// Throws SQLite::Exception.
class Search {
public:
    explicit Search(SQLite::Database& database);

    // A text is sought in the outcomes and remarks of what is not answered: of every state the newest
    // `texts_looked_at`.
    [[nodiscard]] std::vector<Summary> find(const Query& query);
    // Outbound ones of the adapter, newest first.
    [[nodiscard]] std::vector<Summary> correlated(const std::string& adapter, const std::string& correlation_id);
    [[nodiscard]] std::int64_t newest_epoch();

private:
    [[nodiscard]] SQLite::Statement& by_index(std::size_t index);
    [[nodiscard]] std::vector<Summary> scan(const Query& query);
    [[nodiscard]] std::vector<Summary> scan_texts(const Query& query);
    void scan_texts(const Query& query, State state, std::vector<Summary>& found);
    template <class Visit>
    void look_up(std::int64_t fingerprint, const Visit& visit);
    [[nodiscard]] std::vector<std::int64_t> candidates(std::int64_t epoch, std::int64_t fingerprint,
                                                       const std::vector<std::int64_t>& recent);

    SQLite::Database& database_;
    SQLite::Statement by_number_, recent_, candidates_, newest_, texts_;
    std::array<std::optional<SQLite::Statement>, 5> scans_;
};

}  // namespace otkel::journal
