#include <iostream>

#include "gateway/app/cli/command.hpp"
#include "gateway/app/journal_store.hpp"
#include "gateway/journal/postgres/migrate.hpp"

namespace otkel::app::cli {
namespace {

struct Options {
    std::string file = default_configuration;
};

// Only the section of the journal is read: a database can be made ready before the rest of a site is.
Result<std::optional<journal::PostgresOptions>> read_settings(const std::filesystem::path& file) {
    settings::Complaints complaints;
    auto whole = settings::Section::load(file, complaints);
    const auto folder = std::filesystem::absolute(file).parent_path();
    whole.set_root((folder / whole.text_or("root", "..")).lexically_normal());
    const auto section = whole.section("journal");
    auto journal = read_journal_settings(section);
    if (const auto outcome = complaints.outcome(); !outcome) {
        return fail(outcome.error());
    }
    return std::move(journal.postgres);
}

int migrate(const Options& options) {
    const auto settings = read_settings(options.file);
    if (!settings) {
        return complain(settings.error());
    }
    if (!*settings) {
        std::cout << "the journal is a file of SQLite: the gateway brings it up to date when it starts\n";
        return done;
    }
    const auto migrated = journal::migrate_postgres(**settings);
    if (!migrated) {
        return complain(migrated.error());
    }
    if (migrated->from == migrated->to) {
        std::cout << "the journal's database has schema " << migrated->to << " already\n";
    } else {
        std::cout << "the journal's database went from schema " << migrated->from << " to " << migrated->to << '\n';
    }
    return done;
}

}  // namespace

void add_migrate(CLI::App& program, Action& chosen) {
    auto* command = program.add_subcommand("migrate", "Bring the journal's PostgreSQL database up to date.");
    static Options options;
    command->add_option("--config", options.file, "configuration file")->capture_default_str();
    command->callback([&chosen] { chosen = [] { return migrate(options); }; });
}

}  // namespace otkel::app::cli
