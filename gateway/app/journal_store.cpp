#include "gateway/app/journal_store.hpp"

#include "gateway/journal/postgres/settings.hpp"

namespace otkel::app {
namespace {

constexpr std::uint64_t octets_least = 1024UL * 1024;
constexpr std::uint64_t octets_most = 1UL << 50U;

journal::SqliteOptions read_sqlite_settings(const settings::Section& section) {
    journal::SqliteOptions options;
    options.file = section.path("file");
    options.queue_limit = section.size_or("queue_limit", options.queue_limit, 1'000'000);
    options.group_limit = section.size_or("group_limit", options.group_limit, 10'000);
    options.stall_limit =
        std::chrono::milliseconds{section.number_or("stall_limit_ms", options.stall_limit.count(), 100, 300'000)};
    options.gather_time =
        std::chrono::microseconds{section.number_or("gather_us", options.gather_time.count(), 0, 100'000)};
    options.compression_level = static_cast<int>(section.number_or(
        "compression_level", options.compression_level, journal::fastest_compression, journal::smallest_compression));
    options.gathered = section.size_or("gathered", options.gathered, 10'000);
    options.checkpoint_pages =
        static_cast<int>(section.number_or("checkpoint_pages", options.checkpoint_pages, 16, 1'000'000));
    if (section.has("octets_max")) {
        options.size_limit = section.size_or("octets_max", octets_least, octets_most, octets_least);
    }
    options.node = section.text_or("node", options.node);
    return options;
}

}  // namespace

JournalSettings JournalSettings::read_only() const {
    auto changed = *this;
    changed.sqlite.read_only = true;
    if (changed.postgres) {
        changed.postgres->read_only = true;
    }
    return changed;
}

JournalSettings JournalSettings::as_node(const std::string& node) const {
    auto changed = *this;
    changed.sqlite.node = node;
    if (changed.postgres) {
        changed.postgres->node = node;
    }
    return changed;
}

JournalSettings read_journal_settings(const settings::Section& section) {
    JournalSettings journal;
    if (section.choice_or("store", "sqlite", {"sqlite", "postgres"}) == "postgres") {
        journal.postgres = journal::read_postgres_settings(section);
    } else {
        journal.sqlite = read_sqlite_settings(section);
    }
    section.finish();
    return journal;
}

Result<std::unique_ptr<journal::Store>> open_journal(const JournalSettings& settings, async::WorkerPool& readers) {
    return settings.postgres ? journal::open_postgres_store(*settings.postgres, readers)
                             : journal::open_sqlite_store(settings.sqlite, readers);
}

}  // namespace otkel::app
