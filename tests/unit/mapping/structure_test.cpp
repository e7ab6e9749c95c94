#include <gmock/gmock.h>

#include "tests/unit/mapping/fixture.hpp"

namespace otkel::mapping::tests {
namespace {

TEST(MappingStructure, writes_a_shared_parent_once) {
    const Folder folder;
    const auto mapping = compiled(
        folder,
        "  - {xml: I/A, json: a}\n  - {xml: B, json: i.b}\n  - {xml: I/@c, json: i.c}\n  - {xml: I/D/E, json: e}\n");
    expect_pair(*mapping, r("<I c=\"3\"><A>1</A><D><E>4</E></D></I><B>2</B>"),
                R"({"a":"1","i":{"b":"2","c":"3"},"e":"4"})");
    expect_pair(*mapping, r("<I><D><E>4</E></D></I>"), R"({"e":"4"})");
    expect_pair(*mapping, r("<B>2</B>"), R"({"i":{"b":"2"}})");
}

TEST(MappingStructure, matches_by_namespace_and_not_by_prefix) {
    const Folder folder;
    const auto mapping =
        compiled(folder, "  - {xml: A, json: none}\n  - {xml: a:A, json: ours}\n  - {xml: A/@a:x, json: x}\n");
    EXPECT_EQ(json_text(*mapping,
                        "<R xmlns=\"urn:a\" xmlns:q=\"urn:a\"><q:A>1</q:A><A xmlns=\"\" q:x=\"3\" x=\"4\">2</A><A "
                        "xmlns=\"urn:b\">5</A></R>"),
              R"({"none":"2","ours":"1","x":"3"})");
    EXPECT_EQ(xml_text(*mapping, R"({"ours":"1","none":"2","x":"3"})"), r("<A a:x=\"3\">2</A><a:A>1</a:A>"));
}

TEST(MappingStructure, reads_the_text_of_the_element_itself) {
    const Folder folder;
    const auto mapping = compiled(folder,
                                  "  - each: L/I\n    json: l\n    fields:\n      - {xml: \".\", json: value}\n      - "
                                  "{xml: \"@k\", json: kind}\n");
    expect_pair(*mapping, r("<L><I k=\"x\">1</I><I></I></L>"), R"({"l":[{"value":"1","kind":"x"},{"value":""}]})");
}

TEST(MappingStructure, lists_with_an_element_around_keep_empty_and_absent_apart) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {each: L/I, json: l, as: integer}\n");
    expect_pair(*mapping, r("<L><I>1</I><I>2</I></L>"), R"({"l":[1,2]})");
    expect_pair(*mapping, r("<L></L>"), R"({"l":[]})");
    expect_pair(*mapping, r(""), "{}");
}

TEST(MappingStructure, lists_without_an_element_around_are_always_lists_unless_told_otherwise) {
    const Folder folder;
    const auto always = compiled(folder, "  - {each: I, json: l}\n");
    expect_pair(*always, r(""), R"({"l":[]})");
    expect_pair(*always, r("<I>1</I>"), R"({"l":["1"]})");
    const auto absent = compiled(folder, "  - {each: I, json: l, empty: absent}\n");
    expect_pair(*absent, r(""), "{}");
    const auto some = compiled(folder, "  - {each: I, json: l, required: true}\n");
    EXPECT_FALSE(to_json(*some, r("")));
    EXPECT_FALSE(some->to_xml(boost::json::parse(R"({"l":[]})"), noon));
}

TEST(MappingStructure, collects_a_list_that_is_not_in_one_run) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {each: I, json: l}\n  - {xml: A, json: a}\n");
    EXPECT_EQ(json_text(*mapping, r("<I>1</I><A>x</A><I>2</I>")), R"({"l":["1","2"],"a":"x"})");
}

