#include "tests/unit/mapping/check/case.hpp"

namespace otkel::mapping::check::tests {
namespace {

std::vector<std::string> said(const std::string& codes, const std::optional<std::set<std::string>>& used) {
    const Folder folder;
    folder.write("codes/unit.yaml", "table: unit\ncodes:\n" + codes);
    const auto tables = load_code_tables(folder.path() / "codes");
    std::vector<std::string> texts;
    for (const auto& finding : check_tables(**tables, folder.path() / "codes", used)) {
        texts.push_back(without_folder(finding.to_string(), folder));
    }
    return texts;
}

TEST(Tables, of_codes_tell_days_for_which_they_have_no_answer) {
    EXPECT_EQ(said("  - {code: A, word: x, to: 2020-01-31}\n  - {code: A, word: x, from: 2020-03-01}\n", std::nullopt),
              (std::vector<std::string>{"codes/unit.yaml:4: the code 'A' has no entry between 2020-01-31 (line 3) and "
                                        "2020-03-01: a message of such a day is refused",
                                        "codes/unit.yaml:4: the word 'x' has no entry between 2020-01-31 (line 3) and "
                                        "2020-03-01: a message of such a day is refused"}));
}

TEST(Tables, of_codes_may_follow_one_another_from_day_to_day) {
    EXPECT_TRUE(said("  - {code: A, word: x, to: 2020-02-29}\n  - {code: A, word: y, from: 2020-03-01}\n", std::nullopt)
                    .empty());
}

TEST(Tables, of_codes_that_nobody_uses_are_told) {
    const std::string codes = "  - {code: A, word: x}\n";
    EXPECT_TRUE(said(codes, std::set<std::string>{"unit"}).empty());
    EXPECT_EQ(said(codes, std::set<std::string>{}),
              std::vector<std::string>{"codes/unit.yaml:1:1: no mapping uses this table"});
}

TEST(Tables, that_parts_of_a_mapping_use_are_known) {
    const Folder folder;
    folder.write("codes/unit.yaml", "table: unit\ncodes:\n  - {code: A, word: x}\n");
    const Case one{"", {{"fields", "  - {each: I, json: i, fields: [{xml: U, json: u, codes: unit}]}\n"}}};
    write_case(one, folder);
    std::set<std::string> used;
    SchemaCache schemas;
    EXPECT_TRUE(
        check_mapping(folder.path() / "t/m.yaml", *load_code_tables(folder.path() / "codes"), schemas, &used).empty());
    EXPECT_TRUE(used.contains("unit"));
}

}  // namespace
}  // namespace otkel::mapping::check::tests
