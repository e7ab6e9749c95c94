#include <cstdlib>
#include <exception>
#include <iostream>

#include "gateway/app/cli/command.hpp"
#include "gateway/base/write_points.hpp"
#include "gateway/journal/sqlite/sqlite_memory.hpp"

int main(int count, char** arguments) {
    using namespace otkel::app;
    otkel::journal::leave_sqlite_memory_uncounted();
    CLI::App program{"Otkel: an integration gateway for the national catalogue of goods and marking."};
    program.require_subcommand(1);
    program.set_version_flag("--version", OTKEL_VERSION);
    cli::Action chosen;
    for (const auto add :
         {cli::add_serve, cli::add_check, cli::add_map, cli::add_mapping, cli::add_verify, cli::add_sign, cli::add_send,
          cli::add_exchanges, cli::add_simulate, cli::add_identify, cli::add_calendar, cli::add_core,
          cli::add_certificate, cli::add_archive, cli::add_migrate, cli::add_selftest, cli::add_system_commands}) {
        add(program, chosen);
    }
    const char* stop = std::getenv(otkel::stop_at_variable);
    if (const auto armed = otkel::stop_at(stop == nullptr ? "" : stop); !armed) {
        return cli::complain(armed.error());
    }
    try {
        program.parse(count, arguments);
        return chosen();
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? cli::done : cli::usage_error;
    } catch (const std::exception& error) {
        std::cerr << "otkel: " << error.what() << '\n';
        return cli::usage_error;
    }
}
