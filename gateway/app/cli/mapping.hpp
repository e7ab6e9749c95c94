#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "gateway/app/cli/command.hpp"

// The commands of `otkel mapping`, for whoever writes mapping files.

namespace otkel::app::cli {

void add_mapping_check(CLI::App& group, Action& chosen);
void add_mapping_coverage(CLI::App& group, Action& chosen);
void add_mapping_test(CLI::App& group, Action& chosen);
void add_mapping_new(CLI::App& group, Action& chosen);
void add_mapping_diff(CLI::App& group, Action& chosen);
void add_mapping_language(CLI::App& group, Action& chosen);

// Which mappings a command is about. With their tables of codes they stand in one folder.
struct MappingChoice {
    std::vector<std::string> named;
    std::filesystem::path folder{"mappings"};

    [[nodiscard]] std::filesystem::path codes_folder() const { return folder / "codes"; }
    // Those that are named, as files or as names below the folder; all of the folder when none is.
    // Errc::not_found when there is no such mapping.
    [[nodiscard]] Result<std::vector<std::filesystem::path>> files() const;
};
void add_mapping_choice(CLI::App& command, MappingChoice& choice);

// A mapping file by its path or by its name below `folder`.
[[nodiscard]] std::filesystem::path mapping_file(const std::string& name, const std::filesystem::path& folder);

}  // namespace otkel::app::cli
