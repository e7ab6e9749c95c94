#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

// A folder of files that are replaced whole. Private to trust/revocation/.

namespace otkel::trust {

class ListFolder {
public:
    explicit ListFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}
    [[nodiscard]] bool is_kept() const { return !folder_.empty(); }

    // On disk under this name, or the old content is. Errc::storage_failed.
    [[nodiscard]] Result<void> write(const std::string& name, std::string_view content) const;
    void remove(const std::string& name) const;
    [[nodiscard]] std::vector<std::filesystem::path> files() const;  // sorted by name
    // Errc::storage_failed, Errc::limit_exceeded.
    [[nodiscard]] static Result<std::string> read(const std::filesystem::path& file, std::size_t octets_max);

private:
    [[nodiscard]] std::filesystem::path file_of(const std::string& name) const;

    std::filesystem::path folder_;
};

}  // namespace otkel::trust
