#include "gateway/journal/sqlite/reader.hpp"

#include <algorithm>

#include "gateway/journal/sqlite/fingerprint.hpp"
#include "gateway/journal/sqlite/text_list.hpp"

namespace otkel::journal {
namespace {

constexpr std::size_t most_results = 10'000;
constexpr std::size_t most_idle_readers = 4;

constexpr const char* columns =
    "SELECT number, id, direction, state, adapter, route, peer, service, message_id, correlation_id, outcome, signer, "
    "remote_address, accepted_at, concluded_at, stages, keys FROM exchanges ";
constexpr int stages_column = 15;
constexpr int keys_column = 16;

WallTime time_of(std::int64_t count) { return WallTime{std::chrono::microseconds{count}}; }

Summary summary_of(const Rows& rows) {
    Summary summary{ExchangeId(rows.text(1)),
                    static_cast<Direction>(rows.number(2)),
                    static_cast<State>(rows.number(3)),
                    rows.text(4),
                    rows.text(5),
                    rows.text(6),
                    rows.text(7),
                    rows.text(8),
                    rows.text(9),
                    rows.text(10),
                    rows.text(11),
                    rows.text(12),
                    time_of(rows.number(13)),
                    {}};
    if (!rows.is_null(14)) {
        summary.concluded_at = time_of(rows.number(14));
    }
    return summary;
}

bool same(const std::optional<std::string>& wanted, const std::string& value) { return !wanted || *wanted == value; }

bool matches(const Query& query, const Summary& summary, const Rows& rows) {
    if (!same(query.peer, summary.peer) || !same(query.route, summary.route) || !same(query.service, summary.service) ||
        !same(query.message_id, summary.message_id) || (query.state && *query.state != summary.state) ||
        (query.since && summary.accepted_at < *query.since)) {
        return false;
    }
    if (!query.key) {
        return true;
    }
    const auto keys = keys_of(rows.text(keys_column));
    return std::find(keys.begin(), keys.end(), *query.key) != keys.end();
}

}  // namespace

Reader::Reader(Connection connection, std::string file)
    : file_(std::move(file)),
      database_(std::move(connection)),
      by_id_(*database_, std::string(columns) + "WHERE id = ?"),
      by_number_(*database_, std::string(columns) + "WHERE number = ?"),
      legs_(*database_, "SELECT leg, content_type, sha256, size, octets FROM legs WHERE exchange = ? ORDER BY number"),
      candidates_(*database_,
                  "SELECT exchange FROM search_keys WHERE epoch = ?1 AND fingerprint = ?2 UNION ALL "
                  "SELECT exchange FROM message_ids WHERE epoch = ?1 AND fingerprint = ?2 ORDER BY exchange DESC"),
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

Result<Exchange> Reader::whole(const Rows& rows) {
    Exchange exchange{summary_of(rows), stages_of(rows.text(stages_column)), keys_of(rows.text(keys_column)), {}};
    std::vector<PackedLeg> packed;
    Rows legs(legs_, rows.number(0));
    while (legs.next()) {
        packed.push_back(leg_of(legs));
    }
    auto octets = unpack(std::move(packed), exchange.summary.id.text());
    if (!octets) {
        return fail(octets.error());
    }
    exchange.legs = std::move(*octets);
    return exchange;
}

Result<std::vector<Exchange>> Reader::unfinished() {
    return guarded(file_, [this]() -> Result<std::vector<Exchange>> {
        // "state <> 3" says in the words of the partial index that it covers the question.
        SQLite::Statement statement(*database_,
                                    std::string(columns) + "WHERE state IN (0, 1, 2) AND state <> 3 ORDER BY number");
        std::vector<Exchange> exchanges;
        Rows rows(statement);
        while (rows.next()) {
            auto exchange = whole(rows);
            if (!exchange) {
                return fail(exchange.error());
            }
            exchanges.push_back(std::move(*exchange));
        }
        return exchanges;
    });
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

Result<std::vector<Summary>> Reader::find(const Query& query) {
    return guarded(file_, [&]() -> Result<std::vector<Summary>> {
        if (query.message_id) {
            return look_up(query, message_fingerprint(*query.message_id));
        }
        if (query.key) {
            return look_up(query, key_fingerprint(query.key->first, query.key->second));
        }
        return scan(query);
    });
}

std::int64_t Reader::newest_epoch() {
    return epoch_of(database_->execAndGet("SELECT coalesce(max(number), 0) FROM exchanges").getInt64());
}

std::vector<Summary> Reader::look_up(const Query& query, std::int64_t fingerprint) {
    const auto limit = std::min(query.limit, most_results);
    std::vector<Summary> found;
    for (auto epoch = newest_epoch(); epoch >= 0 && found.size() < limit; --epoch) {
        Rows candidates(candidates_, epoch, fingerprint);
        while (found.size() < limit && candidates.next()) {
            Rows rows(by_number_, candidates.number(0));
            if (!rows.next()) {
                continue;
            }
            auto summary = summary_of(rows);
            if (matches(query, summary, rows)) {
                found.push_back(std::move(summary));
            }
        }
    }
    return found;
}

std::vector<Summary> Reader::scan(const Query& query) {
    std::string text = std::string(columns) + "WHERE accepted_at >= ?";
    if (query.state) {
        text += " AND state = " + std::to_string(static_cast<int>(*query.state));
        text += *query.state == State::answered ? "" : " AND state <> 3";  // the words of the partial index
    }
    // SQLite passes over a row in a fraction of the time that a Summary takes.
    const std::pair<const char*, const std::optional<std::string>&> texts[] = {
        {"peer", query.peer}, {"route", query.route}, {"service", query.service}};
    for (const auto& [column, wanted] : texts) {
        text += wanted ? std::string(" AND ") + column + " = ?" : "";
    }
    SQLite::Statement statement(*database_, text + " ORDER BY number DESC LIMIT ?");
    int index = 0;
    const auto since = query.since.value_or(WallTime::min()).time_since_epoch().count();
    bind_one(statement, ++index, std::int64_t{since});
    for (const auto& [column, wanted] : texts) {
        if (wanted) {
            bind_one(statement, ++index, *wanted);
        }
    }
    bind_one(statement, ++index, static_cast<std::int64_t>(std::min(query.limit, most_results)));
    std::vector<Summary> found;
    Rows rows(statement);
    while (rows.next()) {
        found.push_back(summary_of(rows));
    }
    return found;
}

Result<std::optional<Original>> Reader::find_original(const MessageKey& key) {
    return guarded(file_, [&]() -> Result<std::optional<Original>> {
        for (auto epoch = newest_epoch(); epoch >= 0; --epoch) {
            if (auto original = originals_.find(epoch, key)) {
                return original;
            }
        }
        return std::optional<Original>{};
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
