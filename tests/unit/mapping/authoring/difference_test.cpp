#include <algorithm>

#include "gateway/mapping/authoring/schema_difference.hpp"
#include "tests/unit/mapping/fixture.hpp"

namespace otkel::mapping::authoring::tests {
namespace {

using mapping::tests::Folder;

std::string schema_of(const std::string& elements, const std::string& more = {}, const std::string& space = "urn:a") {
    return "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:a=\"" + space + "\" targetNamespace=\"" +
           space + "\">\n<xs:element name=\"R\"><xs:complexType><xs:sequence>" + elements + "</xs:sequence>" + more +
           "</xs:complexType></xs:element></xs:schema>";
}

std::shared_ptr<const xsd::SchemaModel> model_of(const Folder& folder, const std::string& name,
                                                 const std::string& text) {
    const auto model = xsd::SchemaModel::load(folder.write(name, text));
    EXPECT_TRUE(model) << model.error().to_string();
    return model ? *model : nullptr;
}

std::string said(const std::vector<Finding>& findings) {
    std::string text;
    for (const auto& finding : findings) {
        text += (finding.severity == Severity::error     ? "! "
                 : finding.severity == Severity::warning ? "? "
                                                         : "- ") +
                finding.place.path + ": " + finding.detail + "\n";
    }
    return text;
}

std::string changes(const std::string& old, const std::string& renewed) {
    const Folder folder;
    const auto one = model_of(folder, "old.xsd", old);
    const auto other = model_of(folder, "new.xsd", renewed);
    return one && other ? said(compare(*one, *other)) : "";
}

std::string element(const std::string& name, const std::string& more = {}, const std::string& type = "xs:string") {
    return "<xs:element name=\"" + name + "\" type=\"" + type + "\" " + more + "/>";
}

std::string restricted(const std::string& name, const std::string& facets) {
    return "<xs:element name=\"" + name + "\"><xs:simpleType><xs:restriction base=\"xs:string\">" + facets +
           "</xs:restriction></xs:simpleType></xs:element>";
}

std::string value(const std::string& word) { return "<xs:enumeration value=\"" + word + "\"/>"; }

TEST(SchemaDifference, is_nothing_between_a_schema_and_itself) {
    const auto schema = schema_of(element("A") + restricted("B", value("x")));
    EXPECT_EQ(changes(schema, schema), "");
}

TEST(SchemaDifference, names_elements_that_come_go_and_get_other_names) {
    EXPECT_EQ(changes(schema_of(element("Number") + element("Date") + element("Weight")),
                      schema_of(element("Nummber") + element("Date") + element("Colour", "minOccurs=\"0\"") +
                                element("Size"))),
              "! /R/Number: the element is gone, and 'Nummber' is new: it is probably renamed\n"
              "! /R/Weight: the element is gone\n"
              "! /R/Size: the element is new and required\n"
              "- /R/Colour: the element is new\n");
}

TEST(SchemaDifference, names_how_often_an_element_may_stand) {
    EXPECT_EQ(
        changes(
            schema_of(element("A", "minOccurs=\"0\"") + element("B") + element("C") + element("D", "maxOccurs=\"9\"")),
            schema_of(element("A") + element("B", "minOccurs=\"0\"") + element("C", "maxOccurs=\"2\"") + element("D"))),
        "! /R/A: it is required now\n"
        "! /R/C: it may stand several times now\n"
        "! /R/D: it stands at most once now\n"
        "? /R/B: it may be missing now\n");
}

TEST(SchemaDifference, names_an_element_that_moved) {
    EXPECT_EQ(changes(schema_of(element("A") + element("B") + element("C")),
                      schema_of(element("B") + element("C") + element("A"))),
              "! /R/A: it stands after 'C' now\n");
}

TEST(SchemaDifference, names_types_and_their_facets) {
    EXPECT_EQ(changes(schema_of(element("A") + restricted("B", "<xs:maxLength value=\"10\"/>") +
                                restricted("C", "<xs:minLength value=\"2\"/>")),
                      schema_of(element("A", "", "xs:date") + restricted("B", "<xs:maxLength value=\"5\"/>") +
                                restricted("C", "<xs:minLength value=\"1\"/>"))),
              "! /R/A: the type was xs:string and is xs:date\n"
              "! /R/B: at most 5 characters, was 10\n"
              "? /R/C: at least 1 characters, was 2\n");
}

TEST(SchemaDifference, names_values_that_come_and_go) {
    EXPECT_EQ(changes(schema_of(restricted("A", value("x") + value("y"))),
                      schema_of(restricted("A", value("y") + value("z")))),
              "! /R/A: no longer allowed: 'x'\n"
              "? /R/A: newly allowed: 'z'\n");
}

TEST(SchemaDifference, names_attributes) {
    EXPECT_EQ(changes(schema_of(element("A"), "<xs:attribute name=\"a\"/><xs:attribute name=\"b\"/>"),
                      schema_of(element("A"), "<xs:attribute name=\"b\" use=\"required\"/><xs:attribute name=\"c\"/>")),
              "! /R/@a: the attribute is gone\n"
              "! /R/@b: it is required now\n"
              "- /R/@c: the attribute is new\n");
}

TEST(SchemaDifference, names_a_namespace_that_changed) {
    EXPECT_EQ(changes(schema_of(element("A")), schema_of(element("A"), "", "urn:b")),
              "! /R: it was in the namespace urn:a and is in the namespace urn:b\n");
}

TEST(SchemaDifference, ends_in_recursive_types) {
    const std::string schema =
        "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"><xs:element name=\"R\" type=\"T\"/><xs:complexType "
        "name=\"T\"><xs:sequence><xs:element name=\"R\" type=\"T\" minOccurs=\"0\"/></xs:sequence></xs:complexType>"
        "</xs:schema>";
    EXPECT_EQ(changes(schema, schema), "");
}

class Mappings {
public:
    Mappings() {
        old_ = model_of(folder_, "t/m.xsd",
                        schema_of(element("Number") + element("Date", "", "xs:date") + element("Name")));
        file_ = folder_.write(
            "t/m.yaml",
            "mapping: t/m\nversion: 1\nxml: {schema: m.xsd, namespaces: {a: \"urn:a\"}, root: a:R}\nfields:\n"
            "  - {xml: Number, json: number, required: true}\n"
            "  - {xml: Date, json: date, as: date, required: true}\n"
            "  - {xml: Name, json: name, required: true}\n");
    }

