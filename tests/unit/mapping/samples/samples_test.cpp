#include "gateway/mapping/samples/samples.hpp"

#include <gmock/gmock.h>

#include "gateway/mapping/samples/sample_files.hpp"
#include "tests/support/sealed.hpp"
#include "tests/unit/mapping/fixture.hpp"

namespace otkel::mapping::samples {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// A mapping t/m with samples in samples/t/<case>/m.xml and m.json.
class Samples : public testing::Test {
protected:
    void mapping(const std::string& fields, const std::string& more = {}) {
        folder_.write("t/m.yaml", tests::file_of(fields, more));
    }
    void xml(const std::string& content, const std::string& name = "one") {
        folder_.write(
            "samples/t/" + name + "/m.xml",
            "<a:R xmlns:a=\"urn:a\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">" + content + "</a:R>");
    }
    void json(const std::string& text, const std::string& name = "one") {
        folder_.write("samples/t/" + name + "/m.json", text);
    }
    Result<Outcome> run() {
        return run_samples(
            folder_.path() / "t/m.yaml", *load_code_tables(folder_.path() / "codes"),
            {folder_.path(), folder_.path() / "samples", tests::noon,
             [](const std::string& octets) -> Result<xml::VerifiedOctets> { return otkel::tests::sealed(octets); }});
    }
    // What is wrong with all samples, without the folder.
    std::vector<std::string> wrong() {
        const auto outcome = run();
        EXPECT_TRUE(outcome) << outcome.error().to_string();
        std::vector<std::string> texts;
        for (const auto& sample : outcome->samples) {
            for (auto finding : sample.findings) {
                finding.place.file = std::filesystem::path(finding.place.file).filename().string();
                texts.push_back(finding.to_string());
            }
        }
        EXPECT_EQ(outcome->good(), texts.empty());
        return texts;
    }

    tests::Folder folder_;
};

TEST_F(Samples, are_good_when_each_side_becomes_the_other) {
    mapping("  - {xml: Number, json: number}\n  - {xml: Number/@unit, json: unit}\n");
    xml("\n  <Number unit=\"kg\">007</Number>\n");
    json(R"({"number": "007", "unit": "kg"})");
    const auto outcome = run();
    ASSERT_TRUE(outcome) << outcome.error().to_string();
    EXPECT_EQ(outcome->mapping, "t/m");
    ASSERT_EQ(outcome->samples.size(), 1U);
    EXPECT_EQ(outcome->samples[0].name, "t/one/m");
    EXPECT_THAT(outcome->samples[0].findings, IsEmpty());
    EXPECT_TRUE(outcome->good());
}

TEST_F(Samples, may_be_of_one_side_only) {
    mapping("  - {xml: Number, json: number}\n");
    xml("<Number>1</Number>");
    json(R"({"number": "2"})", "two");
    EXPECT_THAT(wrong(), IsEmpty());
    EXPECT_EQ(run()->samples.size(), 2U);
}

TEST_F(Samples, that_are_not_there_leave_a_mapping_untried) {
    mapping("  - {xml: Number, json: number}\n");
    const auto outcome = run();
    ASSERT_TRUE(outcome);
    EXPECT_THAT(outcome->samples, IsEmpty());
}

TEST_F(Samples, show_values_that_differ_by_json_pointer) {
    mapping("  - {each: Item, json: items, fields: [{xml: A, json: a}, {xml: B, json: b, as: integer}]}\n");
    xml("<Item><A>1</A></Item><Item><B>2</B></Item>");
    json(R"({"items": [{"a": "1", "c": 1}, {"b": "2"}]})");
    EXPECT_THAT(wrong(), ElementsAre(HasSubstr("m.json /items/0/c: XML to JSON: the member did not come; expected the "
                                               "number 1, found nothing"),
                                     HasSubstr("m.json /items/1/b: XML to JSON: the value is another; expected '2', "
                                               "found the number 2"),
                                     HasSubstr("m.json /items/1/b: JSON to XML")));
}

TEST_F(Samples, show_lists_of_another_length_and_take_members_in_any_order) {
    mapping("  - {xml: A, json: a}\n  - {xml: B, json: b}\n  - {each: C, json: c}\n");
    xml("<A/><B/>");
    json(R"({"b": "", "a": ""})");
    EXPECT_THAT(wrong(), Not(IsEmpty()));  // a list without entries is a list
    json(R"({"b": "", "c": [], "a": ""})");
    EXPECT_THAT(wrong(), IsEmpty());
    xml("<A/><B/><C/>");
    json(R"({"a": "", "b": "", "c": ["", ""]})");
    EXPECT_THAT(wrong(),
                ElementsAre(HasSubstr("/c: XML to JSON: the list has another length; expected 2 entries, found "
                                      "1 entry"),
                            HasSubstr("an element was written that was not expected here")));
}

TEST_F(Samples, show_what_a_mapping_loses) {
    mapping("  - {xml: Number, json: number}\n");
    xml("<Number unit=\"kg\">1</Number><Name>x</Name>");
    json(R"({"number": "1"})");
    const auto all = wrong();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_THAT(all[0],
                HasSubstr("/a:R/Number/@unit: XML to JSON to XML: the attribute was not written; expected 'kg'"));
    EXPECT_THAT(all[1], HasSubstr("/a:R/Name: XML to JSON to XML: the element was not written"));
}

TEST_F(Samples, do_not_fail_for_rules_of_one_direction) {
    mapping(
        "  - {xml: Number, json: number}\n"
        "  - {to-json: {json: channel, value: shep}}\n"
        "  - {to-json: {xml: Read/Only, json: read}}\n"
        "  - {to-xml: {xml: SentAt, value: now, as: dateTime}}\n"
        "  - {to-xml: {xml: Version/@no, value: \"2\"}}\n"
        "  - {to-xml: {xml: Written, json: written}}\n");
    xml("<Number>1</Number><Read><Only>x</Only></Read><SentAt>2020-01-01T00:00:00Z</SentAt><Version no=\"2\"/>"
        "<Written>y</Written>");
    json(R"({"number": "1", "channel": "shep", "read": "x", "written": "y"})");
    EXPECT_THAT(wrong(), IsEmpty());
    json(R"({"number": "1"})");
    EXPECT_THAT(wrong(), IsEmpty());
}

TEST_F(Samples, do_not_fail_for_defaults_and_spellings_that_are_only_read) {
    folder_.write("codes/unit.yaml",
                  "table: unit\nunknown: error\ncodes:\n  - {code: \"796\", word: piece}\n"
                  "  - {code: PCE, word: piece, to-json-only: true}\n");
    mapping("  - {xml: N, json: n}\n  - {xml: N/@unit, json: unit, default: kg}\n  - {xml: U, json: u, codes: unit}\n");
    xml("<N>1</N><U>PCE</U>");
    json(R"({"n": "1", "unit": "kg", "u": "piece"})");
    EXPECT_THAT(wrong(), IsEmpty());
}

TEST_F(Samples, compare_documents_inside_as_documents) {
    mapping("  - {document: Body, json: body, root: a:inner, fields: [{xml: num, json: number}]}\n");
    xml("<Body><![CDATA[<?xml version=\"1.0\"?> <x:inner xmlns:x=\"urn:a\"> <num>7</num></x:inner>]]></Body>");
    json(R"({"body": {"number": "7"}})");
    EXPECT_THAT(wrong(), IsEmpty());
    json(R"({"body": {"number": "8"}})");
    EXPECT_EQ(wrong().size(), 2U);
}

TEST_F(Samples, compare_names_by_their_namespaces) {
    mapping("  - {xml: Q, json: q, as: qname}\n");
    folder_.write("samples/t/one/m.xml",
                  "<y:R xmlns:y=\"urn:a\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                  "xsi:schemaLocation=\"urn:a x.xsd\"><Q>y:word</Q></y:R>");
    json(R"({"q": "a:word"})");
    EXPECT_THAT(wrong(), IsEmpty());
}

TEST_F(Samples, break_their_schemas) {
    folder_.write("t/m.xsd",
                  "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" targetNamespace=\"urn:a\"><xs:element "
                  "name=\"R\"><xs:complexType><xs:sequence><xs:element name=\"N\" "
                  "type=\"xs:integer\"/></xs:sequence></xs:complexType></xs:element></xs:schema>");
    folder_.write("core/m.schema.json",
                  R"({"type": "object", "properties": {"n": {"type": ["string", "null"], "format": "date"}}})");
    folder_.write("t/m.yaml",
                  "mapping: t/m\nversion: 1\nxml: {schema: m.xsd, namespaces: {a: \"urn:a\"}, root: a:R}\n"
                  "json: {schema: core/m}\nfields:\n  - {xml: N, json: n, nil: true}\n");
    xml("<N>x</N>");
    json(R"({"n": "x"})");
    const auto all = wrong();
    ASSERT_EQ(all.size(), 3U);
    EXPECT_THAT(all[0], HasSubstr("m.xml:1 /a:R/N: the sample breaks its schema"));
    EXPECT_THAT(all[1], HasSubstr("m.json /n: the sample: JSON Schema: String should be a valid date"));
    json(R"({"n": null})");
    for (const auto& one : wrong()) {
        EXPECT_THAT(one, Not(HasSubstr("JSON Schema")));
    }
}

TEST_F(Samples, that_cannot_be_read_or_mapped_say_so) {
    mapping("  - {xml: Number, json: number, as: integer}\n");
    xml("<Number>x</Number>");
    json("{");
    const auto all = wrong();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_THAT(all[0], HasSubstr("m.json: the sample cannot be read"));
    EXPECT_THAT(all[1], HasSubstr("m.xml:1 /a:R/Number: XML to JSON: the value is not of type integer"));
    folder_.write("samples/t/one/m.xml", "<a:R");
    EXPECT_THAT(wrong()[0], HasSubstr("m.xml"));
}

TEST_F(Samples, of_a_mapping_with_mistakes_are_not_run) {
    mapping("  - {xml: Number, json: number, ass: integer}\n");
    const auto outcome = run();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, Errc::invalid_configuration);
}

TEST_F(Samples, are_found_by_the_last_part_of_the_name) {
    const auto samples = folder_.path() / "samples";
    const std::string check = "<x:A xmlns:x=\"urn:check\"/>";
    folder_.write("samples/t/one/check.request.json", "{}");
    folder_.write("samples/t/two/request.xml", check);
    folder_.write("samples/t/two/reply.json", "{}");
    folder_.write("samples/t/three/request.xml", "<x:A xmlns:x=\"urn:other\"/>");
    folder_.write("samples/t/three/reply.json", "{}");
    const auto names = [&](const std::string& mapping) {
        std::vector<std::string> all;
        for (const auto& one : samples_of(samples, mapping, "urn:check")) {
            all.push_back(one.name);
        }
        return all;
    };
    EXPECT_THAT(names("t/check.request"), ElementsAre("t/one/check.request", "t/two/request"));
    EXPECT_THAT(names("t/check.reply"), ElementsAre("t/two/reply"));
    EXPECT_THAT(names("u/check.reply"), IsEmpty());
}

}  // namespace
}  // namespace otkel::mapping::samples
