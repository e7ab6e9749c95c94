#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

// Files that are read whole, and files that must survive a power failure. Errors carry the file as their place.

namespace otkel {

// The regular files directly in `folder` whose names end in `extension` (".yaml"), sorted by name; none when it cannot
// be read.
[[nodiscard]] std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder,
                                                          std::string_view extension);
// Leaves no copy in memory but the result. `unreadable` is the code when the file cannot be read; Errc::limit_exceeded
// when it has more than `limit` octets.
[[nodiscard]] Result<std::string> read_whole_file(const std::filesystem::path& file, std::size_t limit,
                                                  Errc unreadable);

// The whole content, or what was there before: also after a power failure. Makes the folder. Errc::storage_failed.
[[nodiscard]] Result<void> replace_file(const std::filesystem::path& file, std::string_view content,
                                        mode_t permissions = 0600);
// On the disk when it returns; the file is made when it is not there. Errc::storage_failed.
[[nodiscard]] Result<void> append_to_file(const std::filesystem::path& file, std::string_view content);

}  // namespace otkel
