#include "gateway/app/cli/mapping.hpp"

#include "gateway/mapping/check/check.hpp"

namespace otkel::app::cli {

void add_mapping(CLI::App& program, Action& chosen) {
    auto* group = program.add_subcommand("mapping", "Check, measure and test mapping files.");
    group->require_subcommand(1);
    add_mapping_check(*group, chosen);
    add_mapping_coverage(*group, chosen);
    add_mapping_test(*group, chosen);
    add_mapping_new(*group, chosen);
    add_mapping_diff(*group, chosen);
    add_mapping_language(*group, chosen);
}

std::vector<std::filesystem::path> mapping_files_of(const std::vector<std::string>& named,
                                                    const std::filesystem::path& folder) {
    if (named.empty()) {
        return mapping::check::mapping_files(folder);
    }
    std::vector<std::filesystem::path> files;
    for (const auto& name : named) {
        const std::filesystem::path given(name);
        // A mapping is called after its folder, which must be seen in the path.
        const bool bare = given.parent_path().empty() || given.parent_path() == ".";
        files.push_back(!std::filesystem::exists(given) ? folder / (name + ".yaml")
                        : bare                          ? std::filesystem::absolute(given).lexically_normal()
                                                        : given);
    }
    return files;
}

}  // namespace otkel::app::cli
