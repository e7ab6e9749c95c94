#include "tests/unit/mapping/fixture.hpp"

namespace otkel::mapping::tests {
namespace {

constexpr const char* unit_table =
    "table: unit\n"
    "codes:\n"
    "  - {code: \"006\", word: metre}\n"
    "  - {code: NO, word: norwegian}\n"
    "  - {code: \"1\", word: old-piece, to: 2024-12-31}\n"
    "  - {code: \"1\", word: piece, from: 2025-01-01}\n"
    "  - {code: pcs, word: piece, to-json-only: true}\n";

std::string errors_of(const Folder& folder) {
    const auto tables = load_code_tables(folder.path() / "codes");
    if (tables) {
        return "loaded";
    }
    std::string text;
    for (const auto& finding : tables.error().findings) {
        text += finding.to_string().substr(folder.path().string().size() + 1) + "\n";
    }
    return text;
}

TEST(MappingCodes, translate_in_both_directions) {
    const Folder folder;
    folder.write("codes/unit.yaml", unit_table);
    const auto mapping =
        compiled(folder, "  - {xml: \"@u\", json: u, codes: unit}\n  - {each: U, json: list, codes: unit}\n");
    expect_pair(*mapping, "<a:R xmlns:a=\"urn:a\" u=\"006\"><U>NO</U><U>1</U></a:R>",
                R"({"u":"metre","list":["norwegian","piece"]})");
    EXPECT_EQ(json_text(*mapping, r("<U>pcs</U>")), R"({"list":["piece"]})");
}

TEST(MappingCodes, unknown_ones_are_findings_with_what_is_known) {
    const Folder folder;
    folder.write("codes/unit.yaml", unit_table);
    const auto mapping = compiled(folder, "  - {xml: U, json: u, codes: unit}\n");
    EXPECT_EQ(json_text(*mapping, r("\n<U>6</U>")),
              "mapping-failed: t/m: the message cannot be translated to JSON; 1 place is wrong\n"
              "  line 2 /a:R/U: table 'unit' does not have this code (rule t/m.yaml:6); expected 006, 1, NO or pcs, "
              "found '6'");
    EXPECT_EQ(xml_text(*mapping, R"({"u":"meter"})"),
              "mapping-failed: t/m: the message cannot be translated to XML; 1 place is wrong\n"
              "  /u: table 'unit' does not have this word; did you mean 'metre'? (rule t/m.yaml:6); expected metre, "
              "norwegian, "
              "old-piece or piece, found 'meter'");
}

TEST(MappingCodes, are_judged_on_the_date_of_the_message) {
    const Folder folder;
    folder.write("codes/unit.yaml", unit_table);
    const auto mapping = compiled(
        folder, "  - {xml: D/@on, json: d, as: dateTime}\n  - {xml: U, json: u, codes: unit}\n", "codes-on: d");
    expect_pair(*mapping, r("<D on=\"2024-05-01T10:00:00Z\"></D><U>1</U>"),
                R"({"d":"2024-05-01T10:00:00Z","u":"old-piece"})");
    expect_pair(*mapping, r("<D on=\"2025-05-01T10:00:00Z\"></D><U>1</U>"),
                R"({"d":"2025-05-01T10:00:00Z","u":"piece"})");
    const auto late = mapping->to_xml(boost::json::parse(R"({"d":"2025-05-01T10:00:00Z","u":"old-piece"})"), noon);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().findings[0].code, "code-not-valid");
    EXPECT_EQ(late.error().findings[0].detail,
              "the code is not valid on 2025-05-01: table 'unit' has it until 2024-12-31 (rule t/m.yaml:7)");
}

TEST(MappingCodes, a_table_may_keep_what_it_does_not_know) {
    const Folder folder;
    folder.write("codes/unit.yaml", std::string("unknown: keep\n") + unit_table);
    const auto mapping = compiled(folder, "  - {xml: U, json: u, codes: unit}\n");
    expect_pair(*mapping, r("<U>X9</U>"), R"({"u":"X9"})");
    expect_pair(*mapping, r("<U>006</U>"), R"({"u":"metre"})");
}

TEST(MappingCodes, every_mistake_of_every_table_comes_at_once) {
    const Folder folder;
    folder.write("codes/a.yaml", "table: b\nunknown: skip\nword: 1\n");
    folder.write(
        "codes/b.yaml",
        "table: b\ncodes:\n  - {code: \"1\", word: x}\n  - {code: \"1\", word: y, from: 2025-13-01}\n  - {code: \"2\", "
        "word: x}\n"
        "  - {code: \"3\", wort: z, word: z, from: 2025-01-02, to: 2025-01-01}\n  - 5\n  - {code: [], word: w}\n");
    EXPECT_EQ(errors_of(folder),
              "codes/a.yaml:1:1: the table is not called like its file; expected 'a', found 'b'\n"
              "codes/a.yaml:1:1: 'unknown' says what happens to a code that is not in the table; expected error or "
              "keep, found 'skip'\n"
              "codes/a.yaml:1:1: the table has no 'codes'\n"
              "codes/a.yaml:3:1: the key 'word' is not known in a table of codes; expected table, about, source, "
              "unknown or codes\n"
              "codes/b.yaml:4:5: 'from' is not a date; expected a day like 2026-07-12, found '2025-13-01'\n"
              "codes/b.yaml:6:17: the key 'wort' is not known in an entry of 'codes'; did you mean 'word'?\n"
              "codes/b.yaml:6:5: the entry ends before it begins\n"
              "codes/b.yaml:7:5: an entry of 'codes' is not a map; expected keys with values\n"
              "codes/b.yaml:8:12: 'code' has no text; expected one word or text, found a structure\n"
              "codes/b.yaml:4:5: the code '1' stands on line 3 already, for the same time; give both their dates, or "
              "mark the one that is "
              "only read with 'to-json-only: true'\n"
              "codes/b.yaml:5:5: the word 'x' stands on line 3 already, for the same time; give both their dates, or "
              "mark the one that is "
              "only read with 'to-json-only: true'\n");
}

TEST(MappingCodes, a_folder_without_tables_is_no_mistake) {
    const Folder folder;
    EXPECT_EQ(errors_of(folder), "loaded");
}

TEST(MappingCodes, the_tables_of_the_project_load) {
    const auto tables = load_code_tables("mappings/codes");
    EXPECT_TRUE(tables) << tables.error().to_string();
}

}  // namespace
}  // namespace otkel::mapping::tests