TEST(MappingStructure, objects_keep_empty_and_absent_apart) {
    const Folder folder;
    const auto mapping =
        compiled(folder, "  - {object: G/O, json: o, fields: [{xml: A, json: a}]}\n  - {xml: G/@n, json: n}\n");
    expect_pair(*mapping, r("<G n=\"1\"><O></O></G>"), R"({"o":{},"n":"1"})");
    expect_pair(*mapping, r("<G n=\"1\"></G>"), R"({"n":"1"})");
    expect_pair(*mapping, r("<G><O><A>2</A></O></G>"), R"({"o":{"a":"2"}})");
}

TEST(MappingStructure, a_choice_takes_the_fields_of_its_branch) {
    const Folder folder;
    const auto mapping = compiled(folder,
                                  "  - choose: {xml: \"@kind\", json: kind}\n"
                                  "    when:\n"
                                  "      IM: {json: import, fields: [{xml: To, json: to}, {xml: \"@x\", json: x}]}\n"
                                  "      NO: {fields: [{xml: To, json: from}]}\n"
                                  "      EX: {json: export}\n"
                                  "  - {xml: Z, json: z}\n");
    expect_pair(*mapping, "<a:R xmlns:a=\"urn:a\" kind=\"IM\" x=\"7\"><To>KZ</To><Z>1</Z></a:R>",
                R"({"kind":"import","z":"1","to":"KZ","x":"7"})");
    expect_pair(*mapping, "<a:R xmlns:a=\"urn:a\" kind=\"NO\"><To>KZ</To></a:R>", R"({"kind":"NO","from":"KZ"})");
    expect_pair(*mapping, "<a:R xmlns:a=\"urn:a\" kind=\"EX\"></a:R>", R"({"kind":"export"})");
    expect_pair(*mapping, r("<Z>1</Z>"), R"({"z":"1"})");
    const auto wrong = to_json(*mapping, "<a:R xmlns:a=\"urn:a\" kind=\"XX\"/>");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().findings[0].expected, "EX, IM or NO");
    EXPECT_FALSE(mapping->to_xml(boost::json::parse(R"({"kind":"imports"})"), noon));
}

TEST(MappingStructure, one_way_rules_act_in_one_direction) {
    const Folder folder;
    const auto mapping = compiled(folder,
                                  "  - {xml: A, json: a}\n"
                                  "  - {to-json: {json: channel, value: shep}}\n"
                                  "  - {to-json: {json: n, value: \"5\", as: integer}}\n"
                                  "  - {to-json: {xml: A, json: copy}}\n"
                                  "  - {to-xml: {xml: H/At, value: now, as: dateTime}}\n"
                                  "  - {to-xml: {xml: H/Day, value: now, as: date}}\n"
                                  "  - {to-xml: {xml: B, json: a}}\n");
    EXPECT_EQ(json_text(*mapping, r("<A>1</A><H><At>x</At></H><B>9</B>")),
              R"({"a":"1","channel":"shep","n":5,"copy":"1"})");
    EXPECT_EQ(xml_text(*mapping, R"({"a":"1","copy":"2"})"),
              r("<A>1</A><H><At>2026-07-12T12:00:00.000+05:00</At><Day>2026-07-12</Day></H><B>1</B>"));
}

TEST(MappingStructure, a_null_has_no_place_for_attributes) {
    const Folder folder;
    const auto mapping = compiled(folder,
                                  "  - {object: O, json: o, nil: true, fields: [{xml: \"@a\", json: a}]}\n"
                                  "  - {each: I, json: i, nil: true, fields: [{xml: \"@a\", json: a}]}\n"
                                  "  - {each: J, json: j, fields: [{xml: \"@a\", json: a}, {xml: ., json: v, nil: "
                                  "true}]}\n");
    const std::string nil = " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"";
    const auto bare = to_json(*mapping, r("<O" + nil + "/><I" + nil + " b=\"1\"/><J" + nil + " a=\"1\"/>"));
    ASSERT_TRUE(bare) << bare.error().to_string();
    EXPECT_EQ(serialize(bare->json), R"({"o":null,"i":[null],"j":[{"a":"1","v":null}]})");
    const auto more = to_json(*mapping, r("<O" + nil + " a=\"1\"/><I" + nil + " a=\"1\"/>"));
    ASSERT_FALSE(more);
    const std::string why =
        ": the element says that it has no value (xsi:nil) and has attributes, for which null has no place (rule "
        "t/m.yaml:";
    const std::string advice = "); expected no attributes; or 'nil: true' at a rule for '.' instead, found xsi:nil";
    EXPECT_THAT(finding_texts(more.error()),
                testing::ElementsAre("line 1 /a:R/O" + why + "6" + advice, "line 1 /a:R/I" + why + "7" + advice));
}

