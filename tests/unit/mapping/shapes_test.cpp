#include <gmock/gmock.h>

#include "tests/unit/mapping/fixture.hpp"

// Rules that shape more than a value: nil, forms of dates, entries, attributes, documents in text, names that decide.

namespace otkel::mapping::tests {
namespace {

// Both directions of one pair.
void expect_inside(const Mapping& mapping, const std::string& xml, const std::string& json) {
    EXPECT_EQ(json_text(mapping, r(xml)), json);
    EXPECT_EQ(xml_text(mapping, json), r(xml));
}

constexpr auto xsi = " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";

TEST(MappingNil, is_null_in_json) {
    const Folder folder;
    const auto mapping = compiled(folder,
                                  "  - {xml: A, json: a, nil: true}\n"
                                  "  - {object: O, json: o, nil: true, fields: [{xml: B, json: b}]}\n"
                                  "  - {each: L/I, json: l, as: integer, nil: true}\n");
    const auto root = [](const std::string& inside) {
        return std::string("<a:R xmlns:a=\"urn:a\"") + xsi + ">" + inside + "</a:R>";
    };
    const auto xml = root("<A xsi:nil=\"true\"></A><O xsi:nil=\"true\"></O><L><I>1</I><I xsi:nil=\"true\"></I></L>");
    EXPECT_EQ(json_text(*mapping, xml), R"({"a":null,"o":null,"l":[1,null]})");
    EXPECT_EQ(xml_text(*mapping, R"({"a":null,"o":null,"l":[1,null]})"), xml);
    EXPECT_EQ(json_text(*mapping, root("<A></A><O></O>")), R"({"a":"","o":{}})");
}

TEST(MappingNil, is_a_finding_where_no_rule_expects_it) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: A, json: a}\n");
    const auto outcome = to_json(*mapping, std::string("<a:R xmlns:a=\"urn:a\"") + xsi + "><A xsi:nil=\"1\"/></a:R>");
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().findings.front().code, "nil-unexpected");
}

TEST(MappingForm, reads_and_writes_dates_as_the_peer_does) {
    const Folder folder;
    const auto mapping = compiled(folder,
                                  "  - {xml: A, json: a, as: date, form: dd.MM.yyyy}\n"
                                  "  - {xml: B, json: b, as: dateTime, form: \"yyyy-MM-dd'T'HH:mm:ss[.f]XX\"}\n");
    expect_inside(*mapping, "<A>29.02.2028</A><B>2026-07-12T09:30:00.123456789+0600</B>",
                  R"({"a":"2028-02-29","b":"2026-07-12T09:30:00.123456789+06:00"})");
    expect_inside(*mapping, "<B>2026-07-12T09:30:00Z</B>", R"({"b":"2026-07-12T09:30:00Z"})");
    for (const std::string wrong : {"29.02.2027", "1.1.2026", "2026-01-01", "01.01.2026 ", "00.01.2026"}) {
        const bool trimmed = wrong.ends_with(' ');
        EXPECT_EQ(to_json(*mapping, r("<A>" + wrong + "</A>")).has_value(), trimmed) << wrong;
    }
}

TEST(MappingForm, refuses_to_write_what_it_would_lose) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: B, json: b, as: dateTime, form: \"dd.MM.yyyy HH:mm:ss\"}\n");
    expect_inside(*mapping, "<B>12.07.2026 09:30:00</B>", R"({"b":"2026-07-12T09:30:00"})");
    for (const std::string lost : {"2026-07-12T09:30:00.5", "2026-07-12T09:30:00Z", "2026-07-12"}) {
        EXPECT_FALSE(mapping->to_xml(boost::json::value{{"b", lost}}, noon)) << lost;
    }
}

TEST(MappingForm, reads_several_and_writes_the_first) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: A, json: a, as: date, form: [dd.MM.yyyy, yyyyMMdd]}\n");
    EXPECT_EQ(json_text(*mapping, r("<A>20260712</A>")), R"({"a":"2026-07-12"})");
    expect_inside(*mapping, "<A>12.07.2026</A>", R"({"a":"2026-07-12"})");
}

