#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "gateway/journal/lifecycle.hpp"

// docs/exchanges.md and its picture say what the program does.

namespace otkel::journal {
namespace {

using testing::ElementsAreArray;
using testing::UnorderedElementsAreArray;

std::string read(const std::string& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    EXPECT_FALSE(text.str().empty()) << file;
    return text.str();
}

// The part below a heading, up to the next one.
std::string section(const std::string& text, const std::string& heading) {
    const auto begin = text.find("\n## " + heading + "\n");
    EXPECT_NE(begin, std::string::npos) << heading;
    return begin == std::string::npos ? "" : text.substr(begin, text.find("\n## ", begin + 1) - begin);
}

std::vector<std::string> matches(const std::string& text, const std::string& pattern) {
    const std::regex expression(pattern);
    std::vector<std::string> all;
    for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at) {
        all.push_back(at->str(0));
    }
    return all;
}

std::vector<State> states() {
    std::vector<State> all;
    for (int i = static_cast<int>(State::accepted); i <= static_cast<int>(State::parked); ++i) {
        all.push_back(static_cast<State>(i));
    }
    return all;
}

TEST(LifecycleDocument, has_the_transitions_of_the_program) {
    std::vector<std::string> expected;
    for (const auto& one : transitions()) {
        expected.push_back("| `" + std::string(name(one.from)) + "` | `" + std::string(name(one.to)) + "` | " +
                           std::string(one.when) + " |");
    }
    const auto table = section(read("docs/exchanges.md"), "Transitions");
    EXPECT_THAT(matches(table, "\\| `[^\n]*\\|"), ElementsAreArray(expected));
}

TEST(LifecycleDocument, explains_every_state_once) {
    std::vector<std::string> expected;
    for (const auto state : states()) {
        expected.push_back("\n| `" + std::string(name(state)) + "` |");
    }
    const auto table = section(read("docs/exchanges.md"), "States");
    EXPECT_THAT(matches(table, "\n\\| `[a-z-]+` \\|"), UnorderedElementsAreArray(expected));
}

TEST(LifecycleDocument, has_a_picture_with_all_of_them) {
    std::vector<std::string> arrows;
    for (const auto& one : transitions()) {
        arrows.push_back("<path id=\"" + std::string(name(one.from)) + "-to-" + std::string(name(one.to)) + "\"");
    }
    std::vector<std::string> boxes;
    for (const auto state : states()) {
        boxes.push_back(">" + std::string(name(state)) + "</text>");
    }
    const auto picture = read("docs/exchanges.svg");
    EXPECT_THAT(matches(picture, "<path id=\"[^\"]*\""), UnorderedElementsAreArray(arrows));
    EXPECT_THAT(matches(picture, ">[a-z-]+</text>"), UnorderedElementsAreArray(boxes));
}

}  // namespace
}  // namespace otkel::journal
