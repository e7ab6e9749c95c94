#include "gateway/journal/postgres/reader.hpp"

#include <algorithm>
#include <array>

#include "gateway/journal/fingerprint.hpp"
#include "gateway/journal/postgres/statements.hpp"
#include "gateway/journal/postgres/writer.hpp"
#include "gateway/journal/text_list.hpp"

namespace otkel::journal::postgres {
namespace {

constexpr std::size_t most_results = 10'000;
constexpr std::chrono::milliseconds pause_after_failure{500};

std::vector<Summary> summaries_of(const Rows& rows) {
    std::vector<Summary> all;
    all.reserve(static_cast<std::size_t>(rows.size()));
    for (int i = 0; i < rows.size(); ++i) {
        all.push_back(row_of(rows, i).summary);
    }
    return all;
}

// What is sought for literally in a pattern of LIKE.
std::string pattern_of(const std::string& part) {
    std::string pattern = "%";
    for (const char c : part) {
        if (c == '%' || c == '_' || c == '\\') {
            pattern += '\\';
        }
        pattern += c;
    }
    return pattern + "%";
}

// The conditions of a search and their values.
class Search {
public:
    explicit Search(const Query& query) : limit_(std::min(query.limit, most_results)) {
        const std::pair<const char*, const std::optional<std::string>&> texts[] = {
            {"e.peer = ", query.peer},
            {"e.route = ", query.route},
            {"e.service = ", query.service},
            {"e.message_id = ", query.message_id},
            {"e.correlation_id <> '' AND e.correlation_id = ", query.correlation_id}};
        for (const auto& [condition, wanted] : texts) {
            if (wanted) {
                add(condition, as_text(*wanted));
            }
        }
        if (query.state) {
            add("e.state = ", static_cast<std::int64_t>(*query.state));
            // The words of the partial index.
            text_ += *query.state == State::answered ? "" : " AND e.state <> 3";
        }
        if (query.key) {
            add("e.number IN (SELECT exchange FROM search_keys WHERE fingerprint = ",
                key_fingerprint(query.key->first, query.key->second));
            text_ += ")";
        }
        if (query.text) {
            add_text(pattern_of(as_text(*query.text)));
        }
        if (query.since) {
            add("e.accepted_at >= ", count(*query.since));
        }
        if (query.until) {
            add("e.accepted_at < ", count(*query.until));
        }
    }

    [[nodiscard]] std::string text() const {
        return std::string(sql::row_columns) + "WHERE true" + text_ +
               " ORDER BY e.accepted_at DESC, e.number DESC LIMIT " + std::to_string(limit_);
    }
    [[nodiscard]] const Parameters& values() const { return values_; }

private:
    template <class Value>
    void add(const char* condition, const Value& value) {
        values_.add(value);
        text_ += std::string(" AND ") + condition + "$" + std::to_string(values_.values().size());
    }
    void add_text(const std::string& pattern) {
        values_.add(pattern);
        const auto place = "$" + std::to_string(values_.values().size());
        text_ += " AND e.state <> 3 AND (e.outcome ILIKE " + place + " OR e.stages ILIKE " + place + ")";
    }

