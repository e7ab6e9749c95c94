#include "gateway/xml/schema.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/sealed.hpp"
#include "tests/support/temporary_folder.hpp"

namespace otkel::xml {
namespace {

using otkel::tests::sealed;

constexpr std::string_view order_schema = R"(<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns="urn:t" xmlns:t="urn:t" xmlns:c="urn:c" targetNamespace="urn:t" elementFormDefault="qualified">
  <xs:import namespace="urn:c" schemaLocation="common.xsd"/>
  <xs:element name="order"><xs:complexType><xs:sequence>
    <xs:element name="iin" type="c:Iin"/>
    <xs:element name="line" maxOccurs="unbounded"><xs:complexType><xs:sequence>
      <xs:element name="quantity" type="xs:int"/>
      <xs:element name="unit" minOccurs="0"><xs:simpleType><xs:restriction base="xs:string">
        <xs:enumeration value="kg"/><xs:enumeration value="pcs"/></xs:restriction></xs:simpleType></xs:element>
      <xs:element name="note" minOccurs="0"><xs:simpleType><xs:restriction base="xs:string">
        <xs:maxLength value="3"/></xs:restriction></xs:simpleType></xs:element>
      <xs:element name="price" minOccurs="0"><xs:simpleType><xs:restriction base="xs:decimal">
        <xs:maxInclusive value="100"/></xs:restriction></xs:simpleType></xs:element>
    </xs:sequence><xs:attribute name="no" type="xs:int" use="required"/></xs:complexType></xs:element>
    <xs:element name="password" type="xs:int" minOccurs="0"/>
    <xs:element name="any" minOccurs="0"><xs:complexType><xs:sequence>
      <xs:any processContents="lax" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
  </xs:sequence></xs:complexType>
  <xs:key name="lines"><xs:selector xpath="t:line"/><xs:field xpath="@no"/></xs:key></xs:element>
</xs:schema>)";

constexpr std::string_view common_schema =
    R"(<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:c">
  <xs:simpleType name="Iin">
    <xs:restriction base="xs:string"><xs:pattern value="\d{12}"/></xs:restriction></xs:simpleType>
</xs:schema>)";

class SchemaTest : public testing::Test {
protected:
    SchemaTest() {
        write("order.xsd", order_schema);
        write("common.xsd", common_schema);
    }

    std::filesystem::path write(const std::string& name, std::string_view text) { return folder_.write(name, text); }
    std::shared_ptr<const Schema> order() {
        auto schema = Schema::load(folder_ / "order.xsd");
        EXPECT_TRUE(schema) << schema.error().to_string();
        return schema.value();
    }
    Error error_of(const std::string& octets, int first_line = 1) {
        const auto valid = order()->validate(sealed(octets, first_line));
        EXPECT_FALSE(valid) << octets;
        return valid ? Error{} : valid.error();
    }
    Finding finding_of(const std::string& line, std::size_t count = 1) {
        const auto error = error_of("<t:order xmlns:t=\"urn:t\"><t:iin>123456789012</t:iin>" + line + "</t:order>");
        EXPECT_EQ(error.findings.size(), count) << error.to_string();
        return error.findings.empty() ? Finding{} : error.findings.front();
    }

    // With a space and letters that a URL would escape.
    otkel::tests::TemporaryFolder folder_{"otkel схема "};
};

TEST_F(SchemaTest, accepts_a_valid_document) {
    const std::string octets =
        "<t:order xmlns:t=\"urn:t\"><t:iin>123456789012</t:iin><t:line no=\"1\"><t:quantity>5</t:quantity></t:line>"
        "<t:any><x xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"urn:x "
        "http://127.0.0.1:1/x.xsd\"></x>"
        "</t:any></t:order>";
    EXPECT_TRUE(order()->validate(sealed(octets)));
    EXPECT_TRUE(order()->validate_own(octets));
}

TEST_F(SchemaTest, finds_all_violations_with_place) {
    const auto error = error_of(
        "<order xmlns=\"urn:t\">\n<iin>12</iin>\n<line no=\"1\"><quantity>many</quantity></line>\n"
        "<line no=\"2\">\n<quantity>1</quantity><unit>g</unit></line>\n<other></other></order>",
        100);
    EXPECT_EQ(error.code, Errc::schema_violation);
    ASSERT_EQ(error.findings.size(), 4U) << error.to_string();
    EXPECT_EQ(error.findings[0].place.to_string(), "line 101 /order/iin");
    EXPECT_EQ(error.findings[0].code, "value-pattern");
    EXPECT_EQ(error.findings[1].code, "value-type");
    EXPECT_EQ(error.findings[2].code, "value-not-listed");
    EXPECT_EQ(error.findings[3].code, "element-unexpected");
    EXPECT_EQ(error.findings[0].found, "12");
    EXPECT_EQ(error.findings[0].expected, "a text of the pattern \\d{12}");
    EXPECT_EQ(error.findings[1].place.to_string(), "line 102 /order/line[1]/quantity");
    EXPECT_EQ(error.findings[1].found, "many");
    EXPECT_EQ(error.findings[1].expected, "xs:int");
    EXPECT_EQ(error.findings[2].place.to_string(), "line 104 /order/line[2]/unit");
    EXPECT_EQ(error.findings[2].found, "g");
    EXPECT_EQ(error.findings[2].expected, "one of 'kg', 'pcs'");
    EXPECT_EQ(error.findings[3].place.to_string(), "line 105 /order/other");
    EXPECT_EQ(error.findings[3].found, "other");
    EXPECT_EQ(error.findings[3].expected, "{urn:t}line, {urn:t}password, {urn:t}any");
    EXPECT_EQ(error.place.line, 101);
}