TEST(MappingEntries, are_one_object) {
    const Folder folder;
    const auto mapping = compiled(folder,
                                  "  - {entries: Properties/Property, json: properties, key: Key, value: Value}\n"
                                  "  - {entries: P, json: p, key: \"@name\", value: ., as: integer}\n");
    expect_inside(*mapping,
                  "<Properties><Property><Key>б</Key><Value>1</Value></Property><Property><Key>a/b</Key><Value></Value>"
                  "</Property></Properties><P name=\"n\">7</P>",
                  R"({"properties":{"б":"1","a/b":""},"p":{"n":7}})");
    EXPECT_EQ(json_text(*mapping, r("<Properties></Properties>")), R"({"properties":{},"p":{}})");
    const auto twice = to_json(*mapping, r("<P name=\"n\">1</P><P name=\"n\">2</P>"));
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().findings.front().code, "repeated");
    EXPECT_FALSE(to_json(*mapping, r("<P>1</P>")));
    EXPECT_FALSE(to_json(*mapping, r("<P name=\"n\">x</P>")));
}

TEST(MappingAttributes, that_no_rule_names_are_one_object) {
    const Folder folder;
    const auto mapping = compiled(folder,
                                  "  - {xml: \"A/@id\", json: id}\n"
                                  "  - {attributes: A, json: more}\n"
                                  "  - {xml: A, json: text}\n");
    expect_inside(*mapping, "<A id=\"1\" x=\"2\" a:y=\"3\">t</A>",
                  R"({"id":"1","more":{"x":"2","a:y":"3"},"text":"t"})");
    EXPECT_EQ(json_text(*mapping, r("<A id=\"1\"></A>")), R"({"id":"1","text":""})");
    EXPECT_FALSE(to_json(*mapping, r("<A z:y=\"3\" xmlns:z=\"urn:other\"/>")));
    for (const std::string wrong : {"id", "1x", "", "a b", "q:x", "xmlns"}) {
        const auto outcome = mapping->to_xml(boost::json::value{{"more", {{wrong, "v"}}}}, noon);
        EXPECT_EQ(outcome.has_value(), false) << wrong;
    }
}

TEST(MappingDocument, stands_as_text_inside_another) {
    const Folder folder;
    const auto mapping = load_text(folder,
                                   "mapping: t/m\nversion: 1\nxml:\n  namespaces: {a: \"urn:a\", v: \"urn:v\"}\n"
                                   "  root: a:R\nfields:\n"
                                   "  - document: Body\n    json: body\n    root: v:invoice\n    fields:\n"
                                   "      - {xml: num, json: number}\n"
                                   "      - {each: products/product, json: products, fields: [{xml: v:n, json: n}]}\n");
    ASSERT_TRUE(mapping) << mapping.error().to_string();
    const std::string json = R"({"body":{"number":"<1>","products":[{"n":"қ"}]}})";
    const std::string escaped =
        "<a:R xmlns:a=\"urn:a\"><Body>&lt;v:invoice xmlns:v=\"urn:v\"&gt;&lt;num&gt;&amp;lt;1&amp;gt;&lt;/num&gt;"
        "&lt;products&gt;&lt;product&gt;&lt;v:n&gt;қ&lt;/v:n&gt;&lt;/product&gt;&lt;/products&gt;&lt;/v:invoice&gt;"
        "</Body></a:R>";
    EXPECT_EQ(xml_text(**mapping, json), escaped);
    EXPECT_EQ(json_text(**mapping, escaped), json);
    EXPECT_EQ(json_text(**mapping,
                        "<a:R xmlns:a=\"urn:a\"><Body><![CDATA[<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<invoice xmlns=\"urn:v\"><num xmlns=\"\">&lt;1></num><products xmlns=\"\"><product>"
                        "<n xmlns=\"urn:v\">қ</n></product></products></invoice>]]></Body></a:R>"),
              json);
    for (const std::string wrong : {"", "x", "<v:other xmlns:v=\"urn:v\"/>", "<!DOCTYPE a []><a/>", "<a>"}) {
        EXPECT_FALSE(to_json(**mapping, "<a:R xmlns:a=\"urn:a\"><Body><![CDATA[" + wrong + "]]></Body></a:R>"))
            << wrong;
    }
}