TEST(MappingStructure, an_xpath_expression_reads_what_no_path_can) {
    const Folder folder;
    const auto mapping = compiled(folder,
                                  "  - {to-json: {json: n.count, xpath: count(I), as: integer}}\n"
                                  "  - {to-json: {json: n.main, xpath: \"I[@no = ../@main]\"}}\n"
                                  "  - {each: I, json: i, fields: [{xml: ., json: v}, "
                                  "{to-json: {json: first, xpath: \"substring(., 1, 1)\"}}]}\n");
    const auto json = to_json(*mapping, r("<I no=\"1\">ab</I><I no=\"2\">cd</I>"));
    ASSERT_TRUE(json) << json.error().to_string();
    EXPECT_EQ(serialize(json->json), R"({"n":{"count":2},"i":[{"v":"ab","first":"a"},{"v":"cd","first":"c"}]})");
}

TEST(MappingStructure, a_value_of_an_xpath_expression_is_checked_like_any_other) {
    const Folder folder;
    const auto mapping = compiled(folder,
                                  "  - {to-json: {json: n, xpath: sum(I) div 2, as: integer}}\n"
                                  "  - {to-json: {json: m, xpath: X, required: true}}\n");
    const auto outcome = to_json(*mapping, r("<I>1</I>"));
    ASSERT_FALSE(outcome);
    EXPECT_THAT(finding_texts(outcome.error()),
                testing::ElementsAre("line 1 /a:R: the value is not of type integer (rule t/m.yaml:6); expected a "
                                     "whole number of at most 64 bits, for example 12, found '0.5'",
                                     "line 1 /a:R: X is missing (rule t/m.yaml:7); expected X, found nothing"));
}

TEST(MappingStructure, a_constant_alone_does_not_bring_an_optional_parent_into_being) {
    const Folder folder;
    const auto mapping = compiled(folder,
                                  "  - {xml: P/A, json: p.a}\n"
                                  "  - {to-xml: {xml: P/@v, value: \"1\"}}\n"
                                  "  - {to-json: {json: p.kind, value: k}}\n");
    EXPECT_EQ(xml_text(*mapping, "{}"), r(""));
    EXPECT_EQ(json_text(*mapping, r("")), "{}");
    EXPECT_EQ(xml_text(*mapping, R"({"p":{"a":"x"}})"), r("<P v=\"1\"><A>x</A></P>"));
    EXPECT_EQ(json_text(*mapping, r("<P><A>x</A></P>")), R"({"p":{"a":"x","kind":"k"}})");
}

TEST(MappingStructure, a_default_fills_in_where_its_element_is_there) {
    const Folder folder;
    const auto mapping = compiled(folder,
                                  "  - {xml: Q, json: q.value}\n  - {xml: Q/@u, json: q.unit, default: piece}\n  - "
                                  "{xml: F, json: f, as: boolean, default: \"false\"}\n");
    EXPECT_EQ(json_text(*mapping, r("<Q>1</Q>")), R"({"q":{"value":"1","unit":"piece"},"f":false})");
    EXPECT_EQ(json_text(*mapping, r("")), R"({"f":false})");
    EXPECT_EQ(xml_text(*mapping, R"({"q":{"value":"1"}})"), r("<Q>1</Q>"));
    EXPECT_EQ(xml_text(*mapping, R"({"q":{"value":"1","unit":"piece"}})"), r("<Q u=\"piece\">1</Q>"));
}

