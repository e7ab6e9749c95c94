#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

// The commands of the program, one file each. Results go to stdout, logs and complaints to stderr.

namespace otkel::app::cli {

// Exit codes that scripts rely on.
inline constexpr int done = 0;         // done, valid
inline constexpr int not_valid = 1;    // checked and not valid, or failed
inline constexpr int usage_error = 2;  // wrong usage or unreadable input

// Runs after the command line was parsed; its result is the exit code.
using Action = std::function<int()>;

// Each adds its subcommand; `chosen` receives what to run.
void add_serve(CLI::App& program, Action& chosen);
void add_check(CLI::App& program, Action& chosen);
void add_map(CLI::App& program, Action& chosen);
void add_mapping(CLI::App& program, Action& chosen);
void add_verify(CLI::App& program, Action& chosen);
void add_sign(CLI::App& program, Action& chosen);
void add_send(CLI::App& program, Action& chosen);
void add_exchanges(CLI::App& program, Action& chosen);
void add_simulate(CLI::App& program, Action& chosen);
void add_identify(CLI::App& program, Action& chosen);
void add_calendar(CLI::App& program, Action& chosen);
void add_core(CLI::App& program, Action& chosen);
void add_certificate(CLI::App& program, Action& chosen);
void add_archive(CLI::App& program, Action& chosen);
void add_migrate(CLI::App& program, Action& chosen);
void add_selftest(CLI::App& program, Action& chosen);
// Those of external systems.
void add_system_commands(CLI::App& program, Action& chosen);

// "-" is stdin. Bounded by `limit` octets.
[[nodiscard]] Result<std::string> read_input(const std::string& name, std::size_t limit);
// Says the error on stderr and gives the exit code that fits: unreadable input 2, everything else 1.
int complain(const Error& error);

inline constexpr std::size_t input_octets_max = 64U * 1024 * 1024;
inline const std::string default_configuration = "config/gateway.yaml";

}  // namespace otkel::app::cli
