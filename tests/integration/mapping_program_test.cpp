#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "tests/integration/otkel.hpp"
#include "tests/support/temporary_folder.hpp"

// `otkel mapping` as whoever writes mappings meets it, in an editor or in a script.

namespace otkel::test {
namespace {

namespace json = boost::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class MappingFiles : public ::testing::Test {
protected:
    MappingFiles() {
        folder_.write("t/m.xsd", schema(R"(<xs:element name="A" type="xs:string"/>)"));
        folder_.write("t/m.yaml", mapping("A"));
        folder_.write("codes/unit.yaml", "table: unit\nunknown: error\ncodes:\n  - {code: \"006\", word: metre}\n");
        folder_.write("samples/t/one/m.xml", R"(<a:R xmlns:a="urn:a"><A>x</A></a:R>)");
        folder_.write("samples/t/one/m.json", R"({"a": "x"})");
    }

    static std::string schema(const std::string& elements) {
        return R"(<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:a"><xs:element name="R">)"
               "<xs:complexType><xs:sequence>" +
               elements + "</xs:sequence></xs:complexType></xs:element></xs:schema>";
    }
    static std::string mapping(const std::string& element) {
        return "mapping: t/m\nversion: 1\nxml: {schema: m.xsd, namespaces: {a: \"urn:a\"}, root: a:R}\n"
               "fields:\n  - {xml: " +
               element + ", json: a, required: true}\n";
    }
    [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }
    [[nodiscard]] Ran run(const std::string& command, std::vector<std::string> more = {}) const {
        more.insert(more.begin(), {"mapping", command, "--mappings", folder_.path().string()});
        return otkel(more);
    }

    tests::TemporaryFolder folder_;
};

TEST_F(MappingFiles, are_named_by_file_or_by_name_or_not_at_all) {
    for (const auto* command : {"check", "coverage"}) {
        for (const auto& named : {std::vector<std::string>{}, {"t/m"}, {path("t/m.yaml")}}) {
            const auto ran = run(command, named);
            EXPECT_EQ(ran.code, 0) << command << ran.out << ran.err;
        }
        const auto missing = run(command, {"t/m", "t/none"});
        EXPECT_EQ(missing.code, 2);
        EXPECT_THAT(missing.err, AllOf(HasSubstr("t/none.yaml"), HasSubstr("there is no such mapping")));
    }
    const auto tested = run("test", {"t/m", "--samples", path("samples")});
    EXPECT_EQ(tested.code, 0) << tested.err;
    EXPECT_EQ(tested.out, "t/m: t/one/m: good\n");
    EXPECT_EQ(run("test", {"t/none"}).code, 2);
}

TEST_F(MappingFiles, must_be_there_to_be_good) {
    const tests::TemporaryFolder empty;
    const auto ran = otkel({"mapping", "check", "--mappings", empty.path().string()});
    EXPECT_EQ(ran.code, 2);
    EXPECT_THAT(ran.err, HasSubstr("there is no mapping below this folder"));
}

TEST_F(MappingFiles, are_checked_and_measured_for_programs) {
    folder_.write("t/m.yaml", mapping("B"));
    const auto checked = run("check", {"t/m", "--json"});
    EXPECT_EQ(checked.code, 1);
    const auto finding = json::parse(checked.out).at("findings").at(0);
    EXPECT_EQ(finding.at("code"), "xml-path");
    EXPECT_EQ(finding.at("severity"), "error");
    EXPECT_EQ(finding.at("file").as_string(), path("t/m.yaml"));
    EXPECT_EQ(finding.at("line"), 5);
    EXPECT_EQ(finding.at("title").at("ru"), "путь XML не соответствует схеме");
    const auto measured = run("coverage", {"--json"});
    EXPECT_EQ(measured.code, 0) << measured.err;
    EXPECT_EQ(json::parse(measured.out).at("mappings").at(0).at("xml").at("uncarried").at(0).at("path"), "A");
}

TEST_F(MappingFiles, are_compared_with_a_new_schema) {
    const auto next = folder_.write("next.xsd", schema(R"(<xs:element name="B" type="xs:string"/>)")).string();
    const auto ran = run("diff", {path("t/m.xsd"), next});
    EXPECT_EQ(ran.code, 1) << ran.err;
    EXPECT_THAT(ran.out, AllOf(StartsWith("breaks messages:\n  /R/A: the element is gone"),
                               HasSubstr("mappings that name the old schema: 1; places in them that do not fit")));
    const auto machine = run("diff", {path("t/m.xsd"), next, "--json"});
    EXPECT_EQ(machine.code, 1) << machine.err;
    const auto findings = json::parse(machine.out).at("findings").as_array();
    const auto& change = findings.front();
    EXPECT_EQ(change.at("severity"), "error");
    EXPECT_EQ(change.at("file").as_string(), next);
    EXPECT_EQ(change.at("path"), "/R/A");
    const auto& rule = findings.back();
    EXPECT_EQ(rule.at("code"), "xml-path");
    EXPECT_EQ(rule.at("file").as_string(), path("t/m.yaml"));
    EXPECT_EQ(rule.at("line"), 5);
    EXPECT_EQ(rule.at("detail"), "a:R has no element 'A'; did you mean 'B'?");
}

TEST_F(MappingFiles, have_nothing_to_fear_from_the_same_schema) {
    const auto ran = run("diff", {path("t/m.xsd"), path("t/m.xsd"), "--json"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(json::parse(ran.out), json::parse(R"({"findings": []})"));
    const auto unreadable = run("diff", {path("t/m.xsd"), path("t/m.yaml"), "--json"});
    EXPECT_EQ(unreadable.code, 2);
    EXPECT_EQ(unreadable.out, "");
}

}  // namespace
}  // namespace otkel::test