    std::size_t limit_;
    std::string text_;
    Parameters values_{};
};

}  // namespace

Asked<std::vector<Summary>> Reader::find(const Query& query) {
    const Search search(query);
    auto rows = connection_->ask_once(search.text(), search.values());
    if (!rows) {
        return tl::unexpected(std::move(rows.error()));
    }
    std::vector<Summary> found;
    for (int i = 0; i < rows->size(); ++i) {
        auto row = row_of(*rows, i);
        const auto keys = query.key ? keys_of(row.keys) : Keys{};
        // Another key may have the same fingerprint.
        if (!query.key || std::find(keys.begin(), keys.end(), *query.key) != keys.end()) {
            found.push_back(std::move(row.summary));
        }
    }
    return found;
}

Asked<std::vector<Summary>> Reader::correlated(const std::string& adapter, const std::string& correlation_id) {
    auto rows = connection_->ask(sql::correlated, Parameters(as_text(adapter), as_text(correlation_id)));
    if (!rows) {
        return tl::unexpected(std::move(rows.error()));
    }
    return summaries_of(*rows);
}

Asked<std::optional<Original>> Reader::find_original(const std::string& peer, const std::string& service,
                                                     const std::string& message_id) {
    const auto key = message_key(Direction::inbound, peer, service, message_id);
    const std::array commands{Command{&sql::original, Parameters(Blob{key})},
                              Command{&sql::reply, Parameters(Blob{key}, static_cast<std::int64_t>(Leg::reply_out))}};
    auto answers = connection_->ask_all(commands);
    if (!answers) {
        return tl::unexpected(std::move(answers.error()));
    }
    auto found = original_of(answers->at(0));
    if (found) {
        found->reply = reply_of(answers->at(1));
    }
    return found;
}

Asked<std::vector<Rows>> Reader::load(const ExchangeId& id) {
    auto row = connection_->ask(sql::row_by_id, Parameters(as_text(id.text())));
    if (!row) {
        return tl::unexpected(std::move(row.error()));
    }
    if (row->empty()) {
        return std::vector<Rows>{};
    }
    const std::vector<std::int64_t> number{row->number(0, 0)};
    // The row again: with the legs and records, as they are at one moment.
    const std::array commands{Command{&sql::snapshot, Parameters{}}, Command{&sql::rows_by_number, Parameters(number)},
                              Command{&sql::legs, Parameters(number)}, Command{&sql::records, Parameters(number)},
                              Command{&sql::commit, Parameters{}}};
    auto answers = connection_->ask_all(commands);
    if (!answers) {
        return answers;
    }
    return std::vector<Rows>{answers->at(1), answers->at(2), answers->at(3)};
}

Asked<Rows> Reader::ask_swept(const Statement& statement, Parameters parameters) {
    if (!sweeps_) {
        return connection_->ask(statement, std::move(parameters));
    }
    const std::array commands{Command{&sql::sweep, Parameters{}}, Command{&statement, std::move(parameters)}};
    auto answers = connection_->ask_all(commands);
    if (!answers) {
        return tl::unexpected(std::move(answers.error()));
    }
    return answers->at(1);
}

Asked<std::vector<Backlog>> Reader::backlog(WallTime now) {
    auto rows = ask_swept(sql::backlog, Parameters(count(now)));
    if (!rows) {
        return tl::unexpected(std::move(rows.error()));
    }
    std::vector<Backlog> all;
    all.reserve(static_cast<std::size_t>(rows->size()));
    for (int i = 0; i < rows->size(); ++i) {
        all.push_back({rows->text(i, 0), static_cast<std::size_t>(rows->number(i, 1)), time_of(rows->number(i, 2))});
    }
    return all;
}

Asked<std::optional<WallTime>> Reader::next_due() {
    auto rows = ask_swept(sql::next_due, Parameters{});
    if (!rows) {
        return tl::unexpected(std::move(rows.error()));
    }
    return rows->is_null(0, 0) ? std::optional<WallTime>{} : std::optional(time_of(rows->number(0, 0)));
}

Result<std::unique_ptr<Reader>> ReaderPool::take() {
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            auto reader = std::move(idle_.back());
            idle_.pop_back();
            lent_ += 1;
            return reader;
        }
        if (lent_ >= most_) {
            return fail(Errc::overloaded, "all connections for questions to the journal's database are in use");
        }
        // Others do not wait for a database that one of them waits for already.
        if (last_failure_ && std::chrono::steady_clock::now() < next_try_) {
            return fail(*last_failure_);
        }
        next_try_ = std::chrono::steady_clock::now() + address_.time_limit;
        lent_ += 1;
    }
    auto connection = connect(address_, sql::of_reader());
    const std::lock_guard lock(mutex_);
    if (!connection) {
        lent_ -= 1;
        last_failure_ = connection.error().error;
        next_try_ = std::chrono::steady_clock::now() + pause_after_failure;
        return fail(*last_failure_);
    }
    last_failure_.reset();
    return std::make_unique<Reader>(std::move(*connection), sweeps_);
}

void ReaderPool::give_back(std::unique_ptr<Reader> reader) {
    const std::lock_guard lock(mutex_);
    lent_ -= 1;
    if (!reader->is_broken()) {
        idle_.push_back(std::move(reader));
    }
}

}  // namespace otkel::journal::postgres
