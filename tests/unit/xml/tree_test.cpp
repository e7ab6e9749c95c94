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

TEST(Tree, refuses_doubles_and_names_that_are_no_qualified_names) {
    for (const char* text :
         {"<a b='1' b='2'/>", "<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>", "<a xmlns:p='u' xmlns:p='v'/>",
          "<a xmlns='u' xmlns='v'/>", "<:a/>", "<a:/>", "<a:b:c/>", "<a :b='1'/>", "<a b:='1'/>", "<a xmlns:='u'/>",
          "<a xmlns:p=''/>", "<a></b>", "<a><b></a></b>"}) {
        EXPECT_EQ(code_of(text), Errc::malformed) << text;
    }
}

TEST(Tree, says_where_it_refuses) {
    const auto tree = Tree::parse(sealed("<a>\n  <b c='1' c='2'/></a>", 10), {});
    ASSERT_FALSE(tree);
    EXPECT_EQ(tree.error().place.to_string(), "line 11:3");
    const auto ends = Tree::parse(sealed("<a>\n  <b></c></a>"), {});
    ASSERT_FALSE(ends);
    EXPECT_EQ(ends.error().to_string(), "line 2:6: malformed: the end tag c stands where b has to end");
}

TEST(Tree, numbers_its_namespaces) {
    const auto tree =
        parsed("<a xmlns:p='urn:p' xmlns:q='urn:p'><p:b p:c='1' d='2'/><q:b xmlns='urn:r'/><s:e xml:f=''/></a>");
    const auto root = tree.root();
    EXPECT_EQ(root.space_id(), 0);
    EXPECT_EQ(root.id_of_space(""), 0);
    const auto p = root.id_of_space("urn:p");
    EXPECT_NE(p, 0);
    EXPECT_NE(p, no_space);
    const auto b = root.first_child().value();
    EXPECT_EQ(b.space_id(), p);
    EXPECT_EQ(b.next_sibling()->space_id(), p);
    EXPECT_EQ(b.attribute(0).space_id, p);
    EXPECT_EQ(b.attribute(1).space_id, 0);
    EXPECT_EQ(b.id_of_space("urn:unknown"), no_space);
    const auto undeclared = b.next_sibling()->next_sibling().value();
    EXPECT_EQ(undeclared.space_id(), 0);
    EXPECT_EQ(undeclared.attribute(0).space_id, root.id_of_space("http://www.w3.org/XML/1998/namespace"));
    EXPECT_EQ(parsed("<a/>").root().id_of_space("http://www.w3.org/XML/1998/namespace"), no_space);
}

