#pragma once

#include <string>
#include <vector>

#include "tests/support/site/program.hpp"

namespace otkel::test {

// Runs the program of this build.
[[nodiscard]] inline Ran otkel(const std::vector<std::string>& arguments, const std::string& input = {}) {
    return run_program(OTKEL_PROGRAM, arguments, input);
}

}  // namespace otkel::test
