#include <algorithm>
#include <filesystem>
#include <iostream>

#include "gateway/app/cli/mapping.hpp"
#include "gateway/app/finding_json.hpp"
#include "gateway/mapping/authoring/schema_difference.hpp"
#include "gateway/mapping/check/check.hpp"
#include "gateway/mapping/check/render.hpp"

namespace otkel::app::cli {
namespace {

namespace fs = std::filesystem;
namespace authoring = mapping::authoring;

struct Options {
    std::string before, after;
    std::vector<std::string> files;
    std::string mappings = "mappings";
    bool json = false;
};

void print(const std::vector<Finding>& changes) {
    for (const auto& [severity, title] :
         {std::pair{Severity::error, "breaks messages:"}, std::pair{Severity::warning, "may break messages:"},
          std::pair{Severity::note, "breaks nothing:"}}) {
        bool first = true;
        for (const auto& change : changes) {
            if (change.severity == severity) {
                std::cout << (first ? std::string(title) + "\n" : "") << "  " << change.place.path << ": "
                          << change.detail << '\n';
                first = false;
            }
        }
    }
    if (changes.empty()) {
        std::cout << "the schemas say the same\n";
    }
}

void print_rules(const std::vector<Finding>& findings, std::size_t mappings) {
    mapping::check::Sources sources;
    for (const auto& finding : findings) {
        std::cout << mapping::check::rendered(finding, sources);
    }
    std::cout << "mappings that name the old schema: " << mappings
              << "; places in them that do not fit the new one: " << findings.size() << '\n';
}

int compare(const Options& options) {
    const auto before = xsd::SchemaModel::load(options.before);
    const auto after = xsd::SchemaModel::load(options.after);
    const auto codes = mapping::load_code_tables(fs::path(options.mappings) / "codes");
    for (const auto* error :
         {before ? nullptr : &before.error(), after ? nullptr : &after.error(), codes ? nullptr : &codes.error()}) {
        if (error != nullptr) {
            complain(*error);
            return usage_error;
        }
    }
    auto changes = authoring::compare(**before, **after);
    std::vector<fs::path> files(options.files.begin(), options.files.end());
    if (files.empty()) {
        files = authoring::mappings_of_schema(options.mappings, options.before, *codes);
    }
    std::vector<Finding> rules;
    for (const auto& file : files) {
        auto found = authoring::broken_rules(file, *codes, *before, *after);
        rules.insert(rules.end(), found.begin(), found.end());
    }
    const bool breaks = mapping::check::has_error(changes) || mapping::check::has_error(rules);
    if (options.json) {
        for (auto& change : changes) {
            change.place.file = options.after;
        }
        changes.insert(changes.end(), rules.begin(), rules.end());
        std::cout << findings_json(changes) << '\n';
    } else {
        print(changes);
        print_rules(rules, files.size());
    }
    return breaks ? not_valid : done;
}

}  // namespace

void add_mapping_diff(CLI::App& group, Action& chosen) {
    auto* command = group.add_subcommand(
        "diff", "Compare two versions of an XML Schema, and name the rules of mappings that break.");
    static Options options;
    command->add_option("old", options.before, "the XML Schema as it was")->required()->check(CLI::ExistingFile);
    command->add_option("new", options.after, "the XML Schema as it is")->required()->check(CLI::ExistingFile);
    command
        ->add_option("--mapping", options.files,
                     "mapping files to look at; without any, all that name a schema with the file name of the old one")
        ->check(CLI::ExistingFile);
    command->add_option("--mappings", options.mappings, "folder of mappings and tables of codes")
        ->capture_default_str();
    command->add_flag("--json", options.json, "changes and rules as JSON");
    command->callback([&chosen] { chosen = [] { return compare(options); }; });
}

}  // namespace otkel::app::cli
