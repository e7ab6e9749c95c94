#include "tests/faults/moved_clock.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace otkel::test {

MovedClock::MovedClock(const std::string& program) {
    set(std::chrono::seconds{0});
    std::ofstream(this->program()) << "#!/bin/sh\nexport OTKEL_TEST_CLOCK=" << (folder_ / "offset").string()
                                   << "\nexport ASAN_OPTIONS=verify_asan_link_order=0:$ASAN_OPTIONS\nexport LD_PRELOAD="
                                   << OTKEL_MOVED_CLOCK << "\nexec " << program << " \"$@\"\n";
    std::filesystem::permissions(this->program(), std::filesystem::perms::owner_all);
}

void MovedClock::set(std::chrono::seconds offset) const {
    const auto seconds = static_cast<std::int64_t>(offset.count());
    const int file = ::open((folder_ / "offset").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    EXPECT_EQ(::pwrite(file, &seconds, sizeof seconds, 0), static_cast<ssize_t>(sizeof seconds));
    ::close(file);
}

}  // namespace otkel::test
