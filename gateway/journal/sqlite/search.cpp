#include "gateway/journal/sqlite/search.hpp"

#include <algorithm>

#include "gateway/base/letter_case.hpp"
#include "gateway/journal/fingerprint.hpp"
#include "gateway/journal/sqlite/exchange_rows.hpp"
#include "gateway/journal/text_list.hpp"

namespace otkel::journal {
namespace {

constexpr std::size_t most_results = 10'000;
constexpr std::int64_t texts_looked_at = 5'000;

// The places of Search::scans_, in the order of preference.
enum Index : std::size_t { by_state, by_peer, by_service, by_route, by_time };
constexpr std::array<const char*, 5> index_clauses{
    // "state <> 3" says in the words of the partial index that it covers the question.
    "INDEXED BY exchanges_state WHERE state = ?6 AND state <> 3",
    "INDEXED BY exchanges_peer WHERE peer = ?3",
    "INDEXED BY exchanges_service WHERE service = ?4",
    "INDEXED BY exchanges_route WHERE route = ?5",
    "INDEXED BY exchanges_time WHERE true",
};
constexpr const char* conditions =
    " AND accepted_at >= ?1 AND accepted_at < ?2 AND (?3 IS NULL OR peer = ?3) AND (?4 IS NULL OR service = ?4) "
    "AND (?5 IS NULL OR route = ?5) AND (?6 IS NULL OR state = ?6) ORDER BY accepted_at DESC, number DESC LIMIT ?7";

std::int64_t count(WallTime time) { return time.time_since_epoch().count(); }

std::size_t index_for(const Query& query) {
    return query.state && query.state != State::answered ? by_state
           : query.peer                                  ? by_peer
           : query.service                               ? by_service
           : query.route                                 ? by_route
                                                         : by_time;
}

bool same(const std::optional<std::string>& wanted, const std::string& value) { return !wanted || *wanted == value; }

bool matches(const Query& query, const Summary& summary) {
    return same(query.peer, summary.peer) && same(query.route, summary.route) && same(query.service, summary.service) &&
           same(query.message_id, summary.message_id) && same(query.correlation_id, summary.correlation_id) &&
           (!query.state || *query.state == summary.state) && (!query.since || summary.accepted_at >= *query.since) &&
           (!query.until || summary.accepted_at < *query.until);
}

bool has_key(const Query& query, const Rows& rows) {
    if (!query.key) {
        return true;
    }
    const auto keys = keys_of(rows.view(keys_column));
    return std::find(keys.begin(), keys.end(), *query.key) != keys.end();
}

// `wanted` in small letters.
bool says(const std::optional<std::string>& wanted, std::string_view outcome, std::string_view stages) {
    return !wanted || in_small_letters(outcome).find(*wanted) != std::string::npos ||
           in_small_letters(stages).find(*wanted) != std::string::npos;
}

std::optional<std::int64_t> fingerprint_of(const Query& query) {
    if (query.message_id) {
        return message_fingerprint(*query.message_id);
    }
    if (query.correlation_id) {
        return correlation_fingerprint(*query.correlation_id);
    }
    if (query.key) {
        return key_fingerprint(query.key->first, query.key->second);
    }
    return std::nullopt;
}

}  // namespace

Search::Search(SQLite::Database& database)
    : database_(database),
      by_number_(database, select_exchanges("WHERE number = ?")),
      recent_(database, "SELECT exchange FROM recent_entries WHERE fingerprint = ?"),
      candidates_(database,
                  "SELECT exchange FROM search_keys WHERE epoch = ?1 AND fingerprint = ?2 UNION ALL "
                  "SELECT exchange FROM message_ids WHERE epoch = ?1 AND fingerprint = ?2"),
      newest_(database, "SELECT coalesce(max(number), 0) FROM exchanges"),
      texts_(database,
             "SELECT number, outcome, stages FROM exchanges INDEXED BY exchanges_state WHERE state = ? AND state <> 3 "
             "AND accepted_at >= ? AND accepted_at < ? ORDER BY accepted_at DESC, number DESC LIMIT ?") {}

std::int64_t Search::newest_epoch() {
    Rows rows(newest_);
    return rows.next() ? epoch_of(rows.number(0)) : 0;
}

SQLite::Statement& Search::by_index(std::size_t index) {
    auto& scan = scans_.at(index);
    if (!scan) {
        scan.emplace(database_, select_exchanges(std::string(index_clauses.at(index)) + conditions));
    }
    return *scan;
}

// Each exchange once, newest first.
std::vector<std::int64_t> Search::candidates(std::int64_t epoch, std::int64_t fingerprint,
                                             const std::vector<std::int64_t>& recent) {
    std::vector<std::int64_t> numbers;
    std::copy_if(recent.begin(), recent.end(), std::back_inserter(numbers),
                 [epoch](std::int64_t number) { return epoch_of(number) == epoch; });
    Rows rows(candidates_, epoch, fingerprint);
    while (rows.next()) {
        numbers.push_back(rows.number(0));
    }
    std::sort(numbers.begin(), numbers.end(), std::greater{});
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    return numbers;
}

// Calls visit(rows) for every exchange with the fingerprint, newest first, until it answers false.
template <class Visit>
void Search::look_up(std::int64_t fingerprint, const Visit& visit) {
    std::vector<std::int64_t> recent;
    for (Rows rows(recent_, fingerprint); rows.next();) {
        recent.push_back(rows.number(0));
    }
    for (auto epoch = newest_epoch(); epoch >= 0; --epoch) {
        for (const auto number : candidates(epoch, fingerprint, recent)) {
            Rows rows(by_number_, number);
            if (rows.next() && !visit(rows)) {
                return;
            }
        }
    }
}

std::vector<Summary> Search::find(const Query& query) {
    std::vector<Summary> found;
    const auto limit = std::min(query.limit, most_results);
    const auto fingerprint = fingerprint_of(query);
    if (limit == 0) {
        return found;
    }
    if (!fingerprint) {
        return query.text ? scan_texts(query) : scan(query);
    }
    const auto text = query.text ? std::optional{in_small_letters(*query.text)} : std::nullopt;
    look_up(*fingerprint, [&](const Rows& rows) {
        auto summary = summary_of(rows);
        if (matches(query, summary) && has_key(query, rows) && says(text, summary.outcome, rows.view(stages_column))) {
            found.push_back(std::move(summary));
        }
        return found.size() < limit;
    });
    return found;
}

std::vector<Summary> Search::correlated(const std::string& adapter, const std::string& correlation_id) {
    std::vector<Summary> found;
    look_up(correlation_fingerprint(correlation_id), [&](const Rows& rows) {
        auto summary = summary_of(rows);
        if (summary.direction == Direction::outbound && summary.adapter == adapter &&
            summary.correlation_id == correlation_id) {
            found.push_back(std::move(summary));
        }
        return found.size() < most_results;
    });
    return found;
}

std::vector<Summary> Search::scan(const Query& query) {
    const auto state = query.state ? std::optional{static_cast<std::int64_t>(*query.state)} : std::nullopt;
    Rows rows(by_index(index_for(query)), count(query.since.value_or(WallTime::min())),
              count(query.until.value_or(WallTime::max())), query.peer, query.service, query.route, state,
              static_cast<std::int64_t>(std::min(query.limit, most_results)));
    std::vector<Summary> found;
    while (rows.next()) {
        found.push_back(summary_of(rows));
    }
    return found;
}

std::vector<Summary> Search::scan_texts(const Query& query) {
    std::vector<Summary> found;
    for (const auto state : {State::accepted, State::sent, State::in_doubt, State::failed, State::refused,
                             State::waiting, State::awaiting, State::parked}) {
        if (!query.state || *query.state == state) {
            scan_texts(query, state, found);
        }
    }
    std::sort(found.begin(), found.end(), [](const Summary& a, const Summary& b) {
        return a.accepted_at != b.accepted_at ? a.accepted_at > b.accepted_at : a.id > b.id;
    });
    found.erase(found.begin() + static_cast<std::ptrdiff_t>(std::min(query.limit, found.size())), found.end());
    return found;
}

void Search::scan_texts(const Query& query, State state, std::vector<Summary>& found) {
    const std::optional wanted{in_small_letters(*query.text)};
    const auto before = found.size();
    Rows texts(texts_, static_cast<std::int64_t>(state), count(query.since.value_or(WallTime::min())),
               count(query.until.value_or(WallTime::max())), texts_looked_at);
    while (texts.next() && found.size() - before < std::min(query.limit, most_results)) {
        if (!says(wanted, texts.view(1), texts.view(2))) {
            continue;
        }
        Rows rows(by_number_, texts.number(0));
        if (rows.next()) {
            auto summary = summary_of(rows);
            if (matches(query, summary)) {
                found.push_back(std::move(summary));
            }
        }
    }
}

}  // namespace otkel::journal
