#include <gmock/gmock.h>

#include <algorithm>

#include "tests/unit/xsd/fixture.hpp"

namespace otkel::xsd::tests {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string restriction(const std::string& name, const std::string& base, const std::string& facets) {
    return "<xs:simpleType name=\"" + name + "\"><xs:restriction base=\"" + base + "\">" + facets +
           "</xs:restriction></xs:simpleType>";
}
std::string facet(const std::string& name, const std::string& value) {
    return "<xs:" + name + " value=\"" + value + "\"/>";
}

// The type of an element x of this type, with types beside it.
struct Simple {
    explicit Simple(const std::string& type, const std::string& beside = {})
        : model(model_of("<xs:element name=\"x\" type=\"" + type + "\"/>" + beside)) {}
    const SimpleType* operator->() const { return element(*model, "x").simple; }

    std::shared_ptr<const SchemaModel> model;
};

TEST(SimpleTypes, say_what_they_are_made_of) {
    const std::pair<const char*, Primitive> expected[] = {
        {"string", Primitive::string},
        {"token", Primitive::string},
        {"normalizedString", Primitive::string},
        {"language", Primitive::string},
        {"NMTOKEN", Primitive::string},
        {"ID", Primitive::string},
        {"boolean", Primitive::boolean},
        {"decimal", Primitive::decimal},
        {"integer", Primitive::integer},
        {"long", Primitive::integer},
        {"unsignedByte", Primitive::integer},
        {"positiveInteger", Primitive::integer},
        {"float", Primitive::floating},
        {"double", Primitive::floating},
        {"date", Primitive::date},
        {"dateTime", Primitive::date_time},
        {"time", Primitive::time},
        {"duration", Primitive::duration},
        {"gYear", Primitive::partial_date},
        {"gYearMonth", Primitive::partial_date},
        {"gMonth", Primitive::partial_date},
        {"gMonthDay", Primitive::partial_date},
        {"gDay", Primitive::partial_date},
        {"base64Binary", Primitive::base64},
        {"hexBinary", Primitive::hex},
        {"anyURI", Primitive::any_uri},
        {"QName", Primitive::qname},
        {"anySimpleType", Primitive::any_simple},
    };
    for (const auto& [name, primitive] : expected) {
        const Simple type{std::string{"xs:"} + name};
        ASSERT_NE(type.operator->(), nullptr) << name;
        EXPECT_EQ(type->primitive, primitive) << name;
        EXPECT_EQ(type->name, (Name{"http://www.w3.org/2001/XMLSchema", name}));
    }
}

TEST(SimpleTypes, of_a_derived_type_say_what_its_ancestor_is_made_of) {
    const Simple type{"a:C", restriction("B", "xs:short", "") + restriction("C", "a:B", "")};
    EXPECT_EQ(type->primitive, Primitive::integer);
    EXPECT_EQ(type->name, (Name{"urn:a", "C"}));
}

TEST(SimpleTypes, have_the_facets_of_their_own) {
    const Simple type{"a:B",
                      restriction("B", "xs:string",
                                  facet("minLength", "2") + facet("maxLength", "5") + facet("pattern", "x|(y|z)+"))};
    EXPECT_EQ(type->min_length, 2U);
    EXPECT_EQ(type->max_length, 5U);
    EXPECT_EQ(type->length, std::nullopt);
    EXPECT_THAT(type->patterns, ElementsAre("x|(y|z)+"));
    EXPECT_EQ(Simple("a:B", restriction("B", "xs:string", facet("length", "12")))->length, 12U);
}

TEST(SimpleTypes, inherit_the_facets_that_a_step_does_not_narrow) {
    const Simple type{"a:C", restriction("B", "xs:string", facet("minLength", "2") + facet("maxLength", "9")) +
                                 restriction("C", "a:B", facet("maxLength", "5"))};
    EXPECT_EQ(type->min_length, 2U);
    EXPECT_EQ(type->max_length, 5U);
}

TEST(SimpleTypes, must_match_the_patterns_of_all_steps) {
    const Simple type{"a:C", restriction("B", "xs:string", facet("pattern", "[0-9]*") + facet("pattern", "[a-z]*")) +
                                 restriction("C", "a:B", facet("pattern", ".{3}"))};
    EXPECT_THAT(type->patterns, ElementsAre(".{3}", "[0-9]*|[a-z]*"));
}

TEST(SimpleTypes, have_the_enumeration_of_the_last_step) {
    const auto wide = restriction("B", "xs:string", facet("enumeration", "1") + facet("enumeration", "2"));
    EXPECT_THAT(Simple("a:C", wide + restriction("C", "a:B", facet("enumeration", "2")))->enumeration,
                ElementsAre("2"));
    EXPECT_THAT(Simple("a:C", wide + restriction("C", "a:B", facet("maxLength", "1")))->enumeration,
                ElementsAre("1", "2"));
}

TEST(SimpleTypes, have_the_tightest_bounds) {
    const Simple type{"a:C", restriction("B", "xs:decimal",
                                         facet("minInclusive", "1") + facet("maxInclusive", "100") +
                                             facet("totalDigits", "9") + facet("fractionDigits", "2")) +
                                 restriction("C", "a:B", facet("maxExclusive", "50") + facet("totalDigits", "4"))};
    EXPECT_EQ(type->min_inclusive, "1");
    EXPECT_EQ(type->max_exclusive, "50");
    EXPECT_EQ(type->max_inclusive, "");
    EXPECT_EQ(type->min_exclusive, "");
    EXPECT_EQ(type->total_digits, 4U);
    EXPECT_EQ(type->fraction_digits, 2U);
}

TEST(SimpleTypes, have_the_bound_of_the_last_step_whichever_kind_it_is) {
    const auto exclusive = restriction("B", "xs:decimal", facet("maxInclusive", "100")) +
                           restriction("C", "a:B", facet("maxExclusive", "50"));
    const Simple inclusive{"a:D", exclusive + restriction("D", "a:C", facet("maxInclusive", "40"))};
    EXPECT_EQ(inclusive->max_inclusive, "40");
    EXPECT_EQ(inclusive->max_exclusive, "");
    const Simple inherited{"a:D", exclusive + restriction("D", "a:C", facet("minExclusive", "1"))};
    EXPECT_EQ(inherited->max_inclusive, "");
    EXPECT_EQ(inherited->max_exclusive, "50");
    EXPECT_EQ(inherited->min_exclusive, "1");
}

TEST(SimpleTypes, that_are_built_in_have_their_bounds_and_no_spelling_of_figures) {
    const Simple byte{"xs:unsignedByte"};
    EXPECT_EQ(byte->min_inclusive, "0");
    EXPECT_EQ(byte->max_inclusive, "255");
    EXPECT_EQ(byte->fraction_digits, 0U);
    EXPECT_THAT(byte->patterns, IsEmpty());
    EXPECT_EQ(Simple("xs:language")->patterns.size(), 1U);
}

TEST(SimpleTypes, that_are_lists_know_their_items) {
    const Simple type{"a:S", "<xs:simpleType name=\"L\"><xs:list itemType=\"xs:int\"/></xs:simpleType>" +
                                 restriction("S", "a:L", facet("maxLength", "3"))};
    EXPECT_EQ(type->primitive, Primitive::any_simple);
    ASSERT_NE(type->item, nullptr);
    EXPECT_EQ(type->item->name.local, "int");
    EXPECT_EQ(type->max_length, 3U);
    EXPECT_EQ(Simple("xs:NMTOKENS")->item->name.local, "NMTOKEN");
}

TEST(SimpleTypes, that_are_unions_know_their_members) {
    const Simple type{"a:R",
                      "<xs:simpleType name=\"U\"><xs:union memberTypes=\"xs:date xs:int\"><xs:simpleType>"
                      "<xs:restriction base=\"xs:string\"><xs:enumeration value=\"none\"/></xs:restriction>"
                      "</xs:simpleType></xs:union></xs:simpleType>" +
                          restriction("R", "a:U", facet("enumeration", "none") + facet("enumeration", "7"))};
    EXPECT_EQ(type->primitive, Primitive::any_simple);
    EXPECT_THAT(names_of(type->members), ElementsAre("date", "int", ""));
    EXPECT_THAT(type->members.at(2)->enumeration, ElementsAre("none"));
    EXPECT_THAT(type->enumeration, ElementsAre("none", "7"));
}

TEST(SimpleTypes, without_a_name_have_none) {
    const auto model = model_of(
        "<xs:element name=\"x\"><xs:simpleType><xs:restriction base=\"xs:int\"/>"
        "</xs:simpleType></xs:element>");
    EXPECT_EQ(element(*model, "x").simple->name.local, "");
}

const Attribute& attribute(const ComplexType& type, const std::string& local) {
    const auto found = std::find_if(type.attributes.begin(), type.attributes.end(),
                                    [&](const Attribute& one) { return one.name.local == local; });
    static const Attribute none;
    EXPECT_NE(found, type.attributes.end()) << local;
    return found == type.attributes.end() ? none : *found;
}

std::vector<std::string> attribute_names(const ComplexType& type) {
    std::vector<std::string> names(type.attributes.size());
    std::transform(type.attributes.begin(), type.attributes.end(), names.begin(),
                   [](const Attribute& one) { return one.name.local; });
    std::sort(names.begin(), names.end());
    return names;
}

TEST(Attributes, have_type_use_and_values) {
    const auto model = model_of_type(
        "<xs:attribute name=\"r\" type=\"xs:int\" use=\"required\"/>"
        "<xs:attribute name=\"d\" type=\"xs:string\" default=\"1\"/>"
        "<xs:attribute name=\"f\" fixed=\"2\"/>"
        "<xs:attribute name=\"q\" form=\"qualified\"/>"
        "<xs:attribute name=\"p\" use=\"prohibited\"/>");
    const auto& t = type(*model, "T");
    EXPECT_THAT(attribute_names(t), ElementsAre("d", "f", "q", "r"));
    EXPECT_TRUE(attribute(t, "r").required);
    EXPECT_EQ(attribute(t, "r").type->primitive, Primitive::integer);
    EXPECT_EQ(attribute(t, "r").name.space, "");
    EXPECT_FALSE(attribute(t, "d").required);
    EXPECT_EQ(attribute(t, "d").default_value, "1");
    EXPECT_EQ(attribute(t, "f").fixed_value, "2");
    EXPECT_EQ(attribute(t, "f").type->primitive, Primitive::any_simple);
    EXPECT_EQ(attribute(t, "q").name.space, "urn:a");
    EXPECT_FALSE(t.any_attribute);
}

TEST(Attributes, of_groups_and_global_ones_are_included) {
    const auto model = model_of_type("<xs:attributeGroup ref=\"a:G\"/><xs:attribute ref=\"a:g\" use=\"required\"/>",
                                     "<xs:attributeGroup name=\"G\"><xs:attribute name=\"x\" type=\"xs:date\"/>"
                                     "<xs:attributeGroup ref=\"a:H\"/></xs:attributeGroup>"
                                     "<xs:attributeGroup name=\"H\"><xs:attribute name=\"y\"/><xs:anyAttribute/>"
                                     "</xs:attributeGroup><xs:attribute name=\"g\" type=\"xs:boolean\"/>");
    const auto& t = type(*model, "T");
    EXPECT_THAT(attribute_names(t), ElementsAre("g", "x", "y"));
    EXPECT_EQ(attribute(t, "g").name.space, "urn:a");
    EXPECT_TRUE(attribute(t, "g").required);
    EXPECT_EQ(attribute(t, "g").type->primitive, Primitive::boolean);
    EXPECT_TRUE(t.any_attribute);
}

TEST(Attributes, of_the_base_are_inherited_unless_prohibited) {
    const auto model = model_of_type(
        "<xs:attribute name=\"x\" type=\"xs:int\"/><xs:attribute name=\"y\"/>",
        "<xs:complexType name=\"E\"><xs:complexContent><xs:extension base=\"a:T\"><xs:attribute name=\"z\"/>"
        "</xs:extension></xs:complexContent></xs:complexType>"
        "<xs:complexType name=\"R\"><xs:complexContent><xs:restriction base=\"a:T\"><xs:attribute name=\"x\" "
        "type=\"xs:int\" use=\"required\"/><xs:attribute name=\"y\" use=\"prohibited\"/>"
        "</xs:restriction></xs:complexContent></xs:complexType>");
    EXPECT_THAT(attribute_names(type(*model, "E")), ElementsAre("x", "y", "z"));
    EXPECT_THAT(attribute_names(type(*model, "R")), ElementsAre("x"));
    EXPECT_TRUE(attribute(type(*model, "R"), "x").required);
}

TEST(ComplexTypes, with_simple_content_have_a_text_and_attributes) {
    const auto model = model_of_type(
        "<xs:simpleContent><xs:extension base=\"xs:decimal\"><xs:attribute name=\"unit\" use=\"required\"/>"
        "</xs:extension></xs:simpleContent>",
        "<xs:complexType name=\"R\"><xs:simpleContent><xs:restriction base=\"a:T\"><xs:maxInclusive value=\"9\"/>"
        "</xs:restriction></xs:simpleContent></xs:complexType>");
    const auto& t = type(*model, "T");
    ASSERT_NE(t.text, nullptr);
    EXPECT_EQ(t.text->primitive, Primitive::decimal);
    EXPECT_EQ(t.content, std::nullopt);
    EXPECT_EQ(t.base, nullptr);
    EXPECT_THAT(attribute_names(t), ElementsAre("unit"));
    const auto& r = type(*model, "R");
    EXPECT_EQ(r.text->max_inclusive, "9");
    EXPECT_EQ(r.base, &t);
    EXPECT_THAT(attribute_names(r), ElementsAre("unit"));
}

TEST(ComplexTypes, can_be_mixed_or_empty) {
    const auto model = model_of(
        "<xs:complexType name=\"M\" mixed=\"true\"><xs:sequence><xs:element name=\"b\"/>"
        "</xs:sequence></xs:complexType><xs:complexType name=\"N\" mixed=\"true\"/>"
        "<xs:complexType name=\"E\"/>");
    EXPECT_TRUE(type(*model, "M").mixed);
    EXPECT_EQ(children_of(type(*model, "M")).size(), 1U);
    EXPECT_TRUE(type(*model, "N").mixed);
    EXPECT_FALSE(type(*model, "E").mixed);
    EXPECT_EQ(type(*model, "E").content, std::nullopt);
    EXPECT_EQ(type(*model, "E").text, nullptr);
    EXPECT_EQ(type(*model, "E").base, nullptr);
}

std::string extension(const std::string& name, const std::string& base, const std::string& more = {}) {
    return "<xs:complexType name=\"" + name + "\" " + more + "><xs:complexContent><xs:extension base=\"a:" + base +
           "\"/></xs:complexContent></xs:complexType>";
}

TEST(ComplexTypes, know_the_types_that_may_be_named_instead) {
    const auto model = model_of("<xs:complexType name=\"A\" abstract=\"true\"/>" + extension("B", "A") +
                                extension("C", "B", "abstract=\"true\"") + extension("D", "C"));
    EXPECT_TRUE(type(*model, "A").abstract);
    EXPECT_THAT(names_of(type(*model, "A").derived), ElementsAre("B", "D"));
    EXPECT_THAT(names_of(type(*model, "B").derived), ElementsAre("D"));
    EXPECT_THAT(names_of(type(*model, "D").derived), IsEmpty());
    EXPECT_EQ(type(*model, "D").base, &type(*model, "C"));
}

TEST(ComplexTypes, can_block_the_types_that_are_derived_from_them) {
    const auto model = model_of("<xs:complexType name=\"A\" block=\"extension\"/>" + extension("B", "A") +
                                "<xs:complexType name=\"R\"><xs:complexContent><xs:restriction base=\"a:A\"/>"
                                "</xs:complexContent></xs:complexType>");
    EXPECT_THAT(names_of(type(*model, "A").derived), ElementsAre("R"));
}

TEST(ComplexTypes, can_hold_themselves) {
    const auto model = model_of_type(
        "<xs:sequence><xs:element name=\"child\" type=\"a:T\" minOccurs=\"0\"/><xs:element ref=\"a:e\"/></xs:sequence>",
        "<xs:element name=\"e\"><xs:complexType><xs:sequence><xs:element ref=\"a:e\"/><xs:element name=\"t\" "
        "type=\"a:T\"/></xs:sequence></xs:complexType></xs:element>");
    const auto& t = type(*model, "T");
    EXPECT_EQ(child(children_of(t), "child").element->complex, &t);
    const auto* e = child(children_of(t), "e").element;
    EXPECT_EQ(e, &element(*model, "e"));
    EXPECT_EQ(child(children_of(*e->complex), "e").element, e);
    EXPECT_EQ(child(children_of(*e->complex), "t").element->complex, &t);
    EXPECT_EQ(e->complex->name.local, "");
}

TEST(Elements, can_be_nillable_abstract_fixed_or_have_a_default) {
    const auto model = model_of(
        "<xs:element name=\"n\" type=\"xs:int\" nillable=\"true\"/>"
        "<xs:element name=\"b\" type=\"xs:int\" abstract=\"true\"/>"
        "<xs:element name=\"d\" type=\"xs:int\" default=\"1\"/>"
        "<xs:element name=\"f\" type=\"xs:int\" fixed=\"2\"/>");
    EXPECT_TRUE(element(*model, "n").nillable);
    EXPECT_FALSE(element(*model, "n").abstract);
    EXPECT_TRUE(element(*model, "b").abstract);
    EXPECT_EQ(element(*model, "d").default_value, "1");
    EXPECT_EQ(element(*model, "f").fixed_value, "2");
    EXPECT_EQ(element(*model, "f").default_value, "");
    EXPECT_EQ(model->global_elements().size(), 4U);
}

TEST(Elements, of_any_type_have_none) {
    const auto model = model_of("<xs:element name=\"x\"/><xs:element name=\"y\" type=\"xs:anyType\"/>");
    EXPECT_EQ(element(*model, "x").simple, nullptr);
    EXPECT_EQ(element(*model, "x").complex, nullptr);
    EXPECT_EQ(element(*model, "y").complex, nullptr);
}

TEST(Elements, know_their_substitutes) {
    const auto model = model_of(
        "<xs:element name=\"head\"/><xs:element name=\"one\" type=\"xs:int\" substitutionGroup=\"a:head\"/>"
        "<xs:element name=\"two\" abstract=\"true\" type=\"xs:int\" substitutionGroup=\"a:one\"/>"
        "<xs:element name=\"three\" substitutionGroup=\"a:two\"/>");
    EXPECT_THAT(names_of(element(*model, "head").substitutes), ElementsAre("one", "three"));
    EXPECT_THAT(names_of(element(*model, "one").substitutes), ElementsAre("three"));
    EXPECT_EQ(element(*model, "three").simple, element(*model, "one").simple);
}

TEST(Elements, can_block_their_substitutes) {
    const auto model = model_of(
        "<xs:element name=\"s\" type=\"xs:decimal\" block=\"substitution\"/>"
        "<xs:element name=\"s1\" substitutionGroup=\"a:s\"/>"
        "<xs:element name=\"r\" type=\"xs:decimal\" block=\"restriction\"/>"
        "<xs:element name=\"r1\" type=\"xs:int\" substitutionGroup=\"a:r\"/>"
        "<xs:element name=\"r2\" type=\"xs:decimal\" substitutionGroup=\"a:r\"/>");
    EXPECT_THAT(element(*model, "s").substitutes, IsEmpty());
    EXPECT_THAT(names_of(element(*model, "r").substitutes), ElementsAre("r2"));
}

TEST(Elements, that_are_local_are_in_a_namespace_when_the_schema_says_so) {
    const auto inside =
        "<xs:complexType name=\"T\"><xs:sequence><xs:element name=\"x\" type=\"xs:int\"/>"
        "<xs:element name=\"y\" type=\"xs:int\" form=\"qualified\"/>"
        "<xs:element name=\"z\" type=\"xs:int\" form=\"unqualified\"/></xs:sequence></xs:complexType>";
    const auto spaces = [&](const std::string& more) {
        std::vector<std::string> all;
        const auto model = model_of(inside, more);
        for (const auto& one : children_of(type(*model, "T"))) {
            all.push_back(one.element->name.space);
        }
        return all;
    };
    EXPECT_THAT(spaces(""), ElementsAre("", "urn:a", ""));
    EXPECT_THAT(spaces("elementFormDefault=\"qualified\""), ElementsAre("urn:a", "urn:a", ""));
}

TEST(Model, is_silent_about_what_it_does_not_have) {
    const auto model = model_of("<xs:element name=\"x\"/>");
    EXPECT_EQ(model->global_element("urn:a", "y"), nullptr);
    EXPECT_EQ(model->global_element("", "x"), nullptr);
    EXPECT_EQ(model->global_type("urn:a", "x"), nullptr);
    EXPECT_THAT(model->namespaces(), ElementsAre("urn:a"));
}

}  // namespace
}  // namespace otkel::xsd::tests
