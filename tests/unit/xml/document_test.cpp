#include "gateway/xml/document.hpp"

#include <gtest/gtest.h>
#include <libxml/tree.h>

#include <optional>
#include <string>

namespace otkel::xml {
namespace {

using enum Canonicalization;

Document parsed(std::string_view octets) {
    auto document = Document::parse(octets, {});
    EXPECT_TRUE(document) << document.error().to_string();
    return std::move(document).value();
}

// The first element with this local name, in document order.
xmlNode* find(xmlNode* top, std::string_view local) {
    for (xmlNode* at = top; at != nullptr; at = at->next) {
        if (at->type != XML_ELEMENT_NODE) {
            continue;
        }
        if (reinterpret_cast<const char*>(at->name) == local) {
            return at;
        }
        if (xmlNode* below = find(at->children, local); below != nullptr) {
            return below;
        }
    }
    return nullptr;
}

std::string canonical(std::string_view octets, Canonicalization method, const std::string& prefixes = {}) {
    const auto document = parsed(octets);
    return canonicalize(document, nullptr, method, prefixes).value();
}

std::string canonical_part(std::string_view octets, std::string_view local, Canonicalization method,
                           const std::string& prefixes = {}) {
    const auto document = parsed(octets);
    return canonicalize(document, find(document.root(), local), method, prefixes).value();
}

struct Vector {
    const char* name;
    const char* given;
    const char* canonical;
};

// After the cases of Canonical XML 1.0 section 3: comments and instructions outside the root, white space, start and
// end tags, character modifications, numeric references, UTF-8.
TEST(Canonicalize, writes_the_forms_of_the_standard) {
    const Vector vectors[] = {
        {"declaration and comment go", "<?xml version=\"1.0\"?>\n<!-- before --><a/><!-- after -->", "<a></a>"},
        {"instructions stay", "<?style one?>\n\n<a/>\n<?style  two ?>", "<?style one?>\n<a></a>\n<?style two ?>"},
        {"white space in content stays", "<a>\n   <b/>\t x \n</a>", "<a>\n   <b></b>\t x \n</a>"},
        {"white space in tags goes", "<a   x = 'y'\n  ></a  >", "<a x=\"y\"></a>"},
        {"line ends are normalized", "<a>one\r\ntwo\rthree</a>", "<a>one\ntwo\nthree</a>"},
        {"attributes are sorted", "<e xmlns:b='urn:a' xmlns:a='urn:b' b:x='1' a:x='2' y='3' x='4' xmlns='urn:d'/>",
         "<e xmlns=\"urn:d\" xmlns:a=\"urn:b\" xmlns:b=\"urn:a\" x=\"4\" y=\"3\" b:x=\"1\" a:x=\"2\"></e>"},
        {"CDATA becomes text", "<a><![CDATA[1 < 2 && \"x\"]]>!</a>", "<a>1 &lt; 2 &amp;&amp; \"x\"!</a>"},
        {"text is escaped", "<a>&lt;&gt;&amp;&quot;&apos;&#13;&#10;&#9;</a>", "<a>&lt;&gt;&amp;\"'&#xD;\n\t</a>"},
        {"attributes are escaped", "<a x='&lt;&gt;&amp;&quot;&apos;&#13;&#10;&#9;\n'/>",
         "<a x=\"&lt;>&amp;&quot;'&#xD;&#xA;&#x9; \"></a>"},
        {"references become characters", "<a>&#xE9;&#1178;</a>", "<a>éҚ</a>"},
        {"superfluous declarations go", "<a xmlns='urn:a'><b xmlns='urn:a'/></a>", "<a xmlns=\"urn:a\"><b></b></a>"},
        {"the undone default stays", "<a xmlns='urn:a'><b xmlns=''/></a>", "<a xmlns=\"urn:a\"><b xmlns=\"\"></b></a>"},
    };
    for (const auto& [name, given, expected] : vectors) {
        EXPECT_EQ(canonical(given, inclusive), expected) << name;
    }
}

TEST(Canonicalize, keeps_comments_only_when_asked) {
    EXPECT_EQ(canonical("<!--x--><a><!--y-->1</a>", inclusive_with_comments), "<!--x-->\n<a><!--y-->1</a>");
    EXPECT_EQ(canonical("<!--x--><a><!--y-->1</a>", exclusive_with_comments), "<!--x-->\n<a><!--y-->1</a>");
    EXPECT_EQ(canonical("<a><!--y-->1</a>", exclusive), "<a>1</a>");
}

// After Exclusive XML Canonicalization section 2: the same element in another context.
TEST(Canonicalize, exclusive_form_does_not_depend_on_the_context) {
    const char* bare = "<n1:elem xmlns:n1=\"urn:one\"><n3:stuff xmlns:n3=\"urn:three\"></n3:stuff></n1:elem>";
    EXPECT_EQ(canonical(bare, exclusive), bare);
    const char* nested =
        "<n0:pdu xmlns:n0='urn:0' xmlns:n1='urn:one' xmlns:n2='urn:2' xmlns:n3='urn:three' xml:lang='kk'>"
        "<n1:elem><n3:stuff/></n1:elem></n0:pdu>";
    EXPECT_EQ(canonical_part(nested, "elem", exclusive), bare);
    EXPECT_EQ(canonical_part(nested, "elem", inclusive),
              "<n1:elem xmlns:n0=\"urn:0\" xmlns:n1=\"urn:one\" xmlns:n2=\"urn:2\" xmlns:n3=\"urn:three\" "
              "xml:lang=\"kk\"><n3:stuff></n3:stuff></n1:elem>");
}

TEST(Canonicalize, exclusive_form_keeps_the_prefixes_of_the_list) {
    const char* text = "<o xmlns='urn:d' xmlns:a='urn:a' xmlns:b='urn:b' xmlns:c='urn:c'><p:i xmlns:p='urn:p'/></o>";
    EXPECT_EQ(canonical_part(text, "i", exclusive), "<p:i xmlns:p=\"urn:p\"></p:i>");
    EXPECT_EQ(canonical_part(text, "i", exclusive, " b\n#default\t"),
              "<p:i xmlns=\"urn:d\" xmlns:b=\"urn:b\" xmlns:p=\"urn:p\"></p:i>");
}

TEST(Canonicalize, writes_a_subtree_alone) {
    EXPECT_EQ(canonical_part("<a>0<b x='1'>1<c/>2</b>3<b>4</b></a>", "b", exclusive), "<b x=\"1\">1<c></c>2</b>");
}

// They have no canonical form that others agree on (C14N 1.0 section 1.3), which only matters under a signature.
TEST(Document, reads_relative_namespace_names) {
    for (const char* text :
         {"<a xmlns:x='relative/name'/>", "<a>t<b/><c xmlns='x'/></a>", "<a xmlns='/x:y'/>", "<a xmlns='esf'/>"}) {
        EXPECT_TRUE(Document::parse(text, {})) << text;
    }
}

TEST(Document, refuses_what_is_not_well_formed_and_says_where) {
    const auto document = Document::parse("<a>\n  <b></c>\n</a>", {});
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().code, Errc::malformed);
    EXPECT_EQ(document.error().place.line, 2);
    EXPECT_GT(document.error().place.column, 0);
    for (const char* text : {"", " ", "<a/><b/>", "<a x='1' x='2'/>", "<p:a/>", "<a p:x='1'/>", "<a>&nbsp;</a>", "text",
                             "<a xmlns:p='u' xmlns:q='u' p:x='1' q:x='2'/>", "<a xmlns:p=''/>", "<a:b:c xmlns:a='u'/>",
                             "<a xmlns:p='urn:\"x'/>", "<a xmlns:p='urn:&lt;x'/>"}) {
        EXPECT_FALSE(Document::parse(text, {})) << text;
    }
}

TEST(Document, refuses_a_doctype_even_without_a_scan) {
    const auto document = Document::parse("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", {});
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().code, Errc::forbidden_construct);
}

