#pragma once

#include <memory>

#include "gateway/journal/sqlite/sqlite_store.hpp"
#include "gateway/journal/sqlite/statement.hpp"

namespace otkel::journal {

using Connection = std::unique_ptr<SQLite::Database>;

// Creates the file (readable by its owner only) and brings its schema up to date.
[[nodiscard]] Result<Connection> open_for_writing(const SqliteOptions& options);
// From now on a commit is durable when the log has been synced after it (log_file.hpp), and no earlier.
void leave_syncing_of_commits(SQLite::Database& database);
// A connection for copying the log only, beside the one that writes.
[[nodiscard]] Result<Connection> open_for_checkpoints(const std::filesystem::path& file);
// Changes nothing; a schema of another version is refused.
[[nodiscard]] Result<Connection> open_for_reading(const std::filesystem::path& file);

}  // namespace otkel::journal
