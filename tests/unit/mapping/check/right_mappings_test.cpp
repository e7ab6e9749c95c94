#include "tests/unit/mapping/check/case.hpp"

// Mappings that are right, about which nothing is said.

namespace otkel::mapping::check::tests {
namespace {

std::string said(const std::string& fields, const std::string& elements, const std::string& declarations = {},
                 const std::string& members = {}) {
    Case one{"", {{"fields", fields}, {"elements", elements}, {"declarations", declarations}}};
    if (!members.empty()) {
        one.sections.emplace_back("members", members);
    }
    return output_of(one);
}

std::string sequence(const std::string& elements) { return "<xs:sequence>" + elements + "</xs:sequence>\n"; }

TEST(RightMapping, may_leave_out_what_the_schema_does_not_require) {
    EXPECT_EQ(said("  - {xml: B, json: b}\n", sequence("<xs:element name=\"A\" type=\"xs:string\" minOccurs=\"0\"/>"
                                                       "<xs:element name=\"B\" type=\"xs:string\" minOccurs=\"0\"/>")),
              "");
}

TEST(RightMapping, may_write_children_of_all_and_of_repeating_groups_in_any_order) {
    EXPECT_EQ(said("  - {xml: B, json: b}\n  - {xml: A, json: a}\n",
                   "<xs:all><xs:element name=\"A\" type=\"xs:string\" minOccurs=\"0\"/>"
                   "<xs:element name=\"B\" type=\"xs:string\" minOccurs=\"0\"/></xs:all>\n"),
              "");
}

TEST(RightMapping, need_not_know_what_a_wildcard_lets_in) {
    EXPECT_EQ(said("  - {xml: Whatever/Inside, json: inside}\n  - {xml: \"@more\", json: more}\n",
                   sequence("<xs:any processContents=\"skip\" minOccurs=\"0\"/>") +
                       "<xs:anyAttribute processContents=\"skip\"/>\n"),
              "");
}

TEST(RightMapping, may_write_one_branch_of_a_choice_of_the_schema) {
    EXPECT_EQ(said("  - {xml: A, json: a}\n  - {xml: B, json: b}\n",
                   sequence("<xs:choice minOccurs=\"0\"><xs:element name=\"A\" type=\"xs:string\"/>"
                            "<xs:element name=\"B\" type=\"xs:string\"/></xs:choice>")),
              "");
}

TEST(RightMapping, gives_a_required_member_when_the_object_around_it_is_there) {
    EXPECT_EQ(said("  - {xml: Weight, json: weight.value, as: decimal}\n  - {xml: Weight/@unit, json: weight.unit}\n",
                   sequence("<xs:element name=\"Weight\" minOccurs=\"0\"><xs:complexType><xs:simpleContent>"
                            "<xs:extension base=\"xs:decimal\"><xs:attribute name=\"unit\" type=\"xs:string\" "
                            "use=\"required\"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>"),
                   {},
                   R"({"properties": {"weight": {"required": ["value", "unit"],
                      "properties": {"value": {"type": "string"}, "unit": {"type": "string"}}}}})"),
              "");
}

TEST(RightMapping, may_use_one_table_where_each_place_allows_some_of_its_words) {
    Case one{"",
             {{"fields", "  - {xml: Seller, json: seller, codes: role}\n  - {xml: Buyer, json: buyer, codes: role}\n"},
              {"elements", sequence("<xs:element name=\"Seller\" type=\"a:S\" minOccurs=\"0\"/>"
                                    "<xs:element name=\"Buyer\" type=\"a:B\" minOccurs=\"0\"/>")},
              {"declarations",
               "<xs:simpleType name=\"S\"><xs:restriction base=\"xs:string\"><xs:enumeration value=\"EXP\"/>"
               "</xs:restriction></xs:simpleType><xs:simpleType name=\"B\"><xs:restriction base=\"xs:string\">"
               "<xs:enumeration value=\"RET\"/></xs:restriction></xs:simpleType>\n"},
              {"members", R"({"properties": {"seller": {"enum": ["exporter"]}, "buyer": {"enum": ["retail"]}}})"},
              {"file codes/role.yaml",
               "table: role\ncodes:\n  - {code: EXP, word: exporter}\n  - {code: RET, word: retail}\n"}}};
    EXPECT_EQ(output_of(one), "");
}

TEST(RightMapping, may_name_elements_of_a_substitution_group) {
    EXPECT_EQ(said("  - {xml: a:Car, json: car}\n  - {xml: a:Ship, json: ship}\n",
                   sequence("<xs:element ref=\"a:Vehicle\"/>"),
                   "<xs:element name=\"Vehicle\" type=\"xs:string\" abstract=\"true\"/>\n"
                   "<xs:element name=\"Car\" type=\"xs:string\" substitutionGroup=\"a:Vehicle\"/>\n"
                   "<xs:element name=\"Ship\" type=\"xs:string\" substitutionGroup=\"a:Vehicle\"/>\n"),
              "");
}

TEST(RightMapping, says_a_whole_branch_for_each_derived_type) {
    EXPECT_EQ(said("  - object: Subject\n    json: subject\n    fields:\n"
                   "      - choose: {xml: \"@xsi:type\", json: kind}\n        when:\n"
                   "          a:Company: {json: company, fields: [{xml: Bin, json: bin, required: true}]}\n"
                   "          a:Person: {json: person, fields: [{xml: Iin, json: iin, required: true}]}\n",
                   sequence("<xs:element name=\"Subject\" type=\"a:Subject\" minOccurs=\"0\"/>"),
                   "<xs:complexType name=\"Subject\" abstract=\"true\"/>\n"
                   "<xs:complexType name=\"Company\"><xs:complexContent><xs:extension base=\"a:Subject\"><xs:sequence>"
                   "<xs:element name=\"Bin\" type=\"xs:string\"/></xs:sequence></xs:extension></xs:complexContent>"
                   "</xs:complexType>\n"
                   "<xs:complexType name=\"Person\"><xs:complexContent><xs:extension base=\"a:Subject\"><xs:sequence>"
                   "<xs:element name=\"Iin\" type=\"xs:string\"/></xs:sequence></xs:extension></xs:complexContent>"
                   "</xs:complexType>\n"),
              "");
}

}  // namespace
}  // namespace otkel::mapping::check::tests
