#include "tests/unit/mapping/fixture.hpp"

namespace otkel::mapping::tests {
namespace {

// Every complaint on a line of its own, without the folder.
std::string complaints(const Folder& folder, const std::string& text) {
    const auto mapping = load_text(folder, text);
    if (mapping) {
        return "loaded";
    }
    EXPECT_EQ(mapping.error().code, Errc::invalid_configuration);
    std::string all;
    for (const auto& finding : mapping.error().findings) {
        all += finding.to_string().substr(folder.path().string().size() + 1) + "\n";
    }
    return all;
}

struct Mistake {
    const char* name;
    std::string fields;
    std::string complaint;
};
void PrintTo(const Mistake& mistake, std::ostream* out) { *out << mistake.name; }

class MappingRule : public testing::TestWithParam<Mistake> {};

TEST_P(MappingRule, is_refused_with_place_and_advice) {
    const Folder folder;
    folder.write("codes/unit.yaml", "table: unit\ncodes: [{code: \"796\", word: piece}]\n");
    EXPECT_EQ(complaints(folder, file_of(GetParam().fields)), GetParam().complaint);
}

const std::vector<Mistake> mistakes{
    {"unknown_key", "  - {xml: A, json: a, ass: date}\n",
     "t/m.yaml:6:23: the key 'ass' is not known in a rule; did you mean 'as'?\n"},
    {"unknown_type", "  - {xml: A, json: a, as: decimals}\n",
     "t/m.yaml:6:27: no type is called 'decimals'; did you mean 'decimal'?\n"},
    {"unknown_table", "  - {xml: A, json: a, codes: units}\n",
     "t/m.yaml:6:30: no table of codes is called 'units'; did you mean 'unit'?\n"},
    {"unknown_prefix", "  - {xml: b:A, json: a}\n",
     "t/m.yaml:6:11: the prefix 'b' is not among 'namespaces'; did you mean 'a'?\n"},
    {"no_name", "  - {xml: A//B, json: a}\n", "t/m.yaml:6:11: '' is not a name; expected Name or prefix:Name\n"},
    {"attribute_in_the_middle", "  - {xml: \"@a/B\", json: a}\n",
     "t/m.yaml:6:11: '@a' is not a name; expected Name or prefix:Name\n"},
    {"parent_step", "  - {xml: ../A, json: a}\n", "t/m.yaml:6:11: '..' is not a name; expected Name or prefix:Name\n"},
    {"bad_json_path", "  - {xml: A, json: a..b}\n",
     "t/m.yaml:6:20: 'a..b' is not a path of JSON members; expected names with points between, for example "
     "quantity.value\n"},
    {"one_sided", "  - {xml: A}\n",
     "t/m.yaml:6:5: a rule names both sides, 'xml' and 'json'; only a constant has one; expected json: …\n"},
    {"as_and_codes", "  - {xml: A, json: a, as: string, codes: unit}\n",
     "t/m.yaml:6:5: a value has 'as' or 'codes', not both: a code is text\n"},
    {"json_given_twice", "  - {xml: A, json: x.y}\n  - {xml: B, json: x.y}\n",
     "t/m.yaml:7:5: 'x.y' is given by the rule on line 6 already; make one of them a 'to-xml' rule\n"},
    {"xml_written_twice", "  - {xml: A/B, json: x}\n  - {xml: A/B, json: y}\n",
     "t/m.yaml:7:5: 'A/B' is written by the rule on line 6 already; make one of them a 'to-json' rule\n"},
    {"attribute_written_twice", "  - {xml: \"@B\", json: x}\n  - {xml: \"@B\", json: y}\n",
     "t/m.yaml:7:5: '@B' is written by the rule on line 6 already; make one of them a 'to-json' rule\n"},
    {"value_and_object", "  - {xml: A, json: x}\n  - {xml: B, json: x.y}\n",
     "t/m.yaml:7:5: 'x' is the value of the rule on line 6 and cannot have members here\n"},
    {"object_and_value", "  - {xml: B, json: x.y}\n  - {xml: A, json: x}\n",
     "t/m.yaml:7:5: 'x' has members by the rule on line 6 and cannot be a value here\n"},
    {"path_through_a_list", "  - {each: L, json: l}\n  - {xml: L/A, json: a}\n",
     "t/m.yaml:7:5: 'L' belongs to the rule on line 6; put this rule into its fields\n"},
    {"value_of_a_list", "  - {each: L, json: l}\n  - {xml: L, json: a}\n",
     "t/m.yaml:7:5: 'L' belongs to the rule on line 6; put this rule into its fields\n"},
    {"list_of_a_value", "  - {xml: L/A, json: a}\n  - {each: L, json: l}\n",
     "t/m.yaml:7:5: 'L' is used by the rule on line 6 already; a list or object has its element for itself\n"},
    {"list_of_attributes", "  - {each: \"@a\", json: l}\n",
     "t/m.yaml:6:12: '@a' does not name an element; expected a path like Goods/Item\n"},
    {"list_with_both", "  - {each: L, json: l, as: date, fields: [{xml: A, json: a}]}\n",
     "t/m.yaml:6:5: a list has 'fields' when its entries are objects, 'as' or 'codes' when they are values; not "
     "both\n"},
    {"empty_with_element_around", "  - {each: L/I, json: l, empty: absent}\n",
     "t/m.yaml:6:5: 'empty' is for a list without an element around it; this list is absent when 'L' is\n"},
    {"empty_list_of_rules", "  - {object: O, json: o, fields: []}\n", "t/m.yaml:6:34: 'fields' has no rules\n"},
    {"object_without_fields", "  - {object: O, json: o}\n", "t/m.yaml:6:5: the object has no 'fields'\n"},
    {"object_without_json", "  - {object: O, fields: [{xml: A, json: a}]}\n",
     "t/m.yaml:6:5: a rule with 'object' has no 'json'; expected json: …\n"},
    {"xpath_that_is_none", "  - {to-json: {json: n, xpath: \"I[\"}}\n",
     "t/m.yaml:6:32: 'xpath' is not an expression that can be used: Invalid expression; expected XPath 1.0, found "
     "'I['\n"},
    {"xpath_with_an_unknown_prefix", "  - {to-json: {json: n, xpath: \"z:I\"}}\n",
     "t/m.yaml:6:32: 'xpath' is not an expression that can be used: a prefix is not declared; expected XPath 1.0, "
     "found "
     "'z:I'\n"},
    {"xpath_to_xml", "  - {to-xml: {json: n, xpath: \"I\"}}\n",
     "t/m.yaml:6:31: an XPath expression only reads; nothing can be written with it; expected to-json\n"},
    {"xpath_without_json", "  - {to-json: {xpath: I}}\n",
     "t/m.yaml:6:15: the XPath expression has no 'json' to give its value to\n"},
    {"nil_twice", "  - {object: O, json: o, nil: true, fields: [{xml: ., json: v, nil: true}]}\n",
     "t/m.yaml:6:5: 'nil' stands here and at the rule for '.', so that a null could be either; expected one of them\n"},
    {"list_without_json", "  - {each: O}\n", "t/m.yaml:6:5: a rule with 'each' has no 'json'; expected json: …\n"},
    {"wrong_default", "  - {xml: A, json: a, codes: unit, default: pieces}\n",
     "t/m.yaml:6:5: 'default' is a word of the JSON side, and table 'unit' does not have 'pieces'; did you mean "
     "'piece'?\n"},
    {"default_of_wrong_type", "  - {xml: A, json: a, as: integer, default: x}\n",
     "t/m.yaml:6:5: 'default' does not fit its type: the value is not of type integer; expected a whole number of at "
     "most 64 bits, for example 12, found 'x'\n"},
    {"default_and_required", "  - {xml: A, json: a, default: x, required: true}\n",
     "t/m.yaml:6:5: a value with a 'default' is never missing; leave out 'required'\n"},
    {"required_not_a_flag", "  - {xml: A, json: a, required: yes}\n",
     "t/m.yaml:6:33: 'required' is a yes or no; expected true or false, found 'yes'\n"},
    {"now_to_json", "  - {to-json: {json: a, value: now, as: dateTime}}\n",
     "t/m.yaml:6:15: 'value: now' is written to XML only\n"},
    {"constant_without_target", "  - {to-xml: {value: x}}\n",
     "t/m.yaml:6:14: the constant has no 'xml' to be written to\n"},
    {"constant_of_wrong_type", "  - {to-xml: {xml: A, value: x, as: date}}\n",
     "t/m.yaml:6:14: 'value' does not fit its type: the value is not of type date; expected a day without a time zone, "
     "for example 2026-07-12, found 'x'\n"},
    {"kinds_and_types", "  - {xml: A, json: a, as: [bin, date]}\n",
     "t/m.yaml:6:33: a list in 'as' holds kinds of identifiers only\n"},
    {"no_kinds", "  - {xml: A, json: a, as: []}\n",
     "t/m.yaml:6:27: the list in 'as' is empty; expected kinds of identifiers\n"},
    {"text_without_language", "  - {xml: A, json: a, as: text}\n",
     "t/m.yaml:6:5: a text in several languages says how XML tells them apart; expected xml: {kk: NameKk, ru: NameRu} "
     "or language: '@lang'\n"},
    {"text_in_unknown_language", "  - {xml: {kz: A}, json: a, as: text}\n",
     "t/m.yaml:6:12: 'kz' is not a language; expected kk, ru or en\n"},
    {"list_of_texts", "  - {each: A, json: a, as: text}\n",
     "t/m.yaml:6:28: 'text' is a text in several languages: it is the type of a plain field alone\n"},
    {"choice_without_when", "  - {choose: {xml: K, json: k}}\n", "t/m.yaml:6:5: the choice has no 'when'\n"},
    {"choice_one_sided", "  - {choose: {xml: K}, when: {A: {json: b}}}\n",
     "t/m.yaml:6:14: the value that decides stands on both sides; expected choose: {xml: Kind, json: kind}\n"},
    {"branch_with_a_double",
     "  - choose: {xml: K, json: k}\n    when:\n      A: {fields: [{xml: X, json: x}]}\n      B: {fields: [{xml: Y, "
     "json: z}]}\n  - {xml: X, json: y}\n  - {xml: Z, json: z}\n",
     "t/m.yaml:8:1: 'X' is written outside of the choice too, by the rule on line 10\n"
     "t/m.yaml:9:1: 'z' is given outside of the choice too, by the rule on line 11\n"},
    {"two_branches_one_word", "  - choose: {xml: K, json: k}\n    when:\n      A: {json: x}\n      B: {json: x}\n",
     "t/m.yaml:9:7: two branches have the JSON value 'x'\n"},
    {"key_twice", "  - {xml: A, json: a, xml: B}\n", "t/m.yaml:6:23: the key 'xml' stands twice\n"},
    {"not_a_rule", "  - A\n", "t/m.yaml:6:5: a rule is not a map; expected keys with values\n"},
    {"structure_for_text", "  - {xml: [A], json: a}\n",
     "t/m.yaml:6:11: 'xml' has no text; expected one word or text, found a structure\n"},
    {"two_mistakes", "  - {xml: A, jsn: a}\n  - {xml: B, json: b, as: dat}\n",
     "t/m.yaml:6:5: a rule names both sides, 'xml' and 'json'; only a constant has one; expected json: …\n"
     "t/m.yaml:6:14: the key 'jsn' is not known in a rule; did you mean 'json'?\n"
     "t/m.yaml:7:27: no type is called 'dat'; did you mean 'date'?\n"},
};
INSTANTIATE_TEST_SUITE_P(Mistakes, MappingRule, testing::ValuesIn(mistakes),
                         [](const auto& info) { return info.param.name; });

TEST(MappingFile, tells_what_is_wrong_around_the_rules) {
    const Folder folder;
    EXPECT_EQ(
        complaints(folder,
                   "mapping: t/n\nversion: one\nabuot: x\n"
                   "xml: {schema: no.xsd, namespaces: {xmlx: u, b: \"\"}, root: c:R, rot: 1}\n"
                   "json: {schema: core/none}\nkeys: {k: b, l: \"a[\"}\ncodes-on: a\nfields:\n  - {xml: A, json: a}\n"),
        "t/m.yaml:1:10: the mapping is not called like its file; expected its folder and file, for example "
        "customs/declaration-check.request, found 't/n'\n"
        "t/m.yaml:2:10: 'version' is not a number; expected a whole number from 1, found 'one'\n"
        "t/m.yaml:4:36: a namespace has a prefix (not one that begins with 'xml') and an address; expected dc: "
        "urn:example:customs:v1\n"
        "t/m.yaml:4:45: a namespace has a prefix (not one that begins with 'xml') and an address; expected dc: "
        "urn:example:customs:v1\n"
        "t/m.yaml:4:15: there is no schema 'no.xsd' beside the mapping\n"
        "t/m.yaml:4:59: the prefix 'c' is not among 'namespaces'\n"
        "t/m.yaml:4:64: the key 'rot' is not known in 'xml'; did you mean 'root'?\n"
        "t/m.yaml:6:11: no rule gives 'b' a value; did you mean 'a'?\n"
        "t/m.yaml:6:17: 'a[' is not the path of a key; expected a path like items[].gtin\n"
        "t/m.yaml:7:11: 'codes-on' is the JSON path of a date of the message itself, not of a list, object or choice; "
        "expected the 'json' of a rule "
        "with 'as: date' or 'as: dateTime', found 'a'\n"
        "t/m.yaml:3:1: the key 'abuot' is not known in a mapping; did you mean 'about'?\n");
}

TEST(MappingFile, names_a_missing_json_schema) {
    const Folder folder;
    EXPECT_EQ(complaints(
                  folder,
                  "mapping: t/m\nversion: 1\nxml: {root: R}\njson: {schema: core/none}\nfields: [{xml: A, json: a}]\n"),
              "t/m.yaml:4:16: there is no core/none.schema.json in the folder of mappings\n");
}

TEST(MappingFile, refuses_what_is_not_a_mapping) {
    const Folder folder;
    EXPECT_EQ(complaints(folder, "mapping: [\n"),
              "t/m.yaml:2:1: the file is not YAML: a '[' further up is not closed with ']', or a comma is missing\n");
    EXPECT_EQ(complaints(folder, ""), "t/m.yaml: a mapping is not a map; expected keys with values, found nothing\n");
    EXPECT_EQ(complaints(folder, "- a\n"), "t/m.yaml:1:1: a mapping is not a map; expected keys with values\n");
    EXPECT_NE(complaints(folder, std::string(2000000, ' ')), "loaded");
    EXPECT_NE(complaints(folder, std::string(100000, '[')), "loaded");
    EXPECT_FALSE(Mapping::load(folder.path() / "none.yaml", *load_code_tables(folder.path())));
}

TEST(MappingFile, lists_what_a_whole_file_needs) {
    const Folder folder;
    EXPECT_EQ(complaints(folder, "about: x\n"),
              "t/m.yaml:1:1: a mapping has no 'mapping'\n"
              "t/m.yaml:1:1: a mapping has no 'version'\n"
              "t/m.yaml:1:1: the mapping has no 'xml'\n"
              "t/m.yaml:1:1: the mapping has no 'fields'\n");
}

TEST(MappingFile, rules_that_contain_themselves_end_at_the_limit) {
    const Folder folder;
    const auto text = complaints(folder,
                                 "mapping: t/m\nversion: 1\nxml: {root: R}\nfields: &f\n  - {object: A, json: a, "
                                 "fields: *f}\n  - {object: B, json: b, fields: *f}\n");
    EXPECT_NE(text.find("more than 10000 rules"), std::string::npos);
    EXPECT_NE(text.find("more than 32 levels"), std::string::npos);
}

TEST(MappingFile, nests_up_to_the_limit) {
    const Folder folder;
    std::string fields = "[{xml: V, json: v}]";
    std::string xml = "<V>1</V>";
    std::string json = R"({"v":"1"})";
    for (int i = 0; i < 31; ++i) {
        fields = "[{object: O, json: o, fields: " + fields + "}]";
        xml = "<O>" + xml + "</O>";
        json = "{\"o\":" + json + "}";
    }
    const auto mapping = load_text(
        folder, "mapping: t/m\nversion: 1\nxml: {namespaces: {a: \"urn:a\"}, root: a:R}\nfields: " + fields + "\n");
    ASSERT_TRUE(mapping) << mapping.error().to_string();
    expect_pair(**mapping, r(xml), json);
    EXPECT_NE(complaints(folder, "mapping: t/m\nversion: 1\nxml: {root: R}\nfields: [{object: O, json: o, fields: " +
                                     fields + "}]\n"),
              "loaded");
}

TEST(MappingFile, knows_its_names) {
    const Folder folder;
    folder.write("t/s.xsd", "<x/>");
    folder.write("core/x.schema.json", "{}");
    const auto mapping = load_text(folder,
                                   "mapping: t/m\nversion: 3\nxml: {schema: s.xsd, namespaces: {a: \"urn:a\"}, root: "
                                   "a:R}\njson: {schema: core/x}\nfields: [{xml: A, json: a}]\n");
    ASSERT_TRUE(mapping) << mapping.error().to_string();
    EXPECT_EQ((*mapping)->name(), "t/m");
    EXPECT_EQ((*mapping)->version(), 3);
    EXPECT_EQ((*mapping)->schema_file(), folder.path() / "t/s.xsd");
    EXPECT_EQ((*mapping)->json_schema(), "core/x");
    EXPECT_EQ((*mapping)->root_space(), "urn:a");
    EXPECT_EQ((*mapping)->root_local(), "R");
}

}  // namespace
}  // namespace otkel::mapping::tests
