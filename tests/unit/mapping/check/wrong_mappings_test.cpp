#include <algorithm>
#include <cstdlib>

#include "tests/unit/mapping/check/case.hpp"

// Mappings that are wrong on purpose, each with exactly what a person is told about it.

namespace otkel::mapping::check::tests {
namespace {

const std::filesystem::path folder_of_cases = "tests/unit/mapping/check/wrong";
constexpr std::size_t cases_least = 60;

std::vector<std::filesystem::path> case_files() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder_of_cases)) {
        files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

// OTKEL_UPDATE_GOLDEN=1 writes what is said now into the cases; read the difference before you keep it.
void update(const std::filesystem::path& path, const std::string& output) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    const auto all = text.str();
    const auto cut = std::min(all.find("--- expected\n"), all.size());
    std::ofstream(path) << all.substr(0, cut) << "--- expected\n" << output;
}

class WrongMapping : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(WrongMapping, is_told_what_is_wrong_and_what_to_write) {
    const auto one = read_case(GetParam());
    const auto output = output_of(one);
    if (std::getenv("OTKEL_UPDATE_GOLDEN") != nullptr) {  // NOLINT(concurrency-mt-unsafe): one thread
        update(GetParam(), output);
        return;
    }
    ASSERT_NE(one.find("expected"), nullptr);
    EXPECT_EQ(output, *one.find("expected")) << one.about;
    EXPECT_FALSE(output.empty()) << "a case here has something wrong";
}

INSTANTIATE_TEST_SUITE_P(All, WrongMapping, testing::ValuesIn(case_files()), [](const auto& info) {
    auto name = info.param.stem().string();
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

TEST(WrongMappings, are_many) { EXPECT_GE(case_files().size(), cases_least); }

}  // namespace
}  // namespace otkel::mapping::check::tests
