#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "gateway/journal/sqlite/database.hpp"
#include "gateway/journal/sqlite/ledger_rows.hpp"
#include "gateway/journal/sqlite/originals.hpp"
#include "gateway/journal/sqlite/retention_rows.hpp"
#include "gateway/journal/sqlite/search.hpp"

// Connections that read. Everything blocks: for the worker pool, the command line and the start.

namespace otkel::journal {

// What was taken, and what of it cannot be read, with the reason.
struct Taken {
    std::vector<Exchange> exchanges;
    std::vector<std::pair<Summary, Error>> spoiled;
};

class Reader {
public:
    [[nodiscard]] static Result<std::unique_ptr<Reader>> open(const std::filesystem::path& file);

    Result<std::vector<Summary>> find(const Query& query);
    Result<std::vector<Summary>> correlated(const std::string& adapter, const std::string& correlation_id);
    Result<Exchange> load(const ExchangeId& id);
    Result<Taken> load(const std::vector<std::int64_t>& numbers);
    Result<std::optional<Original>> find_original(const MessageKey& key);
    Result<std::vector<Backlog>> backlog(WallTime now);
    Result<std::optional<WallTime>> next_due();

    // Calls work(LedgerReader&) → Result.
    template <class Work>
    std::invoke_result_t<Work&, LedgerReader&> on_ledger(Work work) {
        return guarded(file_, [&]() -> std::invoke_result_t<Work&, LedgerReader&> {
            if (!ledger_) {
                ledger_.emplace(*database_);
            }
            return work(*ledger_);
        });
    }

    // Calls work(RetentionRows&) → Result.
    template <class Work>
    std::invoke_result_t<Work&, RetentionRows&> on_retention(Work work) {
        return guarded(file_, [&]() -> std::invoke_result_t<Work&, RetentionRows&> {
            RetentionRows rows(*database_);
            return work(rows);
        });
    }

private:
    Reader(Connection connection, std::string file);
    Result<Exchange> whole(const Rows& rows);
    Result<std::vector<HistoryEntry>> history(std::int64_t number);

    std::string file_;
    Connection database_;
    SQLite::Statement by_id_, by_number_, legs_, records_, due_peers_, due_of_peer_, next_due_;
    Search search_;
    Originals originals_;
    std::optional<LedgerReader> ledger_;  // few readers are asked for evidence
};

// A reader for each worker that needs one at the moment; the last few are kept open.
class ReaderPool {
public:
    explicit ReaderPool(std::filesystem::path file) : file_(std::move(file)) {}

    // Calls work(Reader&) → Result.
    template <class Work>
    std::invoke_result_t<const Work&, Reader&> with(const Work& work) {
        auto reader = take();
        if (!reader) {
            return fail(reader.error());
        }
        auto outcome = work(**reader);
        give_back(std::move(*reader));
        return outcome;
    }

private:
    Result<std::unique_ptr<Reader>> take();
    void give_back(std::unique_ptr<Reader> reader);

    std::filesystem::path file_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Reader>> idle_;
};

}  // namespace otkel::journal
