#pragma once

#include <filesystem>
#include <string_view>

#include "gateway/base/result.hpp"

namespace otkel::adapters::nca {

// The whole content, or what was there before: also after a power failure. Makes the folder. Errc::storage_failed.
[[nodiscard]] Result<void> replace_file(const std::filesystem::path& file, std::string_view content);
// On the disk when it returns; the file is made when it is not there. Errc::storage_failed.
[[nodiscard]] Result<void> append_to_file(const std::filesystem::path& file, std::string_view content);

}  // namespace otkel::adapters::nca