TEST(MappingChoice, by_the_type_of_the_schema) {
    const Folder folder;
    const auto mapping = compiled(folder,
                                  "  - object: Subject\n    json: subject\n    fields:\n"
                                  "      - choose: {xml: \"@xsi:type\", json: kind}\n"
                                  "        when:\n"
                                  "          a:Company: {json: company, fields: [{xml: Bin, json: bin}]}\n"
                                  "          a:Person: {json: person, fields: [{xml: Iin, json: iin}]}\n");
    const std::string json = R"({"subject":{"kind":"company","bin":"1"}})";
    EXPECT_EQ(json_text(*mapping, std::string("<q:R xmlns:q=\"urn:a\"") + xsi +
                                      "><Subject xsi:type=\"q:Company\"><Bin>1</Bin></Subject></q:R>"),
              json);
    EXPECT_EQ(xml_text(*mapping, json), std::string("<a:R xmlns:a=\"urn:a\"") + xsi +
                                            "><Subject xsi:type=\"a:Company\"><Bin>1</Bin></Subject></a:R>");
    EXPECT_FALSE(
        to_json(*mapping, std::string("<q:R xmlns:q=\"urn:a\"") + xsi + "><Subject xsi:type=\"Company\"/></q:R>"));
}

TEST(MappingChoice, by_the_name_of_the_element) {
    const Folder folder;
    const auto mapping = compiled(folder,
                                  "  - each: Subjects/*\n    json: subjects\n    fields:\n"
                                  "      - {xml: \"@no\", json: no}\n"
                                  "      - choose: {xml: name(), json: kind}\n"
                                  "        when:\n"
                                  "          Company: {json: company, fields: [{xml: Bin, json: bin}]}\n"
                                  "          a:Person: {json: person, fields: [{xml: Iin, json: iin}]}\n");
    expect_inside(*mapping,
                  "<Subjects><Company no=\"1\"><Bin>1</Bin></Company><a:Person no=\"2\"><Iin>2</Iin></a:Person>"
                  "<Company no=\"3\"></Company></Subjects>",
                  R"({"subjects":[{"no":"1","kind":"company","bin":"1"},{"no":"2","kind":"person","iin":"2"},)"
                  R"({"no":"3","kind":"company"}]})");
    EXPECT_FALSE(mapping->to_xml(boost::json::parse(R"({"subjects":[{"kind":"other"}]})"), noon));
    EXPECT_FALSE(mapping->to_xml(boost::json::parse(R"({"subjects":[{"no":"1"}]})"), noon));
}

TEST(MappingChoice, by_name_is_asked_for_where_an_element_stands_for_several) {
    const Folder folder;
    for (const std::string rule : {"each: \"*\", json: l", "each: \"A/*\", json: l, fields: [{xml: B, json: b}]",
                                   "object: \"*\", json: o, fields: [{xml: B, json: b}]"}) {
        const auto mapping = load_text(folder, file_of("  - {" + rule + "}\n"));
        ASSERT_FALSE(mapping) << rule;
        EXPECT_THAT(mapping.error().findings.front().detail, testing::HasSubstr("a choice by their name")) << rule;
    }
}

