#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace otkel::mapping {

// Of the JSON Schema of a message.
inline constexpr std::size_t json_schema_octets_max = 8UL * 1024 * 1024;

enum class FileKind : std::uint8_t { mapping, part, table };

// By its first key that is the name of a kind. A file without one, or that cannot be read, is a mapping with mistakes.
[[nodiscard]] FileKind kind_of(const std::filesystem::path& file);

// All mapping files below a folder, sorted: not the tables of codes, not the parts of mappings.
[[nodiscard]] std::vector<std::filesystem::path> mapping_files(const std::filesystem::path& folder);

}  // namespace otkel::mapping
