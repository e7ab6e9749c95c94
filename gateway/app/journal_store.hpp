#pragma once

#include <memory>
#include <optional>
#include <string>

#include "gateway/journal/postgres/postgres_store.hpp"
#include "gateway/journal/sqlite/sqlite_store.hpp"
#include "gateway/settings/section.hpp"

// The journal that gateway.yaml names, whichever store it is.

namespace otkel::app {

struct JournalSettings {
    journal::SqliteOptions sqlite;
    std::optional<journal::PostgresOptions> postgres;  // set: it is there, and `sqlite` means nothing

    [[nodiscard]] std::chrono::milliseconds lease() const { return postgres ? postgres->lease : sqlite.lease; }
    // The same journal for a process beside the gateways.
    [[nodiscard]] JournalSettings read_only() const;
    [[nodiscard]] JournalSettings as_node(const std::string& node) const;
};

// Section `journal`, and all of its keys.
[[nodiscard]] JournalSettings read_journal_settings(const settings::Section& section);

[[nodiscard]] Result<std::unique_ptr<journal::Store>> open_journal(const JournalSettings& settings,
                                                                   async::WorkerPool& readers);

}  // namespace otkel::app
