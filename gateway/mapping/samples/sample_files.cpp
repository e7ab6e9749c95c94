#include "gateway/mapping/samples/sample_files.hpp"

#include <algorithm>
#include <system_error>

#include "gateway/base/files.hpp"
#include "gateway/mapping/plan.hpp"

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

// The first key of a line at the margin tells what a file is; a mapping with mistakes is still one.
bool is_mapping(const fs::path& file) {
    const auto text = read_whole_file(file, file_octets_max, Errc::not_found);
    if (!text) {
        return true;
    }
    const auto begins = [&](const std::string& key) {
        return text->starts_with(key) || text->find("\n" + key) != std::string::npos;
    };
    return begins("mapping:") || !(begins("part:") || begins("table:"));
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

std::vector<fs::path> mapping_files(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& inside : folders_in(folder)) {
        auto below = mapping_files(inside);
        files.insert(files.end(), below.begin(), below.end());
    }
    for (const auto& file : files_in(folder, ".yaml")) {
        if (is_mapping(file)) {
            files.push_back(file);
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace otkel::mapping::samples
