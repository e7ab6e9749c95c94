#pragma once

#include "gateway/app/cli/command.hpp"

namespace otkel::app::cli {

// `otkel archive verify` and `extract`: on any machine, with archives alone.
void add_archive_files(CLI::App& archive, Action& chosen);

}  // namespace otkel::app::cli
