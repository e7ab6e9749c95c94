#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/integration/otkel.hpp"
#include "tests/support/temporary_folder.hpp"

// docs/add-a-service.md works as it is written: its files are written, its commands run, and print what stands there.

namespace otkel::test {
namespace {

namespace fs = std::filesystem;

class Tutorial {
public:
    Tutorial() {
        for (const auto* folder : {"config", "mappings", "samples"}) {
            fs::copy(folder, site_ / folder, fs::copy_options::recursive);
        }
        fs::create_directories(site_ / "bin");
        fs::create_symlink(fs::absolute(OTKEL_PROGRAM), site_ / "bin/otkel");
    }

    // "$ command" and what it prints, again and again.
    void run(const std::string& block) {
        std::istringstream lines(block);
        std::string command;
        std::string expected;
        for (std::string line; std::getline(lines, line);) {
            if (!line.starts_with("$ ")) {
                expected += line + "\n";
                continue;
            }
            check(command, expected);
            command = line.substr(2);
            expected.clear();
        }
        check(command, expected);
    }
    void write(const std::string& file, const std::string& text) const { site_.write(file, text); }
    [[nodiscard]] int commands() const { return commands_; }

private:
    void check(const std::string& command, const std::string& expected) {
        if (command.empty()) {
            return;
        }
        const auto in_site = "cd '" + site_.path().string() + "' && PATH=\"$PWD/bin:$PATH\" && " + command;
        const auto ran = run_program("/bin/sh", {"-c", in_site});
        EXPECT_EQ(ran.out, expected) << command << '\n' << ran.err;
        ++commands_;
    }

    otkel::tests::TemporaryFolder site_;
    int commands_{0};
};

// "The file `mappings/a.yaml`:" before a block says where it stands.
std::string file_in(const std::string& line) {
    const auto begin = line.find("he file `");
    const auto end = line.find("`:", begin == std::string::npos ? 0 : begin + 9);
    return begin == std::string::npos || end == std::string::npos ? "" : line.substr(begin + 9, end - begin - 9);
}

TEST(Tutorial, works_as_it_is_written) {
    Tutorial tutorial;
    std::ifstream page("docs/add-a-service.md");
    std::string before;
    std::string block;
    std::string kind;
    bool inside = false;
    for (std::string line; std::getline(page, line);) {
        if (!line.starts_with("```")) {
            (inside ? block += line + "\n" : line.empty() ? before : before = line);
            continue;
        }
        inside = !inside;
        if (inside) {
            kind = line.substr(3);
            block.clear();
        } else if (kind == "console") {
            tutorial.run(block);
        } else {
            ASSERT_NE(file_in(before), "") << before;
            tutorial.write(file_in(before), block);
        }
    }
    EXPECT_EQ(tutorial.commands(), 10);
}

}  // namespace
}  // namespace otkel::test
