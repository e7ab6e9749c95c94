#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>

#include "tests/unit/mapping/authoring/yaml_reading.hpp"
#include "tests/unit/mapping/fixture.hpp"

// docs/add-a-service.md works as it is written: its files are written, its commands run, and print what stands there.

namespace otkel::mapping::authoring::tests {
namespace {

namespace fs = std::filesystem;
using mapping::tests::Folder;

// The program of this build, or the one that the environment names.
fs::path program() {
    if (const char* named = std::getenv("OTKEL_PROGRAM"); named != nullptr) {
        return named;
    }
    return fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "otkel";
}

class Tutorial {
public:
    Tutorial() {
        for (const auto* folder : {"config", "mappings", "samples"}) {
            fs::copy(folder, site_.path() / folder, fs::copy_options::recursive);
        }
        fs::create_directories(site_.path() / "bin");
        fs::create_symlink(fs::absolute(program()), site_.path() / "bin" / "otkel");
    }

    [[nodiscard]] std::string output_of(const std::string& command) const {
        const auto whole = "cd '" + site_.path().string() + "' && PATH=\"$PWD/bin:$PATH\" && (" + command + ")" +
                           (command.find("2>&1") == std::string::npos ? " 2>/dev/null" : "");
        std::string output;
        auto* pipe = ::popen(whole.c_str(), "r");
        EXPECT_NE(pipe, nullptr);
        char buffer[4096];
        while (const auto read = std::fread(buffer, 1, sizeof buffer, pipe)) {
            output.append(buffer, read);
        }
        last_ = WEXITSTATUS(::pclose(pipe));
        return output;
    }
    [[nodiscard]] int last() const { return last_; }

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
        if (!command.empty()) {
            EXPECT_EQ(output_of(command), expected) << command;
            ++commands_;
        }
    }

    Folder site_;
    mutable int last_{0};
    int commands_{0};
};

// "The file `mappings/a.yaml`:" before a block says where it stands.
std::string file_in(const std::string& line) {
    const auto begin = line.find("he file `");
    const auto end = line.find("`:", begin == std::string::npos ? 0 : begin + 9);
    return begin == std::string::npos || end == std::string::npos ? "" : line.substr(begin + 9, end - begin - 9);
}

TEST(Tutorial, works_as_it_is_written) {
    if (!fs::exists(program())) {
        GTEST_SKIP() << "the program is not built: " << program();
    }
    Tutorial tutorial;
    static_cast<void>(tutorial.output_of("otkel mapping new --help"));
    if (tutorial.last() != 0) {
        GTEST_SKIP() << "the program has no 'mapping new': " << program();
    }
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
}  // namespace otkel::mapping::authoring::tests
