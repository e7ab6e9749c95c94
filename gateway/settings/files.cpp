#include "gateway/base/files.hpp"

#include "gateway/base/bytes.hpp"
#include "gateway/settings/section.hpp"

namespace otkel::settings {
namespace {

constexpr std::size_t longest_secret = 4096;

}  // namespace

std::vector<std::filesystem::path> yaml_files(const std::filesystem::path& folder) { return files_in(folder, ".yaml"); }

Result<std::string> read_file(const std::filesystem::path& file, std::size_t limit) {
    return read_whole_file(file, limit, Errc::invalid_configuration);
}

Result<std::string> read_secret(const std::filesystem::path& file) {
    auto text = read_file(file, longest_secret);
    if (!text) {
        return text;
    }
    const auto line = std::string_view(*text).substr(0, text->find_first_of("\r\n"));
    std::string secret(line);
    wipe(*text);
    if (secret.empty()) {
        return fail(Errc::invalid_configuration, "the file of a secret is empty; write the secret as its first line",
                    Place{file.string(), 0, 0, {}});
    }
    return secret;
}

}  // namespace otkel::settings
