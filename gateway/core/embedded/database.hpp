#pragma once

#include <SQLiteCpp/Database.h>

#include <exception>
#include <filesystem>
#include <memory>
#include <string>
#include <type_traits>

#include "gateway/base/result.hpp"

// The file of the embedded core: how it is opened, and the schema with its migrations (docs/core.md shows the tables).

namespace otkel::core {

// Opens or creates the file, in WAL mode with synchronous=FULL, and migrates it. A file of a newer version is refused.
[[nodiscard]] Result<std::unique_ptr<SQLite::Database>> open_for_writing(const std::filesystem::path& file);
// For queries only; the file must exist.
[[nodiscard]] Result<std::unique_ptr<SQLite::Database>> open_for_reading(const std::filesystem::path& file);

// The border to the library: what it throws becomes Errc::storage_failed, with `what` saying what was being done.
template <class Call>
auto guarded(const std::string& what, Call&& call) -> std::invoke_result_t<Call&> {
    try {
        return call();
    } catch (const std::exception& exception) {
        return fail(Errc::storage_failed, what + ": " + exception.what());
    }
}

}  // namespace otkel::core
