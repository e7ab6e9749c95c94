#include "gateway/journal/sqlite/statement.hpp"

#include <sqlite3.h>

namespace otkel::journal {
namespace {

std::string advice(int code) {
    switch (code) {
        case SQLITE_FULL: return ". Free space on its disk, or raise its size limit";
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return ". The file is damaged: keep it, and go on with a copy from the last backup";
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_CANTOPEN: return ". Check that the file and its folder may be written by this user";
        default: return {};
    }
}

}  // namespace

Failure storage_failure(const std::string& file, const std::exception& exception) {
    std::string detail = "the journal " + file + ": " + exception.what();
    if (const auto* sqlite = dynamic_cast<const SQLite::Exception*>(&exception); sqlite != nullptr) {
        detail += " (SQLite " + std::to_string(sqlite->getExtendedErrorCode()) + ")" + advice(sqlite->getErrorCode());
    }
    return fail(Errc::storage_failed, std::move(detail));
}

}  // namespace otkel::journal
