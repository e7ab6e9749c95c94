#pragma once

#include "gateway/journal/sqlite/database.hpp"
#include "gateway/journal/sqlite/message_filter.hpp"
#include "gateway/journal/sqlite/writer.hpp"
#include "gateway/journal/sqlite/writer_lock.hpp"

namespace otkel::journal {

// Prepared once: parsing SQL costs as much as running it.
struct Writer::Parts {
    Parts(Connection connection, WriterLock held, std::string name);

    void restore_filter();
    std::optional<Original> find_original(const MessageKey& key);
    std::int64_t insert_exchange(const Acceptance& record, State state, const std::string& outcome,
                                 const std::string& stages);
    void insert_leg(std::int64_t exchange, const PackedLeg& leg);
    void insert_new_leg(std::int64_t exchange, const PackedLeg& leg);
    void remember_message(std::int64_t exchange, std::int64_t fingerprint);
    [[nodiscard]] bool in_transaction() const;

    WriterLock lock;
    std::string file;
    Connection database;
    SQLite::Statement begin, commit, savepoint, release;
    SQLite::Statement exchange, leg, has_leg, message, key, filter, audit, row, update;
    Originals originals;
    MessageFilter seen;
    std::int64_t newest_epoch{0};
};

}  // namespace otkel::journal
