#include "gateway/mapping/code_table_answer.hpp"

#include <gmock/gmock.h>

#include "tests/unit/mapping/fixture.hpp"

namespace otkel::mapping::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<std::optional<GivenTable>> read(const std::string& answer, const std::string& known = {},
                                       const TableLimits& limits = {}) {
    return read_table_answer(boost::json::parse(answer), "unit", known, limits);
}

std::vector<std::string> wrong_in(const std::string& answer, const TableLimits& limits = {}) {
    const auto read_answer = read(answer, "v1", limits);
    if (read_answer) {
        return {"taken"};
    }
    EXPECT_EQ(read_answer.error().code, Errc::malformed);
    std::vector<std::string> texts;
    for (const auto& finding : read_answer.error().findings) {
        texts.push_back(finding.place.path + ": " + finding.detail);
    }
    return texts;
}

constexpr const char* whole = R"({"version": "v2", "unknown": "keep", "entries": [
    {"code": "006", "word": "metre"},
    {"code": "1", "word": "old-piece", "to": "2024-12-31"},
    {"code": "1", "word": "piece", "from": "2025-01-01"},
    {"code": "NO", "word": "a \"b\\c\" # {d}: 'e' сүт", "toJsonOnly": true}]})";

TEST(CodeTableAnswer, becomes_a_table) {
    const auto answer = read(whole);
    ASSERT_TRUE(answer && *answer) << answer.error().to_string();
    const auto& table = (*answer)->table;
    EXPECT_EQ(table.name(), "unit");
    EXPECT_EQ(table.version(), "v2");
    EXPECT_TRUE(table.keeps_unknown());
    EXPECT_EQ(table.word_of("1", "2024-05-01").text, "old-piece");
    EXPECT_EQ(table.word_of("1", "2025-05-01").text, "piece");
    EXPECT_EQ(table.word_of("NO", {}).text, "a \"b\\c\" # {d}: 'e' сүт");
    EXPECT_EQ(table.code_of("a \"b\\c\" # {d}: 'e' сүт", {}).kind, CodeAnswer::Kind::unknown);
}

TEST(CodeTableAnswer, of_a_table_whose_name_is_a_word_of_yaml_is_kept) {
    for (const auto* name : {"null", "-", "12"}) {
        const auto answer = read_table_answer(boost::json::parse(whole), name, {}, {});
        ASSERT_TRUE(answer && *answer) << answer.error().to_string();
        EXPECT_EQ((*answer)->table.name(), name);
    }
}

TEST(CodeTableAnswer, is_kept_as_a_file_that_reads_the_same) {
    const auto answer = read(whole);
    ASSERT_TRUE(answer && *answer);
    const Folder folder;
    folder.write("kept/unit.yaml", (*answer)->file);
    const auto tables = load_code_tables(folder.path() / "codes", {folder.path() / "kept", {"unit"}, {}});
    ASSERT_TRUE(tables) << tables.error().to_string();
    const auto& table = *(*tables)->find("unit");
    EXPECT_EQ(table.version(), "v2");
    ASSERT_EQ(table.entries().size(), (*answer)->table.entries().size());
    for (std::size_t i = 0; i < table.entries().size(); ++i) {
        const auto& kept = table.entries()[i];
        const auto& given = (*answer)->table.entries()[i];
        EXPECT_EQ(std::tie(kept.code, kept.word, kept.from, kept.to, kept.to_json_only),
                  std::tie(given.code, given.word, given.from, given.to, given.to_json_only));
    }
}

TEST(CodeTableAnswer, may_be_an_empty_table) {
    const auto answer = read(R"({"version": "v2", "entries": []})");
    ASSERT_TRUE(answer && *answer) << answer.error().to_string();
    EXPECT_TRUE((*answer)->table.entries().empty());
    EXPECT_FALSE((*answer)->table.keeps_unknown());
}

TEST(CodeTableAnswer, unchanged_gives_nothing_new) {
    const auto answer = read(R"({"version": "v1", "unchanged": true})", "v1");
    ASSERT_TRUE(answer) << answer.error().to_string();
    EXPECT_FALSE(*answer);
    const auto whole_again = read(R"({"version": "v1", "entries": []})", "v1");
    ASSERT_TRUE(whole_again);
    EXPECT_FALSE(*whole_again) << "a core that sends the table all the same";
}

TEST(CodeTableAnswer, unchanged_is_wrong_when_the_gateway_has_no_such_version) {
    EXPECT_FALSE(read(R"({"version": "v1", "unchanged": true})", ""));
    EXPECT_THAT(wrong_in(R"({"version": "v3", "unchanged": true})"),
                ElementsAre("/unchanged: the gateway has no such version"));
}

TEST(CodeTableAnswer, is_held_to_its_form) {
    EXPECT_THAT(wrong_in("7"), ElementsAre(": the answer is no object"));
    EXPECT_THAT(wrong_in("{}"), ElementsAre(": there is no 'version'", "/entries: the answer has no list of entries"));
    EXPECT_THAT(wrong_in(R"({"version": 3, "unknown": "skip", "entries": {}, "table": "unit"})"),
                ElementsAre(": a member is not known", "/version: it is no text that can be kept",
                            "/unknown: 'unknown' says what happens to a code that is not in the table",
                            "/entries: the answer has no list of entries"));
    EXPECT_THAT(wrong_in(R"({"version": "v2", "entries": [4, {"code": "1"}, {"code": 1, "word": "x"},
                            {"code": "2", "word": "y", "toJsonOnly": "yes", "note": 0}]})"),
                ElementsAre("/entries/0: an entry is an object", "/entries/1: there is no 'word'",
                            "/entries/2/code: it is no text that can be kept", "/entries/3: a member is not known",
                            "/entries/3/toJsonOnly: it is a yes or no"));
}

