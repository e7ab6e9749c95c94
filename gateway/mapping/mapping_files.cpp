#include "gateway/mapping/mapping_files.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>
#include <utility>

#include "gateway/base/files.hpp"
#include "gateway/mapping/plan.hpp"

namespace otkel::mapping {

FileKind kind_of(const std::filesystem::path& file) {
    constexpr std::array<std::pair<std::string_view, FileKind>, 3> kinds{
        {{"mapping:", FileKind::mapping}, {"part:", FileKind::part}, {"table:", FileKind::table}}};
    const auto octets = read_whole_file(file, file_octets_max, Errc::not_found);
    std::string_view text = octets ? std::string_view(*octets) : std::string_view{};
    while (!text.empty()) {
        for (const auto& [key, kind] : kinds) {
            if (text.starts_with(key)) {
                return kind;
            }
        }
        const auto end = text.find('\n');
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return FileKind::mapping;
}

std::vector<std::filesystem::path> mapping_files(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error)) {
        std::error_code unknown;
        if (at->path().extension() == ".yaml" && at->is_regular_file(unknown) &&
            kind_of(at->path()) == FileKind::mapping) {
            files.push_back(at->path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace otkel::mapping
