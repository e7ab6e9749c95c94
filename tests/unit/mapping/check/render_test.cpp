#include "gateway/mapping/check/render.hpp"

#include "tests/unit/mapping/check/case.hpp"

namespace otkel::mapping::check::tests {
namespace {

Finding finding(const std::string& file, int line, int column, const std::string& found = {}) {
    return {"code", Severity::warning, {file, line, column, {}}, "", found, "detail; did you mean 'x'?"};
}

TEST(Render, underlines_the_words_that_were_found) {
    const Folder folder;
    const auto file = folder.write("f.yaml", "a: 1\n  - {xml: Goods/Itm/@no, json: y}\n").string();
    Sources sources;
    EXPECT_EQ(rendered(finding(file, 2, 11, "'Itm'"), sources), file +
                                                                    ":2:11: warning: detail\n"
                                                                    "    - {xml: Goods/Itm/@no, json: y}\n"
                                                                    "                  ^~~\n"
                                                                    "    did you mean 'x'?\n");
}

TEST(Render, counts_characters_and_not_octets) {
    const Folder folder;
    const auto file = folder.write("f.yaml", "{атауы: сүт, b: нан}\n").string();
    Sources sources;
    EXPECT_EQ(
        rendered(finding(file, 1, 17), sources),
        file + ":1:17: warning: detail\n    {атауы: сүт, b: нан}\n                    ^~~\n    did you mean 'x'?\n");
}

TEST(Render, does_without_the_line_when_there_is_none) {
    Sources sources;
    EXPECT_EQ(rendered(finding("nowhere.yaml", 3, 7), sources),
              "nowhere.yaml:3:7: warning: detail\n    did you mean 'x'?\n");
    EXPECT_EQ(rendered({"code", Severity::error, {}, "a", "b", "detail"}, sources),
              "error: detail\n    expected a\n    found b\n");
}

TEST(Render, stays_inside_lines_that_are_shorter_than_the_column) {
    const Folder folder;
    const auto file = folder.write("f.yaml", "ab\n\tc\n").string();
    Sources sources;
    EXPECT_EQ(rendered(finding(file, 1, 40), sources),
              file + ":1:40: warning: detail\n    ab\n      ^\n    did you mean 'x'?\n");
    EXPECT_EQ(rendered(finding(file, 2, 2), sources),
              file + ":2:2: warning: detail\n     c\n     ^\n    did you mean 'x'?\n");
}

TEST(Words, end_where_yaml_ends_them) {
    EXPECT_EQ(scalar_at("{a: b c, d: e}", 4).length, 3U);
    EXPECT_EQ(scalar_at("{a: \"b, c\"}", 4).length, 4U);
    EXPECT_EQ(scalar_at("a: b:c # d", 3).length, 3U);
    EXPECT_EQ(scalar_at("key: v", 0).length, 3U);
    EXPECT_EQ(scalar_at("", 5).length, 1U);
}

}  // namespace
}  // namespace otkel::mapping::check::tests
