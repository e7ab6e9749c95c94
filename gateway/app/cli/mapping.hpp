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

// The mapping files that a command line names, as paths or as names below `folder`; all of them when it names none.
[[nodiscard]] std::vector<std::filesystem::path> mapping_files_of(const std::vector<std::string>& named,
                                                                  const std::filesystem::path& folder);

}  // namespace otkel::app::cli