TEST(MappingPart, is_shared_with_parameters) {
    const Folder folder;
    folder.write("t/word.yaml",
                 "part: t/word\nversion: 1\nparameters: {name: nameRu, code: ~}\nfields:\n"
                 "  - {xml: \"$(code)\", json: code}\n  - {xml: \"$(name)\", json: name}\n");
    const auto mapping = compiled(folder,
                                  "  - {object: Gender, json: gender, use: t/word, with: {code: Code}}\n"
                                  "  - {each: L/I, json: l, use: t/word, with: {code: C, name: N}}\n"
                                  "  - {use: t/word, with: {code: RootCode}}\n");
    expect_inside(
        *mapping,
        "<Gender><Code>1</Code><nameRu>м</nameRu></Gender><L><I><C>2</C><N>n</N></I></L><RootCode>3</RootCode>",
        R"({"gender":{"code":"1","name":"м"},"l":[{"code":"2","name":"n"}],"code":"3"})");
}

TEST(MappingPart, that_is_wrong_is_named_with_its_own_place) {
    const Folder folder;
    folder.write("t/p.yaml",
                 "part: t/p\nversion: 1\nparameters: {a: ~}\nfields:\n  - {xml: \"$(b)\", json: x, as: dat}\n"
                 "  - {use: t/p, with: {a: \"1\"}}\n");
    const auto mapping = load_text(folder, file_of("- {use: t/p, with: {c: X}}\n- {use: t/q}\n"));
    ASSERT_FALSE(mapping);
    std::vector<std::string> lines;
    for (const auto& finding : mapping.error().findings) {
        lines.push_back(finding.to_string().substr(folder.path().string().size() + 1));
    }
    EXPECT_THAT(lines, testing::UnorderedElementsAre(
                           "t/m.yaml:6:3: the part 't/p' needs 'a'; expected with: {a: …}",
                           "t/m.yaml:6:21: the part 't/p' has no parameter 'c'; did you mean 'a'?",
                           "t/p.yaml:5:11: 'b' is not among the parameters of this file; did you mean 'a'?",
                           "t/p.yaml:5:32: no type is called 'dat'; did you mean 'date'?",
                           "t/p.yaml:6:11: the part 't/p' uses itself",
                           "t/m.yaml:7:9: there is no part 't/q' in the folder of mappings; expected q.yaml"));
}

TEST(MappingAttributes, may_be_of_xml_itself_and_of_any_prefix_of_the_mapping) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {attributes: A, json: a}\n");
    expect_inside(*mapping, "<A xml:lang=\"kk\"></A>", R"({"a":{"xml:lang":"kk"}})");
    const auto inner = load_text(folder,
                                 "mapping: t/m\nversion: 1\nxml: {namespaces: {a: \"urn:a\", b: \"urn:b\"}, root: R}\n"
                                 "fields:\n  - {document: D, json: d, root: X, fields: [{attributes: Y, json: m}]}\n"
                                 "  - {xml: Q, json: q, as: qname}\n");
    ASSERT_TRUE(inner);
    const std::string json = R"({"d":{"m":{"b:x":"1"}},"q":"a:x"})";
    EXPECT_EQ(json_text(**inner, xml_text(**inner, json)), json);
    EXPECT_FALSE((*inner)->to_xml(boost::json::parse(R"({"q":"zz:x"})"), noon));
}

TEST(MappingNamespaces, have_one_prefix_each) {
    const Folder folder;
    const auto mapping =
        load_text(folder,
                  "mapping: t/m\nversion: 1\nxml: {namespaces: {a: \"urn:a\", b: \"urn:a\"}, root: R}\n"
                  "fields:\n  - {xml: Q, json: q}\n");
    ASSERT_FALSE(mapping);
    EXPECT_THAT(mapping.error().findings.front().detail, testing::HasSubstr("stand for the same namespace"));
}

TEST(MappingNil, is_kept_among_objects) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {each: I, json: i, nil: true, fields: [{xml: A, json: a}]}\n");
    const std::string json = R"({"i":[null,{"a":"1"}]})";
    EXPECT_EQ(json_text(*mapping, xml_text(*mapping, json)), json);
}

TEST(MappingLanguages, keep_their_order) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: N, json: n, as: text, language: \"@l\"}\n");
    expect_inside(*mapping, "<N l=\"ru\">р</N><N l=\"kk\">қ</N>", R"({"n":{"ru":"р","kk":"қ"}})");
}

