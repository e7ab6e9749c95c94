#include "gateway/mapping/samples/sample_files.hpp"

#include <algorithm>
#include <system_error>

#include "gateway/base/files.hpp"

namespace otkel::mapping::samples {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t head_octets = 64UL * 1024 * 1024;

std::vector<fs::path> folders_in(const fs::path& folder) {
    std::vector<fs::path> folders;
    std::error_code unreadable;
    for (const auto& entry : fs::directory_iterator(folder, unreadable)) {
        if (entry.is_directory(unreadable)) {
            folders.push_back(entry.path());
        }
    }
    std::sort(folders.begin(), folders.end());
    return folders;
}

SampleFiles files_of(const fs::path& folder, const std::string& message) {
    const auto one = [&](const char* extension) {
        auto file = folder / (message + extension);
        std::error_code unreadable;
        return fs::is_regular_file(file, unreadable) ? file : fs::path{};
    };
    return {{}, one(".xml"), one(".json")};
}

// The namespace stands in quotation marks wherever it is declared.
bool names_space(const fs::path& file, std::string_view space) {
    const auto text = read_whole_file(file, head_octets, Errc::not_found);
    return text && (text->find('"' + std::string(space) + '"') != std::string::npos ||
                    text->find('\'' + std::string(space) + '\'') != std::string::npos);
}

bool belongs_to(const fs::path& folder, std::string_view space) {
    const auto documents = files_in(folder, ".xml");
    return documents.empty() || std::any_of(documents.begin(), documents.end(), [&](const fs::path& file) {
               return !space.empty() && names_space(file, space);
           });
}

}  // namespace

std::vector<SampleFiles> samples_of(const fs::path& folder, std::string_view name, std::string_view space) {
    const fs::path path{std::string(name)};
    const auto message = path.filename().string();
    const auto point = message.rfind('.');
    const auto system = path.has_parent_path() ? *path.begin() : fs::path{};
    std::vector<SampleFiles> samples;
    for (const auto& sample : folders_in(folder / system)) {
        const auto add = [&](const std::string& stem) {
            auto files = files_of(sample, stem);
            files.name = (system / sample.filename() / stem).generic_string();
            if (!files.xml.empty() || !files.json.empty()) {
                samples.push_back(std::move(files));
                return true;
            }
            return false;
        };
        if (!add(message) && point != std::string::npos && belongs_to(sample, space)) {
            add(message.substr(point + 1));
        }
    }
    return samples;
}

}  // namespace otkel::mapping::samples
