#include "adapters/shep/data_forms.hpp"

#include <gtest/gtest.h>

#include "gateway/xml/document.hpp"
#include "tests/support/sealed.hpp"

namespace otkel::adapters::shep {
namespace {

xml::Tree tree_of(std::string octets) { return xml::Tree::parse(tests::sealed(std::move(octets)), {}).value(); }

const std::string business = R"(<c:Check xmlns:c="urn:c"><Number>5 &lt; 6</Number><Other>x</Other></c:Check>)";

TEST(DataForms, children_stand_in_data_itself) {
    const auto data = write_data(DataForm::children, {}, "<Check><Number>5</Number><Other>x</Other></Check>");
    ASSERT_TRUE(data) << data.error().to_string();
    EXPECT_EQ(data->octets, "<data><Number>5</Number><Other>x</Other></data>");
    EXPECT_TRUE(data->canonical);
    const auto tree = tree_of(data->octets);
    const auto read = recognise(tree.root(), DataForm::automatic);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->form, DataForm::children);
    EXPECT_EQ(read->element.local(), "data");
}

TEST(DataForms, children_in_namespaces_keep_their_declarations) {
    const auto data = write_data(DataForm::children, {}, R"(<c:A xmlns:c="urn:c&amp;d"><c:B>1</c:B></c:A>)");
    ASSERT_TRUE(data) << data.error().to_string();
    EXPECT_EQ(data->octets, R"(<data xmlns:c="urn:c&amp;d"><c:B>1</c:B></data>)");
    EXPECT_FALSE(data->canonical);
}

TEST(DataForms, children_cannot_carry_attributes_or_a_default_namespace_of_the_root) {
    for (const std::string document : {R"(<A id="1"><B></B></A>)", R"(<A xmlns="urn:a"><B></B></A>)"}) {
        const auto data = write_data(DataForm::children, {}, document);
        ASSERT_FALSE(data) << document;
        EXPECT_EQ(data.error().code, Errc::mapping_failed);
    }
}

TEST(DataForms, typed_names_its_type) {
    const auto data = write_data(DataForm::typed, {"urn:t", "Request"}, "<A><B>1</B></A>");
    ASSERT_TRUE(data) << data.error().to_string();
    EXPECT_EQ(data->octets,
              R"(<data xmlns:t="urn:t" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="t:Request">)"
              "<B>1</B></data>");
    EXPECT_FALSE(data->canonical);
    const auto tree = tree_of(data->octets);
    EXPECT_EQ(recognise(tree.root(), DataForm::automatic).value().form, DataForm::typed);
}

TEST(DataForms, typed_finds_a_prefix_that_the_document_does_not_use) {
    const auto data =
        write_data(DataForm::typed, {"urn:t", "Request"}, R"(<t:A xmlns:t="urn:other"><t:B>1</t:B></t:A>)");
    ASSERT_TRUE(data) << data.error().to_string();
    EXPECT_NE(data->octets.find(R"(xsi:type="tt:Request")"), std::string::npos) << data->octets;
}

TEST(DataForms, element_is_copied_as_it_is) {
    const auto data = write_data(DataForm::element, {}, business);
    ASSERT_TRUE(data);
    EXPECT_EQ(data->octets, "<data>" + business + "</data>");
    EXPECT_TRUE(data->canonical);
    const auto tree = tree_of(data->octets);
    const auto read = recognise(tree.root(), DataForm::automatic);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->form, DataForm::element);
    EXPECT_TRUE(read->element.is("urn:c", "Check"));
}

TEST(DataForms, an_element_with_declarations_for_its_descendants_is_not_the_exclusive_form) {
    const auto data = write_data(DataForm::element, {}, R"(<a:A xmlns:a="urn:a" xmlns:b="urn:b"><b:B></b:B></a:A>)");
    ASSERT_TRUE(data);
    EXPECT_FALSE(data->canonical);
}

TEST(DataForms, text_is_the_escaped_document) {
    const auto data = write_data(DataForm::text, {}, business);
    ASSERT_TRUE(data);
    EXPECT_NE(data->octets.find(R"(xsi:type="xs:string">&lt;c:Check)"), std::string::npos) << data->octets;
    const auto tree = tree_of(data->octets);
    const auto read = recognise(tree.root(), DataForm::automatic);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->form, DataForm::text);
    EXPECT_EQ(read->text, business);
}

TEST(DataForms, cdata_survives_its_own_end_mark) {
    const std::string tricky = "<A>x]]&gt;y<B>]]</B></A>";
    const auto data = write_data(DataForm::cdata, {}, tricky);
    ASSERT_TRUE(data);
    EXPECT_NE(data->octets.find("<![CDATA["), std::string::npos);
    const auto tree = tree_of(data->octets);
    EXPECT_EQ(recognise(tree.root(), DataForm::cdata).value().text, tricky);
    const auto raw = write_data(DataForm::cdata, {}, "<A>]]></A>");
    const auto raw_tree = tree_of(raw.value().octets);
    EXPECT_EQ(recognise(raw_tree.root(), DataForm::cdata).value().text, "<A>]]></A>");
}

