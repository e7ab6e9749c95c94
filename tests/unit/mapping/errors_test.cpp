#include <gmock/gmock.h>

#include "tests/unit/mapping/fixture.hpp"

namespace otkel::mapping::tests {
namespace {

using testing::ElementsAre;

std::vector<std::string> found_in_json(const Mapping& mapping, const std::string& text) {
    const auto outcome = mapping.to_xml(boost::json::parse(text), noon);
    return outcome ? std::vector<std::string>{} : finding_texts(outcome.error());
}

TEST(MappingErrors, name_every_place_of_the_message_at_once) {
    const Folder folder;
    const auto mapping = compiled(folder,
                                  "  - {xml: N, json: n, required: true}\n"
                                  "  - {xml: A, json: a}\n"
                                  "  - each: L/I\n    json: l\n    fields:\n"
                                  "      - {xml: \"@no\", json: no, as: integer, required: true}\n"
                                  "      - {xml: Q, json: q.value, as: decimal}\n");
    const auto outcome =
        to_json(*mapping, r("\n<A>1</A>\n<A>2</A>\n<L><I no=\"1\"><Q>1,5</Q></I>\n<I no=\"x\"><Q/></I>\n<I/></L>"));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, Errc::mapping_failed);
    EXPECT_EQ(outcome.error().detail, "t/m: the message cannot be translated to JSON; 6 places are wrong");
    EXPECT_THAT(finding_texts(outcome.error()),
                ElementsAre("line 1 /a:R: N is missing (rule t/m.yaml:6); expected N, found nothing",
                            "line 3 /a:R/A[2]: the element occurs more than once; only a rule with 'each' reads a list "
                            "(rule t/m.yaml:7); "
                            "expected one, found a second one",
                            "line 4 /a:R/L/I[1]/Q: the value is not of type decimal (rule t/m.yaml:12); expected "
                            "digits with at most one point, for "
                            "example 12.50, found '1,5'",
                            "line 5 /a:R/L/I[2]/@no: the value is not of type integer (rule t/m.yaml:11); expected a "
                            "whole number of at most "
                            "64 bits, for example 12, found 'x'",
                            "line 5 /a:R/L/I[2]/Q: the value is not of type decimal (rule t/m.yaml:12); expected "
                            "digits with at most one point, for "
                            "example 12.50, found nothing",
                            "line 6 /a:R/L/I[3]: @no is missing (rule t/m.yaml:11); expected @no, found nothing"));
}

TEST(MappingErrors, name_a_value_without_which_its_element_could_not_be_read_back) {
    const Folder folder;
    const auto mapping = compiled(folder,
                                  "  - {xml: A, json: a.value, as: decimal}\n  - {xml: A/@u, json: a.unit}\n"
                                  "  - {xml: T, json: t.text}\n  - {xml: T/@u, json: t.unit}\n"
                                  "  - {xml: N, json: n.value, as: decimal, nil: true}\n  - {xml: N/@u, json: n.unit}\n"
                                  "  - each: L\n    json: l\n    fields:\n"
                                  "      - {xml: ., json: value, as: integer}\n      - {xml: \"@u\", json: unit}\n");
    EXPECT_THAT(found_in_json(*mapping, R"({"a":{"unit":"KZT"},"t":{"unit":"x"},"n":{"value":null,"unit":"KZT"},)"
                                        R"("l":[{"value":1,"unit":"m"},{"unit":"m"}]})"),
                ElementsAre("/a/value: the member is missing, but others of the same element are there (rule "
                            "t/m.yaml:6); expected a value, found nothing",
                            "/l/1/value: the member is missing, but others of the same element are there (rule "
                            "t/m.yaml:15); expected a value, found nothing"));
}

TEST(MappingErrors, ask_for_text_where_an_identifier_comes_as_a_number) {
    const Folder folder;
    const auto mapping = compiled(folder,
                                  "  - {xml: G, json: g, as: gtin}\n  - {xml: W, json: w, as: [bin, iin]}\n"
                                  "  - {each: C, json: c, as: marking-code}\n");
    EXPECT_THAT(found_in_json(*mapping, R"({"g":4870000000012,"w":870712300000,"c":[null,{}]})"),
                ElementsAre("/g: the value is not of type gtin (rule t/m.yaml:6); expected text in JSON: gtin, found "
                            "the number 4870000000012",
                            "/w: the value is not of type bin or iin (rule t/m.yaml:7); expected text in JSON: bin "
                            "or iin, found a number",
                            "/c/0: the value is not of type marking-code (rule t/m.yaml:8); expected text in JSON: "
                            "marking-code, found null",
                            "/c/1: the value is not of type marking-code (rule t/m.yaml:8); expected text in JSON: "
                            "marking-code, found an object"));
}

TEST(MappingErrors, name_json_places_by_pointer) {
    const Folder folder;
    const auto mapping = compiled(folder,
                                  "  - {xml: N, json: d.number, required: true}\n"
                                  "  - {xml: S/A, json: s.a~b}\n"
                                  "  - each: L/I\n    json: d.l\n    fields:\n"
                                  "      - {xml: Q, json: q.value, as: decimal, required: true}\n"
                                  "      - {object: M, json: m, fields: [{each: C, json: c, as: integer}]}\n"
                                  "  - {each: T, json: t}\n"
                                  "  - {xml: X, json: x, as: text, language: \"@l\"}\n");
    EXPECT_THAT(
        found_in_json(
            *mapping,
            R"({"s":5,"d":{"l":[{"q":[]},{"q":{"value":"1","x":1},"m":{"c":[1,"2"]}},7,{"q":{"value":"1"},"m":[]}]},)"
            R"("t":{},"x":"y"})"),
        ElementsAre(
            "/s: the member has another shape (rule t/m.yaml:7); expected an object, found the number 5",
            "/d/number: a required member is missing (rule t/m.yaml:6); expected a value, found nothing",
            "/d/l/0/q: the member has another shape (rule t/m.yaml:11); expected an object, found a list",
            "/d/l/1/m/c/1: the value is not of type integer (rule t/m.yaml:12); expected a number in JSON: a whole "
            "number of at "
            "most 64 bits, for example 12, found '2'",
            "/d/l/2: the member has another shape (rule t/m.yaml:8); expected an object, found the number 7",
            "/d/l/3/m: the member has another shape (rule t/m.yaml:12); expected an object, found a list",
            "/t: the member has another shape (rule t/m.yaml:13); expected a list, found an object",
            "/x: the member has another shape (rule t/m.yaml:14); expected an object with kk, ru or en, found 'y'"));
}

TEST(MappingErrors, refuse_a_message_that_is_no_object) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: A, json: a}\n");
    EXPECT_FALSE(mapping->to_xml(boost::json::parse("[]"), noon));
    EXPECT_FALSE(mapping->to_xml(boost::json::parse("null"), noon));
}

