#include "tests/unit/mapping/fixture.hpp"

namespace otkel::mapping::tests {
namespace {

TEST(MappingValues, keeps_text_to_the_letter) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: A, json: a}\n  - {xml: \"@b\", json: b}\n");
    // Kazakh letters, a non-breaking space, an emoji beyond the BMP, white space at the ends, a carriage return.
    const std::string text = " \xD0\xBA\xD3\xA9\xD0\xBF\xD1\x96\xD1\x80\xC2\xA0\xD2\x9A\xF0\x9F\x98\x80 ";
    expect_pair(*mapping, "<a:R xmlns:a=\"urn:a\" b=\"x&#xA;y&#x9;\"><A>" + text + "&#xD;\n &amp; &lt;</A></a:R>",
                "{\"a\":\"" + text + "\\r\\n & <\",\"b\":\"x\\ny\\t\"}");
}

TEST(MappingValues, reads_escaped_surrogate_pairs_of_json) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: A, json: a}\n");
    EXPECT_EQ(xml_text(*mapping, R"({"a":"\ud83d\ude00 \u049a"})"), r("<A>\xF0\x9F\x98\x80 \xD2\x9A</A>"));
}

TEST(MappingValues, joins_text_that_comments_and_cdata_split) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: A, json: a}\n");
    EXPECT_EQ(json_text(*mapping, r("<A>12<!-- not 9 -->34<![CDATA[<5>]]></A>")), R"({"a":"1234<5>"})");
}

TEST(MappingValues, keeps_empty_and_absent_apart) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: A, json: a}\n  - {xml: B/@c, json: c}\n");
    expect_pair(*mapping, r("<A></A><B c=\"\"></B>"), R"({"a":"","c":""})");
    expect_pair(*mapping, r(""), "{}");
    EXPECT_EQ(json_text(*mapping, r("<A/>")), R"({"a":""})");
    EXPECT_EQ(json_text(*mapping, r("<B/>")), "{}");
}

TEST(MappingValues, never_rounds_a_decimal) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: A, json: a, as: decimal}\n");
    for (const std::string number :
         {"123456789012345678901234567890.123456789012345678901234567890", "0.10", "-0", "+1.50", ".5", "007"}) {
        expect_pair(*mapping, r("<A>" + number + "</A>"), "{\"a\":\"" + number + "\"}");
    }
    for (const std::string wrong : {"1,5", "1e3", "", ".", "--1", "0x1", "1 0", "NaN"}) {
        EXPECT_FALSE(to_json(*mapping, r("<A>" + wrong + "</A>"))) << wrong;
    }
}

TEST(MappingValues, refuses_a_json_number_for_a_decimal) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: A, json: a, as: decimal}\n");
    EXPECT_EQ(xml_text(*mapping, R"({"a":12.5})"),
              "mapping-failed: t/m: the message cannot be translated to XML; 1 place is wrong\n"
              "  /a: the value is not of type decimal (rule t/m.yaml:6); expected text in JSON: digits with at most "
              "one point, "
              "for example 12.50, found the number 12.5");
}

TEST(MappingValues, gives_integers_as_json_numbers_up_to_64_bits) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: A, json: a, as: integer}\n");
    expect_pair(*mapping, r("<A>9223372036854775807</A>"), R"({"a":9223372036854775807})");
    expect_pair(*mapping, r("<A>-9223372036854775808</A>"), R"({"a":-9223372036854775808})");
    EXPECT_EQ(json_text(*mapping, r("<A> +7 </A>")), R"({"a":7})");
    for (const std::string wrong : {"9223372036854775808", "1.0", "", "+-1", "12a"}) {
        EXPECT_FALSE(to_json(*mapping, r("<A>" + wrong + "</A>"))) << wrong;
    }
    EXPECT_TRUE(mapping->to_xml(boost::json::value{{"a", std::uint64_t{7}}}, noon));
    for (const std::string wrong : {"9223372036854775808", "1.0", "\"1\"", "true", "null", "[]", "{}"}) {
        EXPECT_FALSE(mapping->to_xml(boost::json::parse("{\"a\":" + wrong + "}"), noon)) << wrong;
    }
}

TEST(MappingValues, translates_booleans) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: A, json: a, as: boolean}\n");
    expect_pair(*mapping, r("<A>true</A>"), R"({"a":true})");
    expect_pair(*mapping, r("<A>false</A>"), R"({"a":false})");
    EXPECT_EQ(json_text(*mapping, r("<A> 1 </A>")), R"({"a":true})");
    EXPECT_FALSE(to_json(*mapping, r("<A>yes</A>")));
    EXPECT_FALSE(mapping->to_xml(boost::json::parse(R"({"a":"true"})"), noon));
}

