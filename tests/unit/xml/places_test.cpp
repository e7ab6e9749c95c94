#include "gateway/xml/places.hpp"

#include <gtest/gtest.h>

#include <string>

namespace otkel::xml {
namespace {

constexpr std::size_t all = 100;

std::vector<PlacedElement> named(std::string_view octets, std::size_t most = all) {
    auto found = elements_named(octets, "urn:x", "I", most, {});
    EXPECT_TRUE(found) << found.error().to_string();
    return found ? std::move(*found) : std::vector<PlacedElement>{};
}

std::string_view cut(std::string_view octets, const PlacedElement& element) {
    return octets.substr(element.begin, element.end - element.begin);
}

std::vector<std::string> texts(std::string_view octets, std::size_t least) {
    const auto found = whole_texts(octets, least, {});
    EXPECT_TRUE(found) << found.error().to_string();
    std::vector<std::string> told;
    for (const auto& one : *found) {
        told.push_back(std::string(one.local) + "=" + std::string(octets.substr(one.begin, one.size)));
    }
    return told;
}

TEST(ElementsNamed, are_found_by_their_namespace_whatever_their_prefix) {
    const std::string_view octets =
        R"(<a xmlns:p="urn:x" xmlns="urn:y"><p:I/><I/><q:I xmlns:q="urn:x" ></q:I ><I xmlns='urn:x'/><p:J/>)"
        R"(<b xmlns:p="urn:z"><p:I/></b><p:I>1</p:I><r:I/></a>)";
    const auto found = named(octets);
    ASSERT_EQ(found.size(), 4U);
    EXPECT_EQ(cut(octets, found[0]), "<p:I/>");
    EXPECT_EQ(cut(octets, found[1]), "<q:I xmlns:q=\"urn:x\" ></q:I >");
    EXPECT_EQ(cut(octets, found[2]), "<I xmlns='urn:x'/>");
    EXPECT_EQ(cut(octets, found[3]), "<p:I>1</p:I>");
}

TEST(ElementsNamed, a_prefix_ends_with_the_element_that_declares_it) {
    EXPECT_TRUE(named(R"(<a><b xmlns:p="urn:x"/><p:I/></a>)").empty());
    EXPECT_TRUE(named(R"(<a><b xmlns="urn:x"><c xmlns=""><I/></c></b><I/></a>)").empty());
    EXPECT_EQ(named(R"(<a xmlns="urn:x"><c xmlns=""/><I/></a>)").size(), 1U);
}

TEST(ElementsNamed, tell_whether_anything_stands_in_them_or_beside_them) {
    const auto one = [](std::string_view parent) {
        const auto found = named("<a xmlns=\"urn:x\">" + std::string(parent) + "</a>");
        EXPECT_EQ(found.size(), 1U) << parent;
        return std::pair{found.at(0).alone, found.at(0).empty};
    };
    const std::pair alone_and_empty{true, true};
    EXPECT_EQ(one("<I/>"), alone_and_empty);
    EXPECT_EQ(one("<I></I>"), alone_and_empty);
    EXPECT_EQ(one("<b a='>'\n><I h='>' ></I></b >"), alone_and_empty);
    EXPECT_EQ(one("<I> </I>"), (std::pair{true, false}));
    EXPECT_EQ(one("<I><b/></I>"), (std::pair{true, false}));
    EXPECT_EQ(one("<I><!-- --></I>"), (std::pair{true, false}));
    EXPECT_EQ(one("<I><![CDATA[]]></I>"), (std::pair{true, false}));
    for (const auto* const beside : {" <I/>", "<I/> ", "x<I/>", "<I/>x", "<b/><I/>", "<I/><b/>", "<!--><--><I/>",
                                     "<I/><!--/-->", "<![CDATA[]]><I/>", "<I/><![CDATA[</]]>"}) {
        EXPECT_EQ(one(beside), (std::pair{false, true})) << beside;
    }
    EXPECT_FALSE(named("<I xmlns='urn:x'/>").at(0).alone) << "nothing stands round the root";
}

TEST(ElementsNamed, are_not_looked_for_in_text_comments_and_sections) {
    EXPECT_TRUE(named("<a xmlns='urn:x'>&lt;I/><!--<I/>--><![CDATA[<I/>]]></a>").empty());
}

TEST(ElementsNamed, give_their_attributes_as_they_stand) {
    const auto found = named("<a xmlns:p='urn:x'><p:I h = 'a&amp;b' p:g=\"c\" xmlns:n='urn:n'/></a>");
    ASSERT_EQ(found.size(), 1U);
    const auto& attributes = found[0].attributes;
    ASSERT_EQ(attributes.size(), 2U) << "a declaration is no attribute";
    EXPECT_EQ(attributes[0].name, "h");
    EXPECT_EQ(attributes[0].value, "a&amp;b");
    EXPECT_TRUE(attributes[0].references);
    EXPECT_EQ(attributes[1].name, "p:g");
    EXPECT_FALSE(attributes[1].references);
}

TEST(ElementsNamed, are_no_more_than_asked_for) {
    EXPECT_EQ(named("<a xmlns='urn:x'><I/><I/><I/></a>", 2).size(), 2U);
    EXPECT_EQ(named("<a xmlns='urn:x'><I><I/></I></a>").size(), 2U);
}

TEST(ElementsNamed, nothing_is_given_of_what_a_scan_refuses) {
    for (const auto* const octets : {"<!DOCTYPE a><a/>", "<a>&x;</a>", "<a>", "<a></b>", "<a/><a/>", ""}) {
        EXPECT_FALSE(elements_named(octets, "urn:x", "I", all, {})) << octets;
        EXPECT_FALSE(whole_texts(octets, 1, {})) << octets;
    }
    Limits limits;
    limits.octets = 3;
    EXPECT_EQ(elements_named("<a/>", "urn:x", "I", all, limits).error().code, Errc::limit_exceeded);
}

TEST(WholeTexts, are_those_that_are_all_of_their_element) {
    EXPECT_EQ(texts("<a><p:b xmlns:p='urn:p' c='>'>1234</p:b><d>12345</d></a>", 4),
              (std::vector<std::string>{"b=1234", "d=12345"}));
    EXPECT_EQ(texts("<a><b>123</b></a>", 4), std::vector<std::string>{});
    for (const auto* const octets : {"<a>1234<b/></a>", "<a><b/>1234</a>", "<a>1234<!-- --></a>", "<a><!-- -->1234</a>",
                                     "<a>12&#51;4</a>", "<a><![CDATA[1234]]></a>", "<a>1234<![CDATA[]]></a>"}) {
        EXPECT_EQ(texts(octets, 4), std::vector<std::string>{}) << octets;
    }
    EXPECT_EQ(texts("<a> 1234\n</a>", 4), std::vector<std::string>{"a= 1234\n"}) << "as it stands";
}

}  // namespace
}  // namespace otkel::xml
