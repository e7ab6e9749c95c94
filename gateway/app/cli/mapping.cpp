#include "gateway/app/cli/mapping.hpp"

namespace otkel::app::cli {

void add_mapping(CLI::App& program, Action& chosen) {
    auto* group = program.add_subcommand("mapping", "Check, measure and test mapping files.");
    group->require_subcommand(1);
    add_mapping_check(*group, chosen);
    add_mapping_coverage(*group, chosen);
    add_mapping_test(*group, chosen);
}

}  // namespace otkel::app::cli