TEST(MappingStructure, texts_in_several_languages_by_element) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: {kk: NameKk, ru: NameRu}, json: name, as: text}\n");
    expect_pair(*mapping, r("<NameKk>Сүт</NameKk><NameRu>Молоко</NameRu>"), R"({"name":{"kk":"Сүт","ru":"Молоко"}})");
    expect_pair(*mapping, r("<NameRu>Молоко</NameRu>"), R"({"name":{"ru":"Молоко"}})");
    expect_pair(*mapping, r(""), "{}");
}

TEST(MappingStructure, texts_in_several_languages_by_attribute) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: N/Name, json: name, as: text, language: \"@xml:lang\"}\n");
    expect_pair(*mapping, r("<N><Name xml:lang=\"kk\">Сүт</Name><Name xml:lang=\"ru\">Молоко</Name></N>"),
                R"({"name":{"kk":"Сүт","ru":"Молоко"}})");
    EXPECT_FALSE(to_json(*mapping, r("<N><Name xml:lang=\"de\">Milch</Name></N>")));
    EXPECT_FALSE(to_json(*mapping, r("<N><Name>Milch</Name></N>")));
    EXPECT_FALSE(to_json(*mapping, r("<N><Name xml:lang=\"ru\">a</Name><Name xml:lang=\"ru\">b</Name></N>")));
}

TEST(MappingStructure, ignores_what_no_rule_knows) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: I/A, json: i.a}\n");
    EXPECT_EQ(json_text(*mapping, r("<X><A>0</A></X><I y=\"1\"><Z/><A>1</A></I>")), R"({"i":{"a":"1"}})");
    EXPECT_EQ(xml_text(*mapping, R"({"x":{"a":1},"i":{"z":[],"a":"1"}})"), r("<I><A>1</A></I>"));
}

TEST(MappingStructure, takes_the_fields_of_an_element_with_another_name) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: A, json: a}\n");
    EXPECT_EQ(json_text(*mapping, "<data><A>1</A></data>"), R"({"a":"1"})");
}

TEST(MappingStructure, collects_each_business_key_once_in_both_directions) {
    const Folder folder;
    const auto mapping = compiled(folder,
                                  "  - {xml: N, json: d.number}\n  - {each: I, json: items, fields: [{xml: G, json: "
                                  "gtin}, {each: C, json: codes, as: integer}]}\n",
                                  "keys: {declaration: d.number, gtin: \"items[].gtin\", code: \"items[].codes[]\"}");
    const std::string xml = r("<N>n</N><I><G>1</G><C>7</C></I><I><G>2</G><C>7</C><C>8</C></I><I><G>1</G></I><I></I>");
    const std::vector<BusinessKey> expected{
        {"declaration", "n"}, {"gtin", "1"}, {"gtin", "2"}, {"code", "7"}, {"code", "8"}};
    const auto json = to_json(*mapping, xml);
    ASSERT_TRUE(json) << json.error().to_string();
    EXPECT_EQ(json->keys, expected);
    const auto back = mapping->to_xml(json->json, noon);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->keys, expected);
    EXPECT_EQ(back->octets, xml);
}

TEST(MappingStructure, collects_at_most_a_thousand_keys) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {each: I, json: items}\n", "keys: {k: \"items[]\"}");
    std::string items;
    for (int i = 0; i < 1500; ++i) {
        items += "<I>" + std::to_string(i) + "</I>";
    }
    const auto json = to_json(*mapping, r(items));
    ASSERT_TRUE(json);
    EXPECT_EQ(json->keys.size(), 1000U);
    EXPECT_EQ(json->json.as_object().at("items").as_array().size(), 1500U);
}

}  // namespace
}  // namespace otkel::mapping::tests