TEST(CodeTableAnswer, is_held_to_the_rules_of_every_table) {
    EXPECT_THAT(wrong_in(R"({"version": "v2", "entries": [{"code": "1", "word": "x", "from": "2026-02-30"},
                     {"code": "2", "word": "y", "from": "2026-02-01", "to": "2026-01-01"}]})"),
                ElementsAre("/entries/0: 'from' is not a date", "/entries/1: the entry ends before it begins"));
    EXPECT_THAT(wrong_in(R"({"version": "v2", "entries": [{"code": "1", "word": "x"}, {"code": "1", "word": "y"},
                     {"code": "2", "word": "x"}]})"),
                ElementsAre(HasSubstr("/entries/1: the code '1' stands in /entries/0 already"),
                            AllOf(HasSubstr("/entries/2: the word 'x' stands in /entries/0 already"),
                                  HasSubstr("'toJsonOnly': true"))));
}

TEST(CodeTableAnswer, has_no_text_that_a_file_or_a_document_cannot_have) {
    for (const auto* text : {"", "a\\nb", "a\\u0000", "\\u007f", "$(x)"}) {
        EXPECT_THAT(wrong_in(std::string(R"({"version": "v2", "entries": [{"code": "1", "word": ")") + text + "\"}]}"),
                    ElementsAre("/entries/0/word: it is no text that can be kept"))
            << text;
    }
}

TEST(CodeTableAnswer, is_bounded) {
    TableLimits limits;
    limits.entries_max = 1;
    EXPECT_THAT(wrong_in(whole, limits), ElementsAre("/entries: the table has more entries than entries_max allows"));
    limits = {.entries_max = 10, .text_octets_max = 10};
    EXPECT_THAT(wrong_in(whole, limits), ElementsAre("/entries/3/word: it is no text that can be kept"));
}

TEST(CodeTableAnswer, tells_a_hundred_mistakes_and_no_more) {
    std::string entries;
    for (int i = 0; i < 500; ++i) {
        entries += (i == 0 ? "" : ",") + std::string("{}");
    }
    EXPECT_EQ(wrong_in(R"({"version": "v2", "entries": [)" + entries + "]}").size(), 100U);
}

TEST(CodeTableAnswer, must_fit_into_a_file) {
    std::string entries;
    for (int i = 0; i < 8'000; ++i) {
        entries += (i == 0 ? "" : ",") + std::string(R"({"code": ")") + std::to_string(i) + R"(", "word": ")" +
                   std::to_string(i) + std::string(150, 'x') + "\"}";
    }
    const auto answer = read(R"({"version": "v2", "entries": [)" + entries + "]}");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::limit_exceeded);
}

class KeptCodeTables : public testing::Test {
protected:
    KeptCodeTables() {
        folder_.write("codes/unit.yaml", "table: unit\ncodes: [{code: \"1\", word: shipped}]\n");
        folder_.write("codes/other.yaml", "table: other\ncodes: [{code: \"1\", word: shipped}]\n");
        folder_.write("kept/unit.yaml", "table: unit\nversion: v1\ncodes: [{code: \"1\", word: kept}]\n");
        folder_.write("kept/other.yaml", "table: other\nversion: v1\ncodes: [{code: \"1\", word: kept}]\n");
    }
    std::string word(const std::string& table, const KeptTables& kept) {
        const auto tables = load_code_tables(folder_.path() / "codes", kept);
        if (!tables) {
            return tables.error().findings[0].to_string().substr(folder_.path().string().size() + 1);
        }
        const auto* found = (*tables)->find(table);
        return found == nullptr ? "none" : std::string(found->word_of("1", {}).text);
    }
    Folder folder_;
};

TEST_F(KeptCodeTables, go_before_those_that_ship_by_name) {
    const KeptTables kept{folder_.path() / "kept", {"unit", "absent"}, {}};
    EXPECT_EQ(word("unit", kept), "kept");
    EXPECT_EQ(word("other", kept), "shipped") << "not one of the core's any more";
    EXPECT_EQ(word("absent", kept), "none");
}

TEST_F(KeptCodeTables, may_have_no_copy_that_ships) {
    std::filesystem::remove(folder_.path() / "codes/unit.yaml");
    EXPECT_EQ(word("unit", {folder_.path() / "kept", {"unit"}, {}}), "kept");
}

TEST_F(KeptCodeTables, alone_have_a_version) {
    folder_.write("codes/unit.yaml", "table: unit\nversion: v1\ncodes: []\n");
    EXPECT_THAT(word("unit", {folder_.path() / "kept", {"unit"}, {}}),
                HasSubstr("codes/unit.yaml:2:1: the key 'version'"));
}

TEST_F(KeptCodeTables, give_way_to_candidates) {
    const CodeTable candidate("unit", false, {CodeEntry{"1", "new", {}, {}, false, 1}}, "v2");
    EXPECT_EQ(word("unit", {folder_.path() / "kept", {"unit"}, {candidate}}), "new");
}

TEST_F(KeptCodeTables, are_checked_like_all_others) {
    folder_.write("kept/unit.yaml", "table: units\ncodes: []\n");
    EXPECT_EQ(word("unit", {folder_.path() / "kept", {"unit"}, {}}),
              "kept/unit.yaml:1:1: the table is not called like its file; expected 'unit', found 'units'");
}

}  // namespace
}  // namespace otkel::mapping::tests