TEST(Tree, keeps_as_many_namespaces_as_it_can_number) {
    const auto with = [](std::size_t count) {
        std::string octets = "<a>";
        for (std::size_t i = 0; i < count; ++i) {
            octets += "<b xmlns='urn:" + std::to_string(i) + "'/>";
        }
        return octets + "<c xml:d=''/></a>";
    };
    const auto tree = parsed(with(65'533));
    EXPECT_EQ(tree.root().child("c")->attribute("http://www.w3.org/XML/1998/namespace", "d"), "");
    EXPECT_EQ(tree.root().id_of_space("urn:x"), no_space);
    EXPECT_EQ(tree.root().child("urn:65532", "b")->space_id(), tree.root().id_of_space("urn:65532"));
    EXPECT_EQ(code_of(with(65'534)), Errc::limit_exceeded);
}

TEST(Tree, finds_doubles_among_many_names) {
    Limits limits;
    limits.attributes_per_element = limits.namespaces_in_scope = 10'000;
    std::string attributes;
    std::string declarations;
    for (int i = 0; i < 5'000; ++i) {
        attributes += " a" + std::to_string(i) + "=''";
        declarations += " xmlns:a" + std::to_string(i) + "='urn:a'";
    }
    EXPECT_TRUE(Tree::parse(sealed("<a" + attributes + declarations + "/>"), limits));
    EXPECT_EQ(code_of("<a" + attributes + " a77=''/>", limits), Errc::malformed);
    EXPECT_EQ(code_of("<a" + declarations + " xmlns:a4999='urn:b'/>", limits), Errc::malformed);
    EXPECT_EQ(code_of("<a" + declarations + " a1:b='' a2:b=''/>", limits), Errc::malformed);
}

TEST(Tree, tells_whether_there_are_children) {
    const auto tree = parsed("<a>t<b/><c> <d/></c></a>");
    EXPECT_TRUE(tree.root().has_children());
    EXPECT_FALSE(tree.root().child("b")->has_children());
    EXPECT_TRUE(tree.root().child("c")->has_children());
    EXPECT_FALSE(tree.root().child("c")->child("d")->has_children());
}

TEST(Tree, normalizes_line_ends_and_values) {
    const auto tree = parsed(
        "<a b=' "
        "1\r\n2\r3\t4\n5&#13;&#10;&#9;'>\r\nx\ry\n&#13;<c>\r</c><d><![CDATA[\r\n&#13;\r]]></d>\r<e>\r\n</e></a>");
    const auto root = tree.root();
    EXPECT_EQ(root.attribute("", "b"), " 1 2 3 4 5\r\n\t");
    EXPECT_EQ(root.text(), "\nx\ny\n\r\n");
    EXPECT_EQ(root.child("c")->text_view(), "\n");
    EXPECT_EQ(root.child("d")->text_view(), "\n&#13;\n");
    EXPECT_EQ(root.child("e")->text_view(), "\n");
    EXPECT_FALSE(root.child("e")->has_text());
}

TEST(Tree, decodes_references_beyond_the_basic_plane) {
    const auto tree = parsed("<a b='&#x1F600;&#128578;'>&#x1F600;\xc2\xa0&#xA0;&#x10FFFF;&#x7FF;&#x800;&#0000065;</a>");
    EXPECT_EQ(tree.root().attribute("", "b"), "\xf0\x9f\x98\x80\xf0\x9f\x99\x82");
    EXPECT_EQ(tree.root().text_view(),
              "\xf0\x9f\x98\x80\xc2\xa0\xc2\xa0\xf4\x8f\xbf\xbf\xdf\xbf\xe0\xa0\x80"
              "A");
    EXPECT_EQ(code_of("<a>&#xD83D;&#xDE00;</a>"), Errc::malformed) << "a pair of surrogates is no character";
    EXPECT_EQ(code_of("<a b='&#xDE00;'/>"), Errc::malformed);
    EXPECT_TRUE(parsed("<a>&#xA0;</a>").root().has_text()) << "U+00A0 is not white space of XML";
    EXPECT_FALSE(parsed("<a>&#32;<b/>&#9;</a>").root().has_text());
}

TEST(Tree, puts_texts_together_between_children_of_any_depth) {
    std::string octets = "<a>";
    std::string expected;
    for (int i = 0; i < 1'000; ++i) {
        octets += "<b><c>no<d/>no</c>no</b>" + std::to_string(i) + "<!-- <b> --><![CDATA[</b>]]>&lt;<e/>";
        expected += std::to_string(i) + "</b><";
    }
    const auto tree = parsed(octets + "</a>");
    EXPECT_EQ(tree.root().text(), expected);
    EXPECT_EQ(tree.root().first_child()->text(), "no");
    EXPECT_EQ(tree.root().first_child()->first_child()->text(), "nono");
    EXPECT_EQ(tree.root().child_count(), 2'000U);
}

TEST(Tree, gives_views_into_the_octets_and_keeps_them) {
    const std::string octets = "<a b='value'>plain<c d='&lt;'>&amp;</c></a>";
    auto tree = std::make_optional(parsed(octets));
    const auto root = tree->root();
    const auto text = root.text_view().value();
    const auto value = root.attribute(0).value;
    const auto decoded = root.first_child()->text_view().value();
    const auto all = tree->octets().view();
    EXPECT_TRUE(text.data() >= all.data() && text.data() < all.data() + all.size());
    const auto copy = *tree;
    const Tree moved = std::move(*tree);
    tree.reset();
    EXPECT_EQ(text, "plain");
    EXPECT_EQ(value, "value");
    EXPECT_EQ(decoded, "&");
    EXPECT_EQ(moved.root().text_view()->data(), text.data());
    EXPECT_EQ(copy.root().first_child()->attribute("", "d"), "<");
}

TEST(Tree, parses_a_document_that_stands_in_the_text) {
    const auto outer = parsed(
        "<m>\n<d>\n &lt;?xml version='1.0'?>\n&lt;a>1&amp;#13;&lt;b/>&lt;/a>\n </d><s><![CDATA[<a>\n<b/></a>]]></s>"
        "<e/><w> </w><x>text</x><t><![CDATA[<a>]]>1<![CDATA[</a>]]></t></m>",
        5);
    const auto inner = outer.root().child("d")->document_in_text();
    ASSERT_TRUE(inner) << inner.error().to_string();
    EXPECT_EQ(inner->root().text(), "1\r");
    EXPECT_EQ(inner->root().first_child()->place().to_string(), "line 8 /a/b");
    EXPECT_EQ(outer.root().child("s")->document_in_text()->root().first_child()->place().line, 10);
    EXPECT_EQ(outer.root().child("t")->document_in_text()->root().text(), "1");
    for (const char* without : {"e", "w", "x"}) {
        const auto failed = outer.root().child(without)->document_in_text();
        ASSERT_FALSE(failed) << without;
        EXPECT_EQ(failed.error().code, Errc::malformed);
        EXPECT_EQ(failed.error().place.line, 10);
        EXPECT_EQ(failed.error().place.path, std::string("/m/") + without);
    }
}

TEST(Tree, holds_a_document_in_the_text_to_its_own_limits) {
    Limits limits;
    limits.depth = 2;
    const auto outer = Tree::parse(sealed("<m><![CDATA[<a><b><c/></b></a>]]></m>"), limits).value();
    EXPECT_EQ(outer.root().document_in_text().error().code, Errc::limit_exceeded);
    const auto doctype = parsed("<m>&lt;!DOCTYPE a>&lt;a/></m>");
    EXPECT_EQ(doctype.root().document_in_text().error().code, Errc::forbidden_construct);
}

TEST(Tree, reads_names_texts_and_values_of_every_length) {
    for (std::size_t size = 1; size < 70; ++size) {
        const std::string name(size, 'n');
        const std::string text = std::string(size, 't') + "\xd2\x9a" + std::string(size, 'u');
        const std::string octets = "<p:" + name + " p:" + name + "='" + text + "' xmlns:p='urn:" + name + "'>" + text +
                                   "<" + name + ">" + text + "\xe2\x82\xb8</" + name + "></p:" + name + ">";
        const auto tree = parsed(octets);
        EXPECT_TRUE(tree.root().is("urn:" + name, name));
        EXPECT_EQ(tree.root().text_view(), text);
        EXPECT_EQ(tree.root().attribute("urn:" + name, name), text);
        EXPECT_EQ(tree.root().child(name)->text_view(), text + "\xe2\x82\xb8");
    }
    EXPECT_TRUE(parsed("<" + std::string(65'535, 'n') + "/>").root().local().size() == 65'535);
    EXPECT_EQ(code_of("<" + std::string(65'536, 'n') + "/>"), Errc::limit_exceeded);
}

TEST(Tree, reads_nesting_up_to_the_limit) {
    Limits limits;
    limits.depth = 100'000;
    std::string octets;
    for (int i = 0; i < 100'000; ++i) {
        octets += "<a>x";
    }
    for (int i = 0; i < 100'000; ++i) {
        octets += "y</a>";
    }
    const auto tree = Tree::parse(sealed(octets), limits);
    ASSERT_TRUE(tree) << tree.error().to_string();
    auto at = tree->root();
    while (at.has_children()) {
        at = *at.first_child();
    }
    EXPECT_EQ(at.text(), "xy");
    EXPECT_EQ(at.path().size(), 99'999U);
    EXPECT_EQ(tree->root().text(), "xy");
    limits.depth = 99'999;
    EXPECT_EQ(code_of(octets, limits), Errc::limit_exceeded);
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
