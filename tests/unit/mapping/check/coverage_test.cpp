#include "gateway/mapping/check/coverage.hpp"

#include "tests/unit/mapping/check/case.hpp"

namespace otkel::mapping::check::tests {
namespace {

Case of(const std::string& fields, const std::string& elements, const std::string& declarations = {},
        const std::string& members = {}) {
    Case one{"", {{"fields", fields}, {"elements", elements}, {"declarations", declarations}}};
    if (!members.empty()) {
        one.sections.emplace_back("members", members);
    }
    return one;
}

std::string lines_of(const Case& one) {
    const Folder folder;
    write_case(one, folder);
    const auto codes = load_code_tables(folder.path() / "codes");
    SchemaCache schemas;
    const auto coverage = coverage_of(folder.path() / "t/m.yaml", *codes, schemas);
    return coverage ? in_lines(*coverage) : without_folder(coverage.error().to_string(), folder);
}

const std::string goods = R"(<xs:complexType name="Item">
  <xs:sequence>
    <xs:element name="Gtin" type="xs:string"/>
    <xs:element name="Quantity" minOccurs="0">
      <xs:complexType><xs:simpleContent><xs:extension base="xs:decimal">
        <xs:attribute name="unit" type="xs:string" use="required"/>
      </xs:extension></xs:simpleContent></xs:complexType>
    </xs:element>
  </xs:sequence>
  <xs:attribute name="no" type="xs:integer"/>
</xs:complexType>
)";
const std::string message = R"(<xs:sequence>
  <xs:element name="Number" type="xs:string"/>
  <xs:element name="Item" type="a:Item" minOccurs="0" maxOccurs="unbounded"/>
</xs:sequence>
)";

TEST(Coverage, counts_values_and_lists_what_is_left_out_with_the_required_first) {
    EXPECT_EQ(
        lines_of(of("  - {each: Item, json: items, fields: [{xml: Quantity/@unit, json: unit}]}\n", message, goods,
                    R"({"required": ["number"], "properties": {
                             "items": {"type": "array", "items": {"properties": {"unit": {}, "size": {}}}},
                             "number": {"type": "string"}}})")),
        "t/m: carried 1 of 5 XML values (3 required missing), carried 1 of 3 JSON values (1 required missing)\n"
        "  XML   required  Number\n"
        "  XML   required  Item/Gtin\n"
        "  XML   required  Item/Quantity\n"
        "  XML             Item/@no\n"
        "  JSON  required  number\n"
        "  JSON            items[].size\n");
}

TEST(Coverage, says_one_line_for_an_element_of_which_nothing_is_carried) {
    EXPECT_EQ(lines_of(of("  - {xml: Number, json: number}\n", message, goods)),
              "t/m: carried 1 of 5 XML values, no schema for the JSON values\n"
              "  XML             Item (4 values)\n");
}

TEST(Coverage, ends_at_types_that_stand_inside_themselves) {
    const std::string tree = R"(<xs:complexType name="Node">
  <xs:sequence>
    <xs:element name="Name" type="xs:string"/>
    <xs:element name="Child" type="a:Node" minOccurs="0" maxOccurs="unbounded"/>
  </xs:sequence>
</xs:complexType>
)";
    const std::string one = "<xs:sequence><xs:element name=\"Node\" type=\"a:Node\" minOccurs=\"0\"/></xs:sequence>\n";
    EXPECT_EQ(lines_of(of("  - {xml: Node/Name, json: name}\n", one, tree)),
              "t/m: carried 1 of 2 XML values, no schema for the JSON values\n"
              "  XML             Node/Child\n");
}

TEST(Coverage, counts_what_branches_and_constants_write) {
    const std::string two = R"(<xs:sequence>
  <xs:element name="Kind" type="xs:string"/>
  <xs:element name="From" type="xs:string" minOccurs="0"/>
  <xs:element name="Sent" type="xs:dateTime" minOccurs="0"/>
</xs:sequence>
)";
    EXPECT_EQ(lines_of(of("  - choose: {xml: Kind, json: kind}\n    when: {IM: {fields: [{xml: From, json: from}]}}\n"
                          "  - {to-xml: {xml: Sent, value: now, as: dateTime}}\n",
                          two)),
              "t/m: carried 3 of 3 XML values, no schema for the JSON values\n");
}

TEST(Coverage, takes_attributes_nobody_knows_and_texts_in_languages_as_carried) {
    const std::string names = R"(<xs:sequence>
  <xs:element name="Name" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:simpleContent>
    <xs:extension base="xs:string"><xs:attribute name="lang" type="xs:string"/></xs:extension>
  </xs:simpleContent></xs:complexType></xs:element>
</xs:sequence>
<xs:attribute name="colour" type="xs:string"/>
)";
    EXPECT_EQ(
        lines_of(of("  - {xml: Name, json: name, as: text, language: \"@lang\"}\n"
                    "  - {attributes: ., json: more}\n",
                    names, {},
                    R"({"properties": {"name": {"properties": {"kk": {}, "ru": {}}}, "more": {"type": "object"}}})")),
        "t/m: carried 3 of 3 XML values, carried 3 of 3 JSON values\n");
}

TEST(Coverage, says_what_is_wrong_with_a_mapping_that_does_not_load) {
    EXPECT_NE(lines_of(of("  - {xml: Number, jsn: number}\n", message, goods)).find("t/m.yaml:5:19: the key 'jsn'"),
              std::string::npos);
    EXPECT_NE(lines_of(of("  - {xml: Number, json: number}\n", "<xs:nothing/>\n")).find("a schema cannot be read"),
              std::string::npos);
}

}  // namespace
}  // namespace otkel::mapping::check::tests
