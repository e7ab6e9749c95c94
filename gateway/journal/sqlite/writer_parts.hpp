#pragma once

#include "gateway/journal/evidence/record.hpp"
#include "gateway/journal/sqlite/checkpointer.hpp"
#include "gateway/journal/sqlite/database.hpp"
#include "gateway/journal/sqlite/ledger_rows.hpp"
#include "gateway/journal/sqlite/message_filter.hpp"
#include "gateway/journal/sqlite/recent_entries.hpp"
#include "gateway/journal/sqlite/writer.hpp"
#include "gateway/journal/sqlite/writer_lock.hpp"

namespace otkel::journal {

// What is on disk about an exchange that goes on.
struct Present {
    std::int64_t number{0};
    State state{State::accepted};
    std::string outcome, stages, keys, peer, lane, correlation_id;
    std::optional<std::int64_t> concluded_at, due, owner;
    std::int64_t attempts{0};
    bool behind{false};
};

// What a step makes of it.
struct Changed {
    State state{State::accepted};
    std::string outcome, stages, keys, correlation_id;
    std::optional<std::int64_t> concluded_at, due, owner;
    std::int64_t attempts{0};
    bool behind{false};
};

[[nodiscard]] std::vector<RecordLeg> record_legs(const std::vector<PackedLeg>& legs);

// Prepared once: parsing SQL costs as much as running it.
struct Writer::Parts {
    Parts(Connection connection, WriterLock held, std::string name);

    void enter(const std::string& node_name);
    void restore_filter();
    std::optional<Original> find_original(const MessageKey& key);
    std::int64_t insert_exchange(const Acceptance& record, State state, const std::string& outcome,
                                 const std::string& stages);
    void insert_leg(std::int64_t exchange, const PackedLeg& leg);
    [[nodiscard]] bool has_leg(std::int64_t exchange, const PackedLeg& leg);
    void insert_new_leg(std::int64_t exchange, const PackedLeg& leg);
    void insert_search_keys(std::int64_t exchange, const std::vector<std::int64_t>& fingerprints);
    void remember_message(std::int64_t exchange, std::int64_t fingerprint);
    void insert_first_record(std::int64_t exchange, Record record) { append(exchange, std::move(record), {}); }
    void insert_record(std::int64_t exchange, Record record);
    void append(std::int64_t exchange, Record record, ExchangeEnd end);

    [[nodiscard]] std::optional<Present> present(const ExchangeId& id);
    void change(std::int64_t number, const Changed& next);
    // Somebody of the lane has its turn.
    [[nodiscard]] bool lane_is_held(const std::string& peer, const std::string& lane);
    void let_next_of_lane(const std::string& peer, const std::string& lane);
    [[nodiscard]] std::string name_of(std::int64_t incarnation);
    Result<void> check_owner(const Present& now, const ExchangeId& id);
    Result<void> step(const PreparedStep& step);
    [[nodiscard]] bool is_done_already(const Present& now, const PreparedStep& step);

    [[nodiscard]] bool in_transaction() const;
    // Rows that were changed since the opening.
    [[nodiscard]] std::int64_t changes() const;

    WriterLock lock;
    std::string file;
    Connection database;
    SQLite::Statement begin, commit;
    SQLite::Statement exchange_row, leg_row, known_leg, filter, audit, row, update, record_row, last_record;
    SQLite::Statement lane_head, lane_next, lane_turn, due_of_peer, own, disown, disown_all, lease, node_name;
    RecentEntries recent;
    Originals originals;
    LedgerWriter seals;
    MessageFilter seen;
    std::int64_t newest_epoch{0};

    std::string node;
    std::int64_t incarnation{0};
    std::unique_ptr<Checkpointer> checkpointer;
    ChainEnd chain, chain_of_group;  // now, and where it goes back to when the group is undone
};

}  // namespace otkel::journal