    [[nodiscard]] std::vector<std::string> broken(const std::string& renewed) const {
        std::vector<std::string> texts;
        for (const auto& finding :
             broken_rules(file_, std::make_shared<CodeTables>(), old_, model_of(folder_, "new.xsd", renewed))) {
            texts.push_back(std::to_string(finding.place.line) + ":" + std::to_string(finding.place.column) + ": " +
                            finding.detail);
        }
        return texts;
    }
    [[nodiscard]] const Folder& folder() const { return folder_; }

private:
    Folder folder_;
    std::shared_ptr<const xsd::SchemaModel> old_;
    std::filesystem::path file_;
};

TEST(BrokenRules, are_none_when_nothing_changes) {
    const Mappings mappings;
    EXPECT_EQ(mappings.broken(schema_of(element("Number") + element("Date", "", "xs:date") + element("Name"))),
              std::vector<std::string>{});
}

TEST(BrokenRules, are_named_with_their_places) {
    const Mappings mappings;
    const auto broken = mappings.broken(
        schema_of(element("Nummber") + element("Date", "", "xs:dateTime") + element("Name", "maxOccurs=\"3\"")));
    ASSERT_EQ(broken.size(), 3U);
    EXPECT_EQ(broken[0], "5:11: a:R has no element 'Number'; did you mean 'Nummber'?");
    EXPECT_EQ(broken[1], "6:33: 'Date' is xs:dateTime in the XML Schema, never a date; did you mean 'as: dateTime'?");
    EXPECT_TRUE(broken[2].starts_with("7:11: 'Name' may stand several times")) << broken[2];
}

TEST(BrokenRules, say_what_the_loader_says_about_a_file_that_does_not_load) {
    const Mappings mappings;
    const auto file = mappings.folder().write("t/wrong.yaml", "mapping: t/wrong\nversion: 1\n");
    const auto model = model_of(mappings.folder(), "new.xsd", schema_of(element("A")));
    EXPECT_FALSE(broken_rules(file, std::make_shared<CodeTables>(), model, model).empty());
}

TEST(BrokenRules, are_looked_for_in_the_mappings_that_name_the_schema) {
    const Mappings mappings;
    mappings.folder().write("t/other.yaml",
                            "mapping: t/other\nversion: 1\nxml: {root: R}\nfields: [{xml: A, json: a}]\n");
    const auto files = mappings_of_schema(mappings.folder().path(), "somewhere/m.xsd", std::make_shared<CodeTables>());
    ASSERT_EQ(files.size(), 1U);
    EXPECT_EQ(files.front().filename(), "m.yaml");
}

}  // namespace
}  // namespace otkel::mapping::authoring::tests