TEST(MappingErrors, refuse_elements_inside_a_value) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: A, json: a}\n  - {each: I, json: i}\n");
    const auto outcome = to_json(*mapping, r("<A>1<B/>2</A><I>3<b/></I>"));
    ASSERT_FALSE(outcome);
    EXPECT_THAT(finding_texts(outcome.error()),
                ElementsAre("line 1 /a:R/A: the element holds elements where a value is expected (rule t/m.yaml:6); "
                            "expected text only, found the element B",
                            "line 1 /a:R/I: the element holds elements where a value is expected (rule t/m.yaml:7); "
                            "expected text only, found the element b"));
}

TEST(MappingErrors, refuse_a_container_that_occurs_twice) {
    const Folder folder;
    const auto mapping =
        compiled(folder, "  - {each: L/I, json: l}\n  - {object: O, json: o, fields: [{xml: A, json: a}]}\n");
    const auto outcome = to_json(*mapping, r("<L><I>1</I></L><L><I>2</I></L><O/><O/>"));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().findings.size(), 2U);
}

TEST(MappingErrors, describe_a_hundred_places_and_count_the_rest) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {each: I, json: i, as: integer}\n");
    std::string items;
    std::string list;
    for (int i = 0; i < 250; ++i) {
        items += "<I>x</I>";
        list += std::string(i == 0 ? "" : ",") + "\"x\"";
    }
    for (const auto& error : {to_json(*mapping, r(items)).error(),
                              mapping->to_xml(boost::json::parse("{\"i\":[" + list + "]}"), noon).error()}) {
        ASSERT_EQ(error.findings.size(), 101U);
        EXPECT_EQ(error.findings.back().detail, "150 more findings are not listed");
        EXPECT_EQ(error.findings.back().severity, Severity::note);
        EXPECT_NE(error.detail.find("250 places"), std::string::npos);
    }
}

TEST(MappingErrors, shorten_long_values_between_characters) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: A, json: a, as: date}\n");
    std::string value = "x";
    for (int i = 0; i < 100; ++i) {
        value += "Қ";
    }
    const auto outcome = to_json(*mapping, r("<A>" + value + "</A>"));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().findings[0].found, "'" + value.substr(0, 79) + "…'");
}

TEST(MappingErrors, explain_names_target_rule_and_source) {
    const Folder folder;
    const auto mapping = compiled(folder,
                                  "  - {xml: A/@x, json: a.x}\n"
                                  "  - each: L/I\n    json: l\n    fields: [{xml: Q, json: q, as: integer}]\n"
                                  "  - {to-json: {json: c, value: k}}\n"
                                  "  - {to-xml: {xml: T, value: v}}\n");
    std::vector<Derivation> there;
    const auto json = to_json(*mapping, r("<A x=\"1\"/>\n<L><I><Q>5</Q></I>\n<I><Q>6</Q></I></L>"), &there);
    ASSERT_TRUE(json);
    ASSERT_EQ(there.size(), 4U);
    EXPECT_EQ(there[0].target, "/a/x");
    EXPECT_EQ(there[0].rule.to_string(), "t/m.yaml:6:5");
    EXPECT_EQ(there[0].source, "/a:R/A/@x (line 1)");
    EXPECT_EQ(there[2].target, "/l/1/q");
    EXPECT_EQ(there[2].rule.line, 9);
    EXPECT_EQ(there[2].source, "/a:R/L/I[2]/Q (line 3)");
    EXPECT_EQ(there[2].value, "6");
    EXPECT_EQ(there[3].target, "/c");
    EXPECT_EQ(there[3].source, "");
    std::vector<Derivation> back;
    ASSERT_TRUE(mapping->to_xml(json->json, noon, &back));
    ASSERT_EQ(back.size(), 4U);
    EXPECT_EQ(back[0].target, "/a:R/A/@x");
    EXPECT_EQ(back[0].source, "/a/x");
    EXPECT_EQ(back[2].target, "/a:R/L/I[2]/Q");
    EXPECT_EQ(back[2].source, "/l/1/q");
    EXPECT_EQ(back[3].target, "/a:R/T");
    EXPECT_EQ(back[3].source, "");
}

}  // namespace
}  // namespace otkel::mapping::tests
