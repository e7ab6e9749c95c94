#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/crypto/password.hpp"

// Files with keys and passwords. Private to crypto/.

namespace otkel::crypto {

// A key file is a few kilobytes; anything near this is another file.
inline constexpr std::size_t key_file_octets_max = std::size_t{1024} * 1024;

[[nodiscard]] Place place_of(const std::filesystem::path& file);

// `what` names the file in the error: "key file". Errc::invalid_configuration.
[[nodiscard]] Result<std::string> read_key_file(const std::filesystem::path& file, std::string_view what);
[[nodiscard]] Result<Password> read_password(const std::filesystem::path& file, std::string_view what);

}  // namespace otkel::crypto