TEST(DataForms, string_is_the_text_of_the_document_element) {
    const auto data = write_data(DataForm::string, {}, "<Block>{4:\n:20:REF &amp; more\n-}</Block>");
    ASSERT_TRUE(data) << data.error().to_string();
    const auto tree = tree_of(data->octets);
    const auto read = recognise(tree.root(), DataForm::automatic);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->form, DataForm::string);
    EXPECT_EQ(read->element.text(), "{4:\n:20:REF & more\n-}");
    EXPECT_FALSE(write_data(DataForm::string, {}, business));
}

TEST(DataForms, element_content_under_a_declared_string_is_an_element) {
    const auto tree = tree_of(R"(<data xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="xs:string">)"
                              R"(<e:E xmlns:e="urn:e"></e:E></data>)");
    EXPECT_EQ(recognise(tree.root(), DataForm::automatic).value().form, DataForm::element);
}

TEST(DataForms, another_form_than_agreed_is_malformed_with_expected_and_found) {
    const auto tree = tree_of("<data><a></a><b></b></data>");
    for (const auto form : {DataForm::element, DataForm::text, DataForm::string}) {
        const auto read = recognise(tree.root(), form);
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().code, Errc::malformed);
        EXPECT_EQ(read.error().findings.at(0).found, "2 child elements");
    }
    const auto empty = tree_of("<data></data>");
    for (const auto form : {DataForm::element, DataForm::text, DataForm::children, DataForm::typed}) {
        EXPECT_FALSE(recognise(empty.root(), form));
    }
}

TEST(DataForms, refuses_octets_that_are_no_document) {
    for (const std::string octets : {"", "text", "<a", "<a b=\"c></a>", "<a b=\"c\""}) {
        EXPECT_FALSE(write_data(DataForm::element, {}, octets)) << octets;
        EXPECT_FALSE(write_data(DataForm::children, {}, octets)) << octets;
    }
}

TEST(Standalone, is_the_exclusive_canonical_form_without_the_signature) {
    const auto tree =
        tree_of(R"(<data xmlns:c="urn:c" xmlns:d="urn:d"><c:A x="1" d:y="2"><B>t</B><d:C></d:C>)"
                R"(<s:Signature xmlns:s="http://www.w3.org/2000/09/xmldsig#"></s:Signature></c:A></data>)");
    const auto octets = standalone(*tree.root().first_child());
    EXPECT_EQ(octets, R"(<c:A xmlns:c="urn:c" xmlns:n1="urn:d" x="1" n1:y="2"><B>t</B><n1:C></n1:C></c:A>)");
    const auto parsed = xml::Document::parse(octets, {}).value();
    EXPECT_EQ(xml::canonicalize(parsed, parsed.root(), xml::Canonicalization::exclusive).value(), octets);
}

TEST(Standalone, counts_lines_as_told) {
    const auto tree = tree_of("<data><A>x</A></data>");
    EXPECT_EQ(standalone(*tree.root().first_child(), 2), "\n\n<A>x</A>");
}

std::string digest_of(const std::string& data, const std::string& service = "S") {
    const auto tree = tree_of("<requestData>" + data + "</requestData>");
    return content_digest(service, tree.root());
}

TEST(ContentDigest, is_the_same_for_the_same_content) {
    const auto first = digest_of(R"(<data><c:A xmlns:c="urn:c"><B>1</B></c:A></data>)");
    EXPECT_EQ(first.size(), 64U);
    EXPECT_EQ(first, digest_of(R"(<data><x:A xmlns:x="urn:c"><B>1</B></x:A></data>)"));
    EXPECT_EQ(
        first,
        digest_of(R"(<data><c:A xmlns:c="urn:c"><B>1</B>)"
                  R"(<s:Signature xmlns:s="http://www.w3.org/2000/09/xmldsig#"><v>9</v></s:Signature></c:A></data>)"));
}

TEST(ContentDigest, differs_in_service_name_attribute_text_and_shape) {
    const auto first = digest_of("<data><A b='1'>x</A><C></C></data>");
    EXPECT_NE(first, digest_of("<data><A b='1'>x</A><C></C></data>", "T"));
    EXPECT_NE(first, digest_of("<data><A b='2'>x</A><C></C></data>"));
    EXPECT_NE(first, digest_of("<data><A b='1'>y</A><C></C></data>"));
    EXPECT_NE(first, digest_of("<data><D b='1'>x</D><C></C></data>"));
    EXPECT_NE(first, digest_of("<data><A b='1'>x<C></C></A></data>"));
    EXPECT_NE(first, digest_of("<data><A xmlns='urn:a' b='1'>x</A><C></C></data>"));
}

}  // namespace
}  // namespace otkel::adapters::shep
