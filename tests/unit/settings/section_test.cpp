#include "gateway/settings/section.hpp"

#include "tests/unit/settings/yaml_text.hpp"

namespace otkel::settings {
namespace {

using Values = SettingsTest;

TEST_F(Values, are_read_with_their_types) {
    const auto section =
        load("name: Қазақстан\nport: 8443\non: true\nwait_ms: 1500\nways: [a, 'b']\none: c\nmode: strict\n");
    EXPECT_EQ(section.text("name"), "Қазақстан");
    EXPECT_EQ(section.number_or("port", 1, 0, 65535), 8443);
    EXPECT_TRUE(section.flag_or("on", false));
    EXPECT_EQ(section.duration_ms_or("wait_ms", {}), std::chrono::milliseconds{1500});
    EXPECT_EQ(section.texts("ways"), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(section.texts("one"), std::vector<std::string>{"c"});
    EXPECT_EQ(section.choice_or("mode", "lax", {"strict", "lax"}), "strict");
    section.finish();
    EXPECT_EQ(complained(), "");
    EXPECT_TRUE(complaints_.outcome());
}

TEST_F(Values, that_are_absent_fall_back) {
    const auto section = load("nothing:\n");
    EXPECT_EQ(section.text_or("a", "x"), "x");
    EXPECT_EQ(section.number_or("b", 7, 0, 9), 7);
    EXPECT_TRUE(section.flag_or("c", true));
    EXPECT_EQ(section.duration_ms_or("d_ms", std::chrono::milliseconds{5}), std::chrono::milliseconds{5});
    EXPECT_TRUE(section.texts("e").empty());
    EXPECT_EQ(section.choice_or("f", "lax", {"strict", "lax"}), "lax");
    EXPECT_EQ(section.path_or("g", "/var/lib"), "/var/lib");
    EXPECT_FALSE(section.has("nothing"));
    section.finish();
    EXPECT_EQ(complained(), "");
}

// The country code of Norway must not become a truth value.
TEST_F(Values, that_look_like_other_types_stay_text) {
    const auto section = load("a: NO\nb: yes\nc: 0123\nd: 1.10\ne: 2026-07-12\nf: true\n");
    EXPECT_EQ(section.text("a"), "NO");
    EXPECT_EQ(section.text("b"), "yes");
    EXPECT_EQ(section.text("c"), "0123");
    EXPECT_EQ(section.text("d"), "1.10");
    EXPECT_EQ(section.text("e"), "2026-07-12");
    EXPECT_EQ(section.text("f"), "true");
}

TEST_F(Values, that_are_wrong_are_all_named_with_their_places) {
    const auto section =
        load("port: 70000\nname: [a]\non: yes\nmode: fast\nwait_ms: 5s\nways: {a: b}\nlist: [a, [b]]\n");
    EXPECT_EQ(section.number_or("port", 1, 0, 65535), 1);
    EXPECT_EQ(section.text("name"), "");
    EXPECT_FALSE(section.flag_or("on", false));
    EXPECT_EQ(section.choice_or("mode", "lax", {"strict", "lax"}), "lax");
    EXPECT_EQ(section.duration_ms_or("wait_ms", std::chrono::milliseconds{3}), std::chrono::milliseconds{3});
    EXPECT_TRUE(section.texts("ways").empty());
    EXPECT_EQ(section.texts("list"), std::vector<std::string>{"a"});
    EXPECT_EQ(complained(),
              "line 1:7: 'port' has a wrong value; expected a whole number from 0 to 65535, found '70000'\n"
              "line 2:7: 'name' has a wrong value; expected text, found a list\n"
              "line 3:5: 'on' has a wrong value; expected true or false, found 'yes'\n"
              "line 4:7: 'mode' has a wrong value; expected one of strict, lax, found 'fast'\n"
              "line 5:10: 'wait_ms' has a wrong value; expected a whole number from 0 to 31622400000, found '5s'\n"
              "line 6:7: 'ways' has a wrong value; expected a list of texts, found a map\n"
              "line 7:11: an item of 'list' is wrong; expected text, found a list\n");
    EXPECT_EQ(complaints_.outcome().error().code, Errc::invalid_configuration);
    EXPECT_EQ(complaints_.outcome().error().findings.size(), 7U);
}

TEST_F(Values, that_are_required_are_missed_by_their_full_name) {
    const auto section = load("a: 1\njournal:\n  group: 1\n");
    EXPECT_EQ(section.section("journal").text("file"), "");
    EXPECT_EQ(section.section("core").text("url"), "");
    EXPECT_EQ(complained(), "line 3:3: 'journal.file' is missing\nline 1:1: 'core.url' is missing\n");
}

TEST_F(Values, are_checked_as_whole_numbers) {
    const auto section = load("a: 12x\nb: ''\nc: 1.0\nd: 99999999999999999999\ne: -3\n");
    for (const char* key : {"a", "b", "c", "d"}) {
        EXPECT_EQ(section.number_or(key, 5, -10, 100), 5) << key;
    }
    EXPECT_EQ(section.number_or("e", 5, -10, 100), -3);
    EXPECT_EQ(complaints_.findings().size(), 4U);
}

TEST_F(Values, are_shown_shortened_in_complaints) {
    static_cast<void>(load("on: " + std::string(5000, 'x')).flag_or("on", false));
    EXPECT_LT(complained().size(), 200U);
}

using UnknownKeys = SettingsTest;

TEST_F(UnknownKeys, are_complaints_with_a_suggestion) {
    const auto section = load("prot: 1\nzzz: 2\nname: x\n");
    static_cast<void>(section.number_or("port", 0, 0, 9));
    static_cast<void>(section.text("name"));
    section.finish();
    EXPECT_EQ(complained(),
              "line 1:1: the key 'prot' is not known here; did you mean 'port'?\n"
              "line 2:1: the key 'zzz' is not known here\n");
}

TEST_F(UnknownKeys, are_found_in_each_section_by_itself) {
    const auto section = load("a: {b: 1}\n");
    section.section("a").finish();
    section.finish();
    EXPECT_EQ(complained(), "line 1:5: the key 'a.b' is not known here\n");
}

TEST_F(UnknownKeys, are_not_those_that_another_reading_of_the_section_knew) {
    const auto section = load("a: {b: 1, c: 2}\n");
    static_cast<void>(section.section("a").text("b"));
    static_cast<void>(section.section("a").text("c"));
    section.section("a").finish();
    EXPECT_EQ(complained(), "");
}

using Maps = SettingsTest;

TEST_F(Maps, are_read_in_the_order_of_the_file) {
    const auto section = load("peers:\n  zeta: {port: 1}\n  alpha: {port: 2}\n  empty:\ncodes:\n  b: x\n  a: y\n");
    const auto peers = section.entries("peers");
    ASSERT_EQ(peers.size(), 3U);
    EXPECT_EQ(peers[0].first, "zeta");
    EXPECT_EQ(peers[1].second.number_or("port", 0, 0, 9), 2);
    EXPECT_EQ(peers[2].second.number_or("port", 4, 0, 9), 4);
    EXPECT_EQ(section.pairs("codes"), (std::vector<std::pair<std::string, std::string>>{{"b", "x"}, {"a", "y"}}));
    section.finish();
    EXPECT_EQ(complained(), "");
}

TEST_F(Maps, complain_about_what_is_no_map) {
    const auto section = load("a: 1\nb: [x]\nc:\n  d: 1\ne:\n  f: [1]\n");
    static_cast<void>(section.section("a"));
    EXPECT_EQ(section.sections("b").size(), 1U);
    EXPECT_EQ(section.entries("c").size(), 1U);
    EXPECT_TRUE(section.pairs("e").empty());
    EXPECT_EQ(complained(),
              "line 1:4: 'a' has a wrong value; expected a map (key: value), found '1'\n"
              "line 2:5: 'b[1]' has a wrong value; expected a map (key: value), found 'x'\n"
              "line 4:6: 'c.d' has a wrong value; expected a map (key: value), found '1'\n"
              "line 6:6: 'e.f' has a wrong value; expected text, found a list\n");
}

TEST_F(Maps, in_a_list_are_numbered_from_one) {
    const auto section = load("routes:\n  - name: a\n  - nmae: b\n");
    for (const auto& route : section.sections("routes")) {
        static_cast<void>(route.text_or("name", ""));
        route.finish();
    }
    EXPECT_EQ(complained(), "line 3:5: the key 'routes[2].nmae' is not known here; did you mean 'name'?\n");
}

using Paths = SettingsTest;

TEST_F(Paths, are_resolved_from_the_root_in_all_sections) {
    auto section = load("a: x/y\nb: /abs\nc: {d: z}\n");
    section.set_root("/root");
    EXPECT_EQ(section.path("a"), "/root/x/y");
    EXPECT_EQ(section.path("b"), "/abs");
    EXPECT_EQ(section.section("c").path("d"), "/root/z");
    EXPECT_EQ(section.path_or("e", "data"), "/root/data");
}

}  // namespace
}  // namespace otkel::settings
