#include <sys/stat.h>

#include "tests/unit/settings/yaml_text.hpp"

namespace otkel::settings {
namespace {

using Load = SettingsTest;

TEST_F(Load, complains_about_a_file_that_is_missing) {
    static_cast<void>(Section::load(folder_ / "a.yaml", complaints_));
    EXPECT_EQ(complained(), "cannot read the file: No such file or directory\n");
}

TEST_F(Load, complains_about_broken_syntax_with_its_place) {
    const auto section = load("a: 1\nb: [1, 2\nc: 3\n");
    EXPECT_FALSE(section.has("a"));
    ASSERT_EQ(complaints_.findings().size(), 1U);
    EXPECT_GT(complaints_.findings().front().place.line, 1);
    EXPECT_EQ(complaints_.findings().front().detail.rfind("this is not YAML: ", 0), 0U);
}

TEST_F(Load, never_throws_on_hostile_text) {
    const std::string texts[] = {"*unknown",
                                 "a: *x",
                                 "a: &x [*x]",
                                 "\t- a",
                                 "? [a]\n: b",
                                 "%YAML 9.9\n---\na",
                                 "!<tag:x> a: b",
                                 std::string(100000, '['),
                                 std::string(100000, '{'),
                                 std::string("a\0b: c", 6),
                                 "\xEF\xBB\xBF"
                                 "a: b",
                                 "- - - - - a: |\n x",
                                 "&a a: *a",
                                 "a: !!binary x",
                                 ": x",
                                 "a: b: c"};
    for (const auto& text : texts) {
        const auto section = load(text);
        static_cast<void>(section.text_or("a", ""));
        section.finish();
    }
}

TEST_F(Load, complains_about_a_key_that_stands_twice) {
    const auto section = load("a: 1\nb:\n  c: 1\n  c: 2\na: 2\n");
    EXPECT_EQ(section.text("a"), "1");
    EXPECT_EQ(section.section("b").text("c"), "1");
    EXPECT_EQ(complained(),
              "line 5:1: the key 'a' stands here a second time; the first is in line 1. Remove one of them\n"
              "line 4:3: the key 'b.c' stands here a second time; the first is in line 3. Remove one of them\n");
}

TEST_F(Load, complains_about_a_file_that_is_no_map) {
    static_cast<void>(load("- a\n"));
    EXPECT_EQ(complained(), "line 1:1: the file must hold a map (key: value); found a list\n");
}

TEST_F(Load, takes_an_empty_file_as_an_empty_section) {
    load("# nothing yet\n").finish();
    EXPECT_EQ(complained(), "");
}

TEST_F(Load, complains_about_a_second_document) {
    static_cast<void>(load("a: 1\n---\nb: 2\n"));
    EXPECT_EQ(complaints_.findings().size(), 1U);
}

TEST_F(Load, complains_about_text_that_is_not_utf8) {
    static_cast<void>(load("a: x\nb: \xD0\n"));
    EXPECT_EQ(complained(), "line 2:1: this line is not UTF-8 text\n");
}

TEST_F(Load, refuses_a_file_that_is_too_large) {
    static_cast<void>(load("a: " + std::string(std::size_t{2} << 20U, 'x')));
    EXPECT_EQ(complained(), "the file is larger than 1048576 octets\n");
}

using Files = SettingsTest;

TEST_F(Files, of_a_folder_are_sorted_by_name) {
    write("b.yaml", "");
    write("a.yaml", "");
    write("c.yml", "");
    write("d.yaml.bak", "");
    std::filesystem::create_directory(folder_ / "e.yaml");
    EXPECT_EQ(yaml_files(folder_.path()), (std::vector<std::filesystem::path>{folder_ / "a.yaml", folder_ / "b.yaml"}));
    EXPECT_TRUE(yaml_files(folder_ / "none").empty());
}

TEST_F(Files, are_read_whole_or_refused) {
    EXPECT_EQ(read_file(write("x", std::string("a\0\r\nb", 5)), 5).value(), std::string("a\0\r\nb", 5));
    EXPECT_EQ(read_file(write("x", "123456"), 5).error().code, Errc::limit_exceeded);
    EXPECT_EQ(read_file(write("x", ""), 0).value(), "");
    EXPECT_FALSE(read_file(folder_.path(), 100));
    EXPECT_EQ(read_file(folder_ / "none", 100).error().place.file, (folder_ / "none").string());
}

TEST_F(Files, without_a_size_are_read_too) {
    EXPECT_EQ(read_file("/dev/zero", 100).error().code, Errc::limit_exceeded);
    EXPECT_EQ(read_file("/dev/null", 100).value(), "");
    EXPECT_FALSE(read_file("/proc/self/status", 100000).value().empty());
}

TEST_F(Files, of_secrets_give_their_first_line) {
    EXPECT_EQ(read_secret(write("x", "p w\r\nrest")).value(), "p w");
    EXPECT_EQ(read_secret(write("x", "pw")).value(), "pw");
    EXPECT_FALSE(read_secret(write("x", "\npw")));
    EXPECT_FALSE(read_secret(write("x", "")));
    EXPECT_FALSE(read_secret(folder_ / "none"));
}

TEST_F(Files, of_secrets_never_show_the_secret_in_an_error) {
    const auto outcome = read_secret(write("x", std::string(100000, 's')));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().to_string().find("ss"), std::string::npos);
}

}  // namespace
}  // namespace otkel::settings