TEST(Document, refuses_more_octets_than_the_limit) {
    Limits limits;
    limits.octets = 7;
    EXPECT_TRUE(Document::parse("<a></a>", limits));
    const auto document = Document::parse("<a> </a>", limits);
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().code, Errc::limit_exceeded);
}

TEST(Document, reads_texts_as_long_as_the_limits_allow) {
    const std::string text(10'400'000, 'x');
    const auto octets = canonicalize(parsed("<a>" + text + "</a>"), nullptr, exclusive);
    EXPECT_EQ(octets.value().size(), text.size() + 7);
}

TEST(DocumentCopy, has_the_declarations_of_the_element_and_those_it_uses) {
    const auto document = parsed(
        "<s:E xmlns:s='urn:s' xmlns:p='urn:p' xmlns:unused='urn:u' xmlns='urn:d' xml:lang='ru'>"
        "<s:B><x:r xmlns:x='urn:x' xmlns:own='urn:own'><i p:a='1'/><x:i "
        "xmlns:p='urn:q'><p:z/></x:i></x:r></s:B></s:E>");
    const auto copy = Document::copy_of(find(document.root(), "r")).value();
    EXPECT_EQ(canonicalize(copy, nullptr, inclusive).value(),
              "<x:r xmlns=\"urn:d\" xmlns:own=\"urn:own\" xmlns:p=\"urn:p\" xmlns:x=\"urn:x\"><i p:a=\"1\"></i>"
              "<x:i xmlns:p=\"urn:q\"><p:z></p:z></x:i></x:r>");
    EXPECT_EQ(canonicalize(copy, nullptr, exclusive).value(),
              canonicalize(document, find(document.root(), "r"), exclusive).value());
}

TEST(DocumentCopy, outlives_its_source_and_keeps_lines) {
    std::optional<Document> copy;
    {
        const auto document = parsed("<a>\n\n<b>text</b></a>");
        copy = Document::copy_of(find(document.root(), "b")).value();
    }
    EXPECT_EQ(canonicalize(*copy, nullptr, inclusive).value(), "<b>text</b>");
    EXPECT_EQ(xmlGetLineNo(copy->root()), 3);
}

}  // namespace
}  // namespace otkel::xml