TEST(MappingMarkingCode, with_a_proof_and_without_separators_stays_as_it_is) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: C, json: c, as: marking-code}\n");
    expect_inside(*mapping, "<C>010487000000001221ABCDEFGHIJKLM93abcd</C>",
                  R"({"c":"010487000000001221ABCDEFGHIJKLM93abcd"})");
}

TEST(MappingCarry, refuses_what_no_rule_reads_where_nothing_may_be_lost) {
    const Folder folder;
    const auto mapping =
        compiled(folder,
                 "  - {xml: A, json: a}\n"
                 "  - {xml: G/B, json: b}\n"
                 "  - {each: L/I, json: l, fields: [{xml: \"@no\", json: no}]}\n"
                 "  - choose: {xml: K, json: k}\n    when: {X: {fields: [{xml: H/C, json: c}]}, Y: {}}\n");
    const auto places = [&](const std::string& xml, const MustCarry& carry) {
        const auto tree = xml::Tree::parse(otkel::tests::sealed(r(xml)), {}).value();
        const auto outcome = mapping->to_json(tree.root(), {.must_carry = &carry});
        std::vector<std::string> found;
        for (const auto& finding : outcome ? std::vector<Finding>{} : outcome.error().findings) {
            found.push_back(finding.code + " " + finding.place.path);
        }
        return found;
    };
    const std::string whole = "<A>1</A><G><B>2</B></G><H><C>3</C></H><L><I no=\"1\"></I>\n<I no=\"2\"></I></L><K>X</K>";
    EXPECT_THAT(places(whole, {true, {}}), testing::IsEmpty());
    const std::string more =
        "<A x=\"1\">1</A><G>text<B>2</B><D/></G><H><C>3</C></H><L><I no=\"1\"/><I><Extra/>t</I></L><K>Y</K><Z><Q/></Z>";
    EXPECT_THAT(places(more, {true, {}}),
                testing::UnorderedElementsAre(
                    "not-carried /a:R/A/@x", "not-carried /a:R/G/text()", "not-carried /a:R/H", "not-carried /a:R/G/D",
                    "not-carried /a:R/L/I[2]/text()", "not-carried /a:R/L/I[2]/Extra", "not-carried /a:R/Z"));
    EXPECT_THAT(places(more, {false, {"L/I", "Z/Q"}}),
                testing::UnorderedElementsAre("not-carried /a:R/L/I[2]/text()", "not-carried /a:R/L/I[2]/Extra",
                                              "not-carried /a:R/Z"));
    EXPECT_THAT(places(more, {false, {"A/@y", "L/II"}}), testing::IsEmpty());
}

TEST(MappingText, is_the_same_straight_and_through_a_value) {
    const Folder folder;
    const auto mapping = compiled(folder,
                                  "  - {xml: A, json: a.b}\n  - {xml: B, json: a.c, as: integer}\n"
                                  "  - {each: I, json: i, fields: [{xml: ., json: t}]}\n"
                                  "  - {to-json: {json: d.e, value: \"true\", as: boolean}}\n");
    const auto xml = r("<A>\"\\&#13;\n\t қ😀\xc2\xa0</A><B>-9223372036854775808</B><I>{</I><I>[</I>");
    const auto tree = xml::Tree::parse(otkel::tests::sealed(xml), {});
    ASSERT_TRUE(tree);
    const auto text = mapping->to_json_text(tree->root());
    ASSERT_TRUE(text);
    EXPECT_EQ(text->text, boost::json::serialize(mapping->to_json(tree->root())->json));
    EXPECT_EQ(text->text,
              "{\"a\":{\"b\":\"\\\"\\\\\\r\\n\\t қ😀\xc2\xa0\",\"c\":-9223372036854775808},"
              "\"i\":[{\"t\":\"{\"},{\"t\":\"[\"}],\"d\":{\"e\":true}}");
}

}  // namespace
}  // namespace otkel::mapping::tests
