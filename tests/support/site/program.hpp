#pragma once

#include <string>
#include <vector>

namespace otkel::test {

struct Ran {
    int code{-1};  // exit code; 128 + the number of the signal that ended it
    std::string out, err;
};

// Runs a program to its end with `input` on stdin.
[[nodiscard]] Ran run_program(const std::string& program, const std::vector<std::string>& arguments,
                              const std::string& input = {});

}  // namespace otkel::test
