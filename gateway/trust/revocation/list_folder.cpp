#include "gateway/trust/revocation/list_folder.hpp"

#include "gateway/base/files.hpp"

namespace otkel::trust {
namespace {

constexpr std::string_view extension = ".crl";
constexpr mode_t readable_by_group = 0640;

}  // namespace

Result<void> ListFolder::write(const std::string& name, std::string_view content) const {
    return replace_file(file_of(name), content, readable_by_group);
}

void ListFolder::remove(const std::string& name) const {
    std::error_code ignored;
    std::filesystem::remove(file_of(name), ignored);
}

std::vector<std::filesystem::path> ListFolder::files() const { return files_in(folder_, extension); }

Result<std::string> ListFolder::read(const std::filesystem::path& file, std::size_t octets_max) {
    return read_whole_file(file, octets_max, Errc::storage_failed);
}

std::filesystem::path ListFolder::file_of(const std::string& name) const {
    return folder_ / (name + std::string(extension));
}

}  // namespace otkel::trust