TEST(MappingValues, checks_dates_and_keeps_time_zones) {
    const Folder folder;
    const auto mapping = compiled(
        folder,
        "  - {xml: D, json: d, as: date}\n  - {xml: T, json: t, as: dateTime}\n  - {xml: P, json: p, as: duration}\n");
    expect_pair(*mapping, r("<D>2024-02-29</D><T>2026-07-12T09:30:00.120+06:00</T><P>P1DT2H0.5S</P>"),
                R"({"d":"2024-02-29","t":"2026-07-12T09:30:00.120+06:00","p":"P1DT2H0.5S"})");
    for (const std::string wrong :
         {"<D>2026-02-29</D>", "<D>12.07.2026</D>", "<D>2026-07-12+05:00</D>", "<D/>", "<T>2026-07-12</T>",
          "<T>2026-07-12T25:00:00</T>", "<P>P</P>", "<P>P1DT</P>", "<P>1D</P>", "<P>P1D1Y</P>"}) {
        EXPECT_FALSE(to_json(*mapping, r(wrong))) << wrong;
    }
}

TEST(MappingValues, takes_the_white_space_out_of_base64) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: A, json: a, as: base64}\n");
    EXPECT_EQ(json_text(*mapping, r("<A>\n0prQ\nsNC3\n</A>")), R"({"a":"0prQsNC3"})");
    EXPECT_EQ(xml_text(*mapping, R"({"a":"0prQsNC3"})"), r("<A>0prQsNC3</A>"));
    EXPECT_FALSE(to_json(*mapping, r("<A>a</A>")));
    EXPECT_FALSE(to_json(*mapping, r("<A>####</A>")));
}

TEST(MappingValues, keeps_leading_zeros_of_identifiers) {
    const Folder folder;
    const auto mapping = compiled(
        folder,
        "  - {xml: A, json: a, as: gtin}\n  - {xml: B, json: b, as: tnved}\n  - {xml: C, json: c, as: country}\n");
    expect_pair(*mapping, r("<A>04006381333931</A><B>0101210000</B><C>NO</C>"),
                R"({"a":"04006381333931","b":"0101210000","c":"NO"})");
}

TEST(MappingValues, names_what_is_wrong_with_an_identifier) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: A, json: a, as: gtin}\n");
    const auto outcome = to_json(*mapping, r("<A>04006381333932</A>"));
    ASSERT_FALSE(outcome);
    ASSERT_EQ(outcome.error().findings.size(), 1U);
    const auto& finding = outcome.error().findings[0];
    EXPECT_EQ(finding.code, "value-invalid");
    EXPECT_EQ(finding.place.path, "/a:R/A");
    EXPECT_EQ(finding.place.line, 1);
    EXPECT_EQ(finding.found, "'04006381333932'");
    EXPECT_EQ(finding.expected, "gtin");
    EXPECT_NE(finding.detail.find("t/m.yaml:6"), std::string::npos);
}

TEST(MappingValues, takes_any_of_several_kinds_and_shows_no_iin) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: A, json: a, as: [bin, iin]}\n");
    const auto outcome = to_json(*mapping, r("<A>123456789012</A>"));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().findings[0].expected, "bin or iin");
    EXPECT_EQ(outcome.error().to_string().find("123456789012"), std::string::npos);
}

TEST(MappingValues, refuses_what_xml_cannot_carry) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: A, json: a}\n");
    EXPECT_EQ(xml_text(*mapping, R"({"a":"x\u0001"})"),
              "mapping-failed: t/m: the message cannot be translated to XML; 1 place is wrong\n"
              "  /a: the character U+0001 cannot stand in XML (rule t/m.yaml:6); expected characters of XML 1.0, found "
              "'x\x01'");
    EXPECT_FALSE(mapping->to_xml(boost::json::parse(R"({"a":"\uffff"})"), noon));
    EXPECT_FALSE(mapping->to_xml(boost::json::value{{"a", "\xff"}}, noon));
    EXPECT_TRUE(mapping->to_xml(boost::json::parse(R"({"a":"\ufffd\t\r\n"})"), noon));
}

TEST(MappingValues, refuses_null) {
    const Folder folder;
    const auto mapping = compiled(folder, "  - {xml: A, json: a}\n");
    const auto outcome = mapping->to_xml(boost::json::parse(R"({"a":null})"), noon);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().findings[0].code, "wrong-type");
    EXPECT_EQ(outcome.error().findings[0].found, "null");
}

}  // namespace
}  // namespace otkel::mapping::tests
