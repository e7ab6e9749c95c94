#include "gateway/xml/tree.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/sealed.hpp"

namespace otkel::xml {
namespace {

using otkel::tests::sealed;

Tree parsed(std::string octets, int first_line = 1) {
    auto tree = Tree::parse(sealed(std::move(octets), first_line), {});
    EXPECT_TRUE(tree) << tree.error().to_string();
    return std::move(tree).value();
}

Errc code_of(std::string octets, const Limits& limits = {}) {
    const auto tree = Tree::parse(sealed(std::move(octets)), limits);
    EXPECT_FALSE(tree);
    return tree ? Errc::internal : tree.error().code;
}

TEST(Tree, resolves_prefixes) {
    const auto tree = parsed(
        "<a xmlns=\"urn:d\" xmlns:p=\"urn:p\"><p:b p:x=\"1\" x=\"2\"></p:b><c xmlns=\"\" y=\"3\"></c>"
        "<d xmlns:p=\"urn:q\"><p:e></p:e></d><p:f xml:lang=\"kk\"></p:f></a>");
    const auto root = tree.root();
    EXPECT_TRUE(root.is("urn:d", "a"));
    EXPECT_EQ(root.child_count(), 4U);
    const auto b = root.first_child().value();
    EXPECT_TRUE(b.is("urn:p", "b"));
    EXPECT_FALSE(b.is("urn:d", "b"));
    EXPECT_EQ(b.attribute("urn:p", "x"), "1");
    EXPECT_EQ(b.attribute("", "x"), "2") << "an attribute without a prefix is in no namespace";
    EXPECT_EQ(b.attribute("urn:d", "x"), std::nullopt);
    const auto c = b.next_sibling().value();
    EXPECT_TRUE(c.is("", "c"));
    EXPECT_EQ(c.attribute("", "y"), "3");
    EXPECT_TRUE(root.child("d")->child("urn:q", "e"));
    EXPECT_TRUE(root.child("urn:p", "f"));
    EXPECT_EQ(root.child("f")->attribute("http://www.w3.org/XML/1998/namespace", "lang"), "kk");
    EXPECT_FALSE(root.child("urn:p", "c"));
    EXPECT_FALSE(root.child("f")->next_sibling());
    EXPECT_FALSE(root.next_sibling());
    EXPECT_FALSE(c.first_child());
}

TEST(Tree, lists_attributes_without_declarations) {
    const auto tree = parsed("<a b=\"1\" xmlns=\"urn:d\" xmlns:p=\"urn:p\" p:c=\"&lt;&#xA;\"></a>");
    const auto root = tree.root();
    ASSERT_EQ(root.attribute_count(), 2U);
    EXPECT_EQ(root.attribute(0).local, "b");
    EXPECT_EQ(root.attribute(1).space, "urn:p");
    EXPECT_EQ(root.attribute(1).local, "c");
    EXPECT_EQ(root.attribute(1).value, "<\n");
}

// Exclusive C14N drops a declaration that only a value uses, and with it what an unused prefix meant.
TEST(Tree, gives_no_namespace_for_a_prefix_that_is_not_declared) {
    const auto tree = parsed("<p:a q:b=\"1\" c=\"q:T\"></p:a>");
    EXPECT_TRUE(tree.root().is("", "a"));
    EXPECT_EQ(tree.root().attribute("", "b"), "1");
    EXPECT_EQ(tree.root().namespace_of("q"), std::nullopt);
}

TEST(Tree, tells_the_namespace_of_a_prefix_in_a_value) {
    const auto tree = parsed("<a xmlns:p=\"urn:p\"><b xmlns:p=\"urn:q\" xmlns=\"urn:d\"></b></a>");
    EXPECT_EQ(tree.root().namespace_of("p"), "urn:p");
    EXPECT_EQ(tree.root().namespace_of(""), std::nullopt);
    const auto b = tree.root().first_child().value();
    EXPECT_EQ(b.namespace_of("p"), "urn:q");
    EXPECT_EQ(b.namespace_of(""), "urn:d");
    EXPECT_EQ(b.namespace_of("xml"), "http://www.w3.org/XML/1998/namespace");
}

TEST(Tree, joins_all_text_of_an_element) {
    const auto tree = parsed(
        "<a><b>40<!-- x -->12<![CDATA[<3>]]>&amp;<c>no</c>4</b><d>one</d><e></e><f> \n\t</f><g><![CDATA[]]><h/> </g>"
        "<i><h/>x</i><j><!-- x -->y</j></a>");
    const auto root = tree.root();
    const auto text = [&](const char* name) { return root.child(name)->text(); };
    EXPECT_EQ(text("b"), "4012<3>&4");
    EXPECT_EQ(root.child("b")->text_view(), std::nullopt);
    EXPECT_TRUE(root.child("b")->has_text());
    EXPECT_EQ(root.child("d")->text_view(), "one");
    EXPECT_EQ(root.child("e")->text_view(), "");
    EXPECT_FALSE(root.child("e")->has_text());
    EXPECT_EQ(text("f"), " \n\t");
    EXPECT_FALSE(root.child("f")->has_text());
    EXPECT_EQ(text("g"), " ");
    EXPECT_FALSE(root.child("g")->has_text());
    EXPECT_EQ(text("i"), "x");
    EXPECT_TRUE(root.child("i")->has_text());
    EXPECT_EQ(root.child("j")->text_view(), "y");
    EXPECT_EQ(root.text(), "");
}

TEST(Tree, names_places_for_people) {
    const auto tree = parsed(
        "<dc:R xmlns:dc=\"u\">\n <dc:I></dc:I>\n <dc:I>\n  <x></x></dc:I><x:I xmlns:x=\"v\"></x:I>\n</dc:R>", 10);
    const auto second = tree.root().first_child()->next_sibling().value();
    EXPECT_EQ(tree.root().place().to_string(), "line 10 /dc:R");
    EXPECT_EQ(second.place().to_string(), "line 12 /dc:R/dc:I[2]");
    EXPECT_EQ(second.first_child()->place().to_string(), "line 13 /dc:R/dc:I[2]/x");
    EXPECT_EQ(second.next_sibling()->place().path, "/dc:R/x:I");
}

TEST(Tree, tells_the_steps_from_the_root) {
    const auto tree = parsed("<a>t<b></b><!-- x --><c>t<d></d><e></e></c></a>");
    EXPECT_EQ(tree.root().path(), std::vector<std::uint32_t>{});
    EXPECT_EQ(tree.root().child("c")->child("e")->path(), (std::vector<std::uint32_t>{1, 1}));
}

TEST(Tree, lives_as_long_as_any_copy) {
    std::optional<Tree> copy;
    std::optional<Element> element;
    {
        const auto tree = parsed("<a><b>text that is longer than a small string</b></a>");
        copy = tree;
        element = tree.root().child("b");
    }
    EXPECT_EQ(element->text(), "text that is longer than a small string");
    EXPECT_EQ(copy->octets().view().substr(0, 3), "<a>");
}

TEST(Tree, reads_a_document_that_stands_as_text) {
    const auto outer = parsed("<data>&lt;?xml version='1.0'?>\n&lt;a>1&amp;#13;&lt;/a></data>", 5);
    const auto inner = Tree::parse(outer.octets().within(outer.root().text()), {});
    ASSERT_TRUE(inner) << inner.error().to_string();
    EXPECT_EQ(inner->root().text(), "1\r");
    EXPECT_EQ(inner->root().place().line, 6);
}

TEST(Tree, refuses_what_scan_refuses) {
    EXPECT_EQ(code_of("<!DOCTYPE a><a/>"), Errc::forbidden_construct);
    EXPECT_EQ(code_of("<a>&e;</a>"), Errc::forbidden_construct);
    Limits limits;
    limits.depth = 2;
    EXPECT_EQ(code_of("<a><b><c/></b></a>", limits), Errc::limit_exceeded);
    const auto tree = Tree::parse(sealed("<a>\n&e;</a>", 7), {});
    EXPECT_EQ(tree.error().place.line, 8);
}

TEST(Tree, refuses_what_pugixml_alone_would_take) {
    for (const char* text :
         {"<a b='1' b='2'/>", "<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>", "<a xmlns:p='u' xmlns:p='v'/>",
          "<a xmlns='u' xmlns='v'/>", "<:a/>", "<a:/>", "<a:b:c/>", "<a :b='1'/>", "<a b:='1'/>", "<a xmlns:='u'/>",
          "<a xmlns:p=''/>", "<a></b>", "<a><b></a></b>"}) {
        EXPECT_EQ(code_of(text), Errc::malformed) << text;
    }
}

TEST(Tree, reads_many_siblings_and_deep_nesting) {
    std::string octets = "<a>";
    for (int i = 0; i < 20'000; ++i) {
        octets += "<p:b xmlns:p=\"urn:" + std::to_string(i) + "\">" + std::to_string(i) + "</p:b>";
    }
    const auto wide = parsed(octets + "</a>");
    std::size_t count = 0;
    for (auto at = wide.root().first_child(); at; at = at->next_sibling()) {
        ASSERT_EQ(at->space(), "urn:" + std::to_string(count));
        ASSERT_EQ(at->text(), std::to_string(count++));
    }
    EXPECT_EQ(count, wide.root().child_count());
    std::string deep;
    for (int i = 0; i < 128; ++i) {
        deep.insert(0, "<a>").append("</a>");
    }
    EXPECT_EQ(parsed(deep).root().path().size(), 0U);
}

}  // namespace
}  // namespace otkel::xml
