#pragma once

#include <filesystem>

#include "gateway/base/result.hpp"

namespace otkel::journal {

// The write-ahead log of a journal that is open for writing: its commits are durable when it has been synced after
// them. SQLite would do so inside each commit (PRAGMA synchronous = FULL) and its connection could do nothing else
// meanwhile. It still syncs the log before it copies pages from it, and the database before it begins the log anew
// (NORMAL; https://www.sqlite.org/pragma.html#pragma_synchronous), so that a power cut takes whole commits only, from
// the end, and none that anybody was told of.
class LogFile {
public:
    // Of a database with an open connection: the log has the same inode for as long as that is open.
    [[nodiscard]] static Result<LogFile> of(const std::filesystem::path& journal);
    ~LogFile();
    LogFile(LogFile&& other) noexcept;
    LogFile& operator=(LogFile&&) = delete;

    // Thread safe.
    [[nodiscard]] Result<void> sync() const;

private:
    LogFile(std::string file, int descriptor);
    std::string file_;
    int descriptor_;
};

}  // namespace otkel::journal
