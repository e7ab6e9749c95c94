#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include "tests/support/temporary_folder.hpp"

namespace otkel::test {

// The wall clock of a program that it starts, to be set while that runs.
class MovedClock {
public:
    explicit MovedClock(const std::string& program);
    // Instead of the program.
    [[nodiscard]] std::string program() const { return (folder_ / "program").string(); }
    // From the true time.
    void set(std::chrono::seconds offset) const;

private:
    tests::TemporaryFolder folder_{"otkel-clock"};
};

}  // namespace otkel::test
