#include "adapters/ncanode/xml_text.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "adapters/ncanode/soap_parts.hpp"

namespace otkel::adapters::ncanode {
namespace {

std::string all_of(std::string_view document) {
    std::string out;
    XmlPieces pieces(document);
    while (const auto piece = pieces.next()) {
        out += piece->octets;
    }
    return out;
}

TEST(XmlText, takes_a_document_to_pieces_without_losing_any) {
    const std::string document =
        "<?xml version='1.0'?><!-- <a> --><a b='x>y' c=\"'\"><![CDATA[</a>]]>text<d/><e></e></a>\n";
    EXPECT_EQ(all_of(document), document);
    const auto children = children_of(document);
    ASSERT_EQ(children.size(), 4U);
    EXPECT_TRUE(children[2].is_element());
    EXPECT_EQ(children[2].content, "<![CDATA[</a>]]>text<d/><e></e>");
    const auto tag = read_tag(children[2].tag);
    EXPECT_EQ(tag.name, "a");
    ASSERT_EQ(tag.attributes.size(), 2U);
    EXPECT_EQ(tag.attributes[0].second, "x>y");
    EXPECT_EQ(tag.attributes[1].second, "'");
}

TEST(XmlText, reads_tags_however_they_are_spaced) {
    const auto tag = read_tag("<p:a\n\txmlns:p = \"urn:p\"  x='1'/>");
    EXPECT_EQ(tag.name, "p:a");
    ASSERT_EQ(tag.attributes.size(), 2U);
    EXPECT_EQ(tag.attributes[0].first, "xmlns:p");
    EXPECT_EQ(tag.attributes[1].first, "x");
    EXPECT_EQ(name_of(tag, {}), (XmlName{"urn:p", "a"}));
}

TEST(XmlText, names_come_from_the_nearest_declaration) {
    const std::vector<XmlTag> scope{read_tag("<a xmlns='urn:a' xmlns:p='urn:outer'>"), read_tag("<b xmlns:p='urn:p'>")};
    EXPECT_EQ(name_of(read_tag("<p:c>"), scope), (XmlName{"urn:p", "c"}));
    EXPECT_EQ(name_of(read_tag("<c>"), scope), (XmlName{"urn:a", "c"}));
    EXPECT_EQ(name_of(read_tag("<c xmlns=''>"), scope), (XmlName{"", "c"}));
    EXPECT_EQ(name_of(read_tag("<q:c>"), scope), (XmlName{"", "c"}));
}

TEST(XmlText, removes_signatures_by_their_namespace_only) {
    const std::string ds = "xmlns:d='http://www.w3.org/2000/09/xmldsig#'";
    EXPECT_EQ(without_signatures("<a " + ds + "><d:Signature>x</d:Signature><Signature/></a>"),
              "<a " + ds + "><Signature/></a>");
    EXPECT_EQ(without_signatures("<a><b><d:Signature " + ds + "/></b><d:Signature " + ds + "/>\n</a>"),
              "<a><b><d:Signature " + ds + "/></b>\n</a>");
    EXPECT_EQ(without_signatures("<a/>"), "<a/>");
}

TEST(XmlText, keeps_white_space_that_is_part_of_text) {
    EXPECT_EQ(without_white_space("<a> <b> x </b>\n\t<c> </c><!-- - --> <![CDATA[ ]]></a>"),
              "<a><b> x </b><c></c><!-- - --><![CDATA[ ]]></a>");
}

// Only well-formed documents come here, but nothing may be read outside of any.
TEST(XmlText, bears_whatever_it_is_given) {
    std::mt19937 random(7);
    const std::string letters = "<>/='\"! -?[]:a CDATx";
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (auto size = random() % 40; size > 0; --size) {
            text += letters[random() % letters.size()];
        }
        EXPECT_EQ(all_of(text), text);
        (void)without_signatures(text);
        (void)without_white_space(text);
        (void)take_apart(text);
        for (const auto& child : children_of(text)) {
            if (child.is_element()) {
                (void)standing_alone(child, {read_tag("<a xmlns:p='urn:p'>")});
            }
        }
    }
}

}  // namespace
}  // namespace otkel::adapters::ncanode
