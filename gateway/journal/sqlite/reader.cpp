#include "gateway/journal/sqlite/reader.hpp"

#include <algorithm>

#include "gateway/journal/evidence/record.hpp"
#include "gateway/journal/fingerprint.hpp"
#include "gateway/journal/sqlite/exchange_rows.hpp"
#include "gateway/journal/text_list.hpp"

namespace otkel::journal {
namespace {

constexpr std::size_t most_idle_readers = 4;
// A gateway takes a few at a time; whether a thousand wait or a million is the same to it.
constexpr std::int64_t most_counted = 1000;

}  // namespace

Reader::Reader(Connection connection, std::string file)
    : file_(std::move(file)),
      database_(std::move(connection)),
      by_id_(*database_, select_exchanges("WHERE id = ?")),
      by_number_(*database_, select_exchanges("WHERE number = ?")),
      legs_(*database_, "SELECT leg, content_type, sha256, size, octets FROM legs WHERE exchange = ? ORDER BY number"),
      records_(*database_, "SELECT body, leaf FROM records WHERE exchange = ? ORDER BY ordinal"),
      // From each peer to the next one by the index: what one peer has waiting is not walked over.
      due_peers_(*database_,
                 "WITH RECURSIVE peers(peer) AS ("
                 "SELECT min(peer) FROM exchanges INDEXED BY exchanges_due "
                 "WHERE due IS NOT NULL AND owner IS NULL AND behind = 0 "
                 "UNION ALL SELECT (SELECT min(peer) FROM exchanges INDEXED BY exchanges_due "
                 "WHERE due IS NOT NULL AND owner IS NULL AND behind = 0 AND peer > peers.peer) "
                 "FROM peers WHERE peers.peer IS NOT NULL) SELECT peer FROM peers WHERE peer IS NOT NULL"),
      due_of_peer_(*database_,
                   "SELECT count(*), min(due) FROM (SELECT due FROM exchanges INDEXED BY exchanges_due "
                   "WHERE peer = ? AND due <= ? AND due IS NOT NULL AND owner IS NULL AND behind = 0 "
                   "ORDER BY due LIMIT ?)"),
      next_due_(*database_,
                "SELECT min(due) FROM exchanges INDEXED BY exchanges_next "
                "WHERE due IS NOT NULL AND owner IS NULL AND behind = 0"),
      search_(*database_),
      originals_(*database_) {}

Result<std::unique_ptr<Reader>> Reader::open(const std::filesystem::path& file) {
    auto database = open_for_reading(file);
    if (!database) {
        return fail(database.error());
    }
    return guarded(file.string(), [&]() -> Result<std::unique_ptr<Reader>> {
        return std::unique_ptr<Reader>(new Reader(std::move(*database), file.string()));
    });
}

Result<std::vector<HistoryEntry>> Reader::history(std::int64_t number) {
    std::vector<HistoryEntry> entries;
    Rows rows(records_, number);
    while (rows.next()) {
        const auto body = rows.text(0);
        auto record = read_record(body);
        if (!record || leaf_hash(body) != rows.view(1)) {
            return fail(Errc::storage_failed, "record " + std::to_string(entries.size() + 1) +
                                                  " of its history has changed on the disk" +
                                                  (record ? std::string() : ": " + record.error().detail));
        }
        entries.push_back(entry_of(*record));
    }
    return entries;
}

Result<Exchange> Reader::whole(const Rows& rows) {
    Exchange exchange{summary_of(rows), stages_of(rows.view(stages_column)), keys_of(rows.view(keys_column)), {}, {}};
    const auto& id = exchange.summary.id.text();
    std::vector<PackedLeg> packed;
    Rows legs(legs_, rows.number(0));
    while (legs.next()) {
        packed.push_back(leg_of(legs));
    }
    auto octets = unpack(std::move(packed), id);
    if (!octets) {
        return fail(octets.error());
    }
    exchange.legs = std::move(*octets);
    auto entries = history(rows.number(0));
    if (!entries) {
        return fail(entries.error().code, "exchange " + id + ": " + entries.error().detail);
    }
    exchange.history = std::move(*entries);
    return exchange;
}

Result<Exchange> Reader::load(const ExchangeId& id) {
    return guarded(file_, [&]() -> Result<Exchange> {
        Rows rows(by_id_, id.text());
        if (!rows.next()) {
            return fail(Errc::not_found, "the journal has no exchange " + id.text());
        }
        return whole(rows);
    });
}

Result<Taken> Reader::load(const std::vector<std::int64_t>& numbers) {
    return guarded(file_, [&]() -> Result<Taken> {
        Taken taken;
        for (const auto number : numbers) {
            Rows rows(by_number_, number);
            if (!rows.next()) {
                continue;
            }
            if (auto exchange = whole(rows)) {
                taken.exchanges.push_back(std::move(*exchange));
            } else {
                taken.spoiled.emplace_back(summary_of(rows), exchange.error());
            }
        }
        return taken;
    });
}

Result<std::vector<Summary>> Reader::find(const Query& query) {
    return guarded(file_, [&]() -> Result<std::vector<Summary>> { return search_.find(query); });
}

Result<std::vector<Summary>> Reader::correlated(const std::string& adapter, const std::string& correlation_id) {
    return guarded(file_,
                   [&]() -> Result<std::vector<Summary>> { return search_.correlated(adapter, correlation_id); });
}

Result<std::optional<Original>> Reader::find_original(const MessageKey& key) {
    return guarded(file_, [&]() -> Result<std::optional<Original>> {
        if (auto original = originals_.find_recent(key)) {
            return original;
        }
        for (auto epoch = search_.newest_epoch(); epoch >= 0; --epoch) {
            if (auto original = originals_.find(epoch, key)) {
                return original;
            }
        }
        return std::optional<Original>{};
    });
}

Result<std::vector<Backlog>> Reader::backlog(WallTime now) {
    return guarded(file_, [&]() -> Result<std::vector<Backlog>> {
        std::vector<Backlog> waiting;
        Rows peers(due_peers_);
        while (peers.next()) {
            const auto peer = peers.text(0);
            Rows due(due_of_peer_, peer, std::int64_t{now.time_since_epoch().count()}, most_counted);
            if (due.next() && due.number(0) > 0) {
                waiting.push_back({peer, static_cast<std::size_t>(due.number(0)), time_of(due.number(1))});
            }
        }
        std::sort(waiting.begin(), waiting.end(),
                  [](const Backlog& a, const Backlog& b) { return a.oldest < b.oldest; });
        return waiting;
    });
}

Result<std::optional<WallTime>> Reader::next_due() {
    return guarded(file_, [&]() -> Result<std::optional<WallTime>> {
        Rows rows(next_due_);
        const auto due = rows.next() ? rows.number_or_null(0) : std::nullopt;
        return due ? std::optional{time_of(*due)} : std::nullopt;
    });
}

Result<std::unique_ptr<Reader>> ReaderPool::take() {
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            auto reader = std::move(idle_.back());
            idle_.pop_back();
            return reader;
        }
    }
    return Reader::open(file_);
}

void ReaderPool::give_back(std::unique_ptr<Reader> reader) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < most_idle_readers) {
        idle_.push_back(std::move(reader));
    }
}

}  // namespace otkel::journal
