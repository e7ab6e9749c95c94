#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "gateway/journal/sqlite/database.hpp"
#include "gateway/journal/sqlite/originals.hpp"

// Connections that read. Everything blocks: for the worker pool, the command line and the start.

namespace otkel::journal {

class Reader {
public:
    [[nodiscard]] static Result<std::unique_ptr<Reader>> open(const std::filesystem::path& file);

    Result<std::vector<Exchange>> unfinished();
    Result<std::vector<Summary>> find(const Query& query);
    Result<Exchange> load(const ExchangeId& id);
    Result<std::optional<Original>> find_original(const MessageKey& key);

private:
    Reader(Connection connection, std::string file);
    Result<Exchange> whole(const Rows& rows);
    std::vector<Summary> scan(const Query& query);
    std::vector<Summary> look_up(const Query& query, std::int64_t fingerprint);
    std::int64_t newest_epoch();

    std::string file_;
    Connection database_;
    SQLite::Statement by_id_, by_number_, legs_, candidates_;
    Originals originals_;
};

// A reader for each worker that needs one at the moment; the last few are kept open.
class ReaderPool {
public:
    explicit ReaderPool(std::filesystem::path file) : file_(std::move(file)) {}

    // Calls work(Reader&) → Result.
    template <class Work>
    std::invoke_result_t<Work&, Reader&> with(Work work) {
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
