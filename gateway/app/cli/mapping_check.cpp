#include <algorithm>
#include <iostream>
#include <map>

#include "gateway/app/cli/mapping.hpp"
#include "gateway/app/finding_json.hpp"
#include "gateway/mapping/check/check.hpp"
#include "gateway/mapping/check/render.hpp"

namespace otkel::app::cli {
namespace {

namespace checks = mapping::check;

struct Options {
    MappingChoice mappings;
    bool json = false;
};

std::string counted(std::size_t count, const std::string& one) {
    return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

// "9 mappings: 2 errors, 1 note"
std::string summary(std::size_t files, const std::vector<Finding>& findings) {
    std::map<Severity, std::size_t> counts;
    for (const auto& finding : findings) {
        ++counts[finding.severity];
    }
    std::string text;
    for (const auto& [severity, word] :
         {std::pair{Severity::error, "error"}, {Severity::warning, "warning"}, {Severity::note, "note"}}) {
        if (counts[severity] > 0) {
            text += (text.empty() ? "" : ", ") + counted(counts[severity], word);
        }
    }
    return counted(files, "mapping") + ": " + (text.empty() ? "nothing to complain about" : text);
}

void print(const std::vector<Finding>& findings) {
    checks::Sources sources;
    for (const auto& finding : findings) {
        std::cout << checks::rendered(finding, sources);
    }
}

// A part that several mappings use has its mistakes in each of them: once is enough.
void add(std::vector<Finding>& findings, const std::vector<Finding>& more) {
    for (const auto& finding : more) {
        const auto text = finding.to_string();
        if (std::none_of(findings.begin(), findings.end(), [&](const auto& one) { return one.to_string() == text; })) {
            findings.push_back(finding);
        }
    }
}

int check(const Options& options) {
    const auto folder = options.mappings.codes_folder();
    const auto codes = mapping::load_code_tables(folder);
    const auto files = options.mappings.files();
    if (!files) {
        return complain(files.error());
    }
    checks::SchemaCache schemas;
    std::vector<Finding> findings;
    if (!codes) {
        checks::Sources sources;
        for (const auto& finding : codes.error().findings) {
            findings.push_back(checks::in_characters(finding, sources));
        }
    } else {
        std::set<std::string> used;
        for (const auto& file : *files) {
            add(findings, checks::check_mapping(file, *codes, schemas, &used));
        }
        if (options.mappings.named.empty()) {
            add(findings, checks::check_tables(**codes, folder, used));
        }
    }
    if (options.json) {
        std::cout << findings_json(findings) << '\n';
    } else {
        print(findings);
        std::cout << summary(files->size(), findings) << '\n';
    }
    return checks::has_error(findings) ? not_valid : done;
}

}  // namespace

void add_mapping_check(CLI::App& group, Action& chosen) {
    auto* command = group.add_subcommand("check", "Hold mapping files against their schemas and tables of codes.");
    static Options options;
    add_mapping_choice(*command, options.mappings);
    command->add_flag("--json", options.json, "findings as JSON");
    command->callback([&chosen] { chosen = [] { return check(options); }; });
}

}  // namespace otkel::app::cli
