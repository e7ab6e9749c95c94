#include <iostream>

#include "gateway/app/cli/mapping.hpp"
#include "gateway/mapping/authoring/language.hpp"

namespace otkel::app::cli {

void add_mapping_language(CLI::App& group, Action& chosen) {
    auto* command = group.add_subcommand("language", "Print the mapping language: as a page, or as a JSON Schema.");
    static bool schema = false;
    static bool reference = false;
    auto* form = command->add_option_group("form");
    form->add_flag("--schema", schema, "a JSON Schema, for editors");
    form->add_flag("--reference", reference, "tables in Markdown, for people");
    form->require_option(1);
    command->callback([&chosen] {
        chosen = [] {
            std::cout << (schema ? mapping::authoring::language_schema() : mapping::authoring::language_reference());
            return done;
        };
    });
}

}  // namespace otkel::app::cli
