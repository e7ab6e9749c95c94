#include "gateway/app/cli/mapping.hpp"

#include "gateway/mapping/mapping_files.hpp"

namespace otkel::app::cli {
namespace {

namespace fs = std::filesystem;

Place place_of(const fs::path& file) { return {file.string(), 0, 0, {}}; }

}  // namespace

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

Result<std::vector<fs::path>> MappingChoice::files() const {
    if (named.empty()) {
        auto files = mapping::mapping_files(folder);
        return files.empty() ? Result<std::vector<fs::path>>(
                                   fail(Errc::not_found, "there is no mapping below this folder", place_of(folder)))
                             : files;
    }
    std::vector<fs::path> files;
    for (const auto& name : named) {
        files.push_back(mapping_file(name, folder));
        std::error_code unknown;
        if (!fs::is_regular_file(files.back(), unknown)) {
            return fail(Errc::not_found, "there is no such mapping", place_of(files.back()));
        }
    }
    return files;
}

void add_mapping_choice(CLI::App& command, MappingChoice& choice) {
    command.add_option("files", choice.named,
                       "mapping files, or their names below the folder; without any, all of them");
    command.add_option("--mappings", choice.folder, "folder of mappings and tables of codes")
        ->capture_default_str()
        ->check(CLI::ExistingDirectory);
}

fs::path mapping_file(const std::string& name, const fs::path& folder) {
    const fs::path given(name);
    std::error_code unknown;
    if (!fs::is_regular_file(given, unknown)) {
        return folder / (name + ".yaml");
    }
    // A mapping is called after its folder, which must be seen in the path.
    const bool bare = given.parent_path().empty() || given.parent_path() == ".";
    return bare ? fs::absolute(given).lexically_normal() : given;
}

}  // namespace otkel::app::cli