TEST_F(SchemaTest, words_what_was_expected_and_found) {
    const auto length = finding_of("<t:line no=\"1\"><t:quantity>1</t:quantity><t:note>long</t:note></t:line>");
    EXPECT_EQ(length.found, "length 4");
    EXPECT_EQ(length.code, "value-length");
    EXPECT_EQ(length.expected, "length at most 3");
    const auto range = finding_of("<t:line no=\"1\"><t:quantity>1</t:quantity><t:price>100.5</t:price></t:line>");
    EXPECT_EQ(range.found, "100.5");
    EXPECT_EQ(range.code, "value-out-of-bounds");
    EXPECT_EQ(range.expected, "at most 100");
    const auto missing = finding_of("<t:line no=\"1\"></t:line>");
    EXPECT_EQ(missing.expected, "{urn:t}quantity");
    EXPECT_EQ(missing.code, "element-missing");
    EXPECT_EQ(missing.place.path, "/t:order/t:line");
    const auto attribute = finding_of("<t:line no=\"x\"><t:quantity>1</t:quantity></t:line>", 2);
    EXPECT_EQ(attribute.place.path, "/t:order/t:line/@no");
    EXPECT_EQ(attribute.expected, "xs:int");
    const auto required = finding_of("<t:line><t:quantity>1</t:quantity></t:line>", 2);
    EXPECT_EQ(required.place.path, "/t:order/t:line");
    EXPECT_EQ(required.code, "attribute-missing");
    EXPECT_NE(required.detail.find("'no' is required"), std::string::npos);
}

TEST_F(SchemaTest, shows_no_secret_and_no_full_number) {
    const auto iin =
        error_of("<order xmlns=\"urn:t\"><iin>9001013500011</iin><line no=\"1\"><quantity>1</quantity></line></order>");
    EXPECT_EQ(iin.to_string().find("9001013500011"), std::string::npos);
    EXPECT_EQ(iin.findings.at(0).found, "9001…11");
    const auto password =
        finding_of("<t:line no=\"1\"><t:quantity>1</t:quantity></t:line><t:password>hunter2</t:password>");
    EXPECT_EQ(password.to_string().find("hunter2"), std::string::npos);
    EXPECT_EQ(password.expected, "xs:int");
    const auto long_value =
        finding_of("<t:line no=\"1\"><t:quantity>" + std::string(5000, 'x') + "</t:quantity></t:line>");
    EXPECT_LT(long_value.to_string().size(), 400U);
}

TEST_F(SchemaTest, checks_keys_while_streaming) {
    const std::string line = "<line no=\"1\"><quantity>1</quantity></line>";
    const auto error = error_of("<order xmlns=\"urn:t\"><iin>123456789012</iin>" + line + line + "</order>");
    ASSERT_EQ(error.findings.size(), 1U);
    EXPECT_EQ(error.findings[0].place.path, "/order/line[2]");
}

TEST_F(SchemaTest, lists_a_bounded_number_of_violations) {
    std::string octets = "<order xmlns=\"urn:t\"><iin>123456789012</iin>";
    for (int i = 0; i < 1000; ++i) {
        octets += "<line no=\"" + std::to_string(i) + "\"><quantity>x</quantity></line>";
    }
    const auto error = error_of(octets + "</order>");
    EXPECT_EQ(error.findings.size(), 201U);
    EXPECT_EQ(error.findings.back().detail, "800 more violations are not listed");
}

TEST_F(SchemaTest, refuses_another_root_and_what_is_no_xml) {
    EXPECT_EQ(error_of("<order></order>").code, Errc::schema_violation);
    EXPECT_EQ(error_of("<order>").code, Errc::malformed);
    EXPECT_EQ(error_of("").code, Errc::malformed);
    EXPECT_EQ(error_of("<p:order></p:order>").code, Errc::malformed);
    EXPECT_EQ(error_of("<!DOCTYPE order><order/>").code, Errc::forbidden_construct);
    EXPECT_EQ(error_of("<order>\n<a></b></order>", 10).place.line, 11);
}

TEST_F(SchemaTest, load_says_what_is_wrong) {
    EXPECT_EQ(Schema::load(folder_ / "missing.xsd").error().code, Errc::not_found);
    EXPECT_EQ(Schema::load(folder_.path()).error().code, Errc::not_found);
    EXPECT_EQ(Schema::load(write("no.xsd", "<a>")).error().code, Errc::invalid_configuration);
    const auto broken = Schema::load(write("broken.xsd",
                                           "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>\n"
                                           "<xs:element name='a' type='xs:nothing'/>\n<xs:wrong/></xs:schema>"));
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().code, Errc::invalid_configuration);
    ASSERT_FALSE(broken.error().findings.empty());
    EXPECT_NE(broken.error().findings[0].place.file.find("broken.xsd"), std::string::npos);
    EXPECT_GT(broken.error().findings[0].place.line, 1);
}

TEST_F(SchemaTest, load_refuses_imports_that_are_missing_or_remote) {
    for (const char* location : {"missing.xsd", "http://127.0.0.1:1/x.xsd", "ftp://127.0.0.1:1/x.xsd"}) {
        const auto schema = Schema::load(write("importing.xsd",
                                               "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:import "
                                               "namespace='urn:x' schemaLocation='" +
                                                   std::string{location} + "'/></xs:schema>"));
        ASSERT_FALSE(schema) << location;
        EXPECT_EQ(schema.error().code, Errc::invalid_configuration) << location;
        EXPECT_NE(schema.error().to_string().find(location), std::string::npos) << schema.error().to_string();
    }
}

}  // namespace
}  // namespace otkel::xml
