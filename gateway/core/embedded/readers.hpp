#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "gateway/core/embedded/database.hpp"
#include "gateway/core/embedded/register.hpp"

namespace otkel::core {

// Connections for queries, opened when they are first needed: as many as there are worker threads, for each is lent to
// one thread at a time. Thread safe.
class Readers {
public:
    explicit Readers(std::filesystem::path file) : file_(std::move(file)) {}

    // Runs `query` on one view of the data. What the library throws becomes Errc::storage_failed.
    template <class Query>
    auto run(Query query) -> std::invoke_result_t<Query&, Register&> {
        auto reader = take();
        if (!reader) {
            return fail(reader.error());
        }
        auto& records = (*reader)->records;
        auto outcome = guarded("reading the register", [&]() -> std::invoke_result_t<Query&, Register&> {
            records.begin();
            return query(records);
        });
        records.end();
        give_back(std::move(*reader));
        return outcome;
    }

private:
    struct Reader {
        explicit Reader(std::unique_ptr<SQLite::Database> opened) : database(std::move(opened)), records(*database) {}
        std::unique_ptr<SQLite::Database> database;
        Register records;
    };
    Result<std::unique_ptr<Reader>> take();
    void give_back(std::unique_ptr<Reader> reader);

    std::filesystem::path file_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Reader>> idle_;
};

}  // namespace otkel::core
