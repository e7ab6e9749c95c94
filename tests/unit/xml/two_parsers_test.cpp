#include <gtest/gtest.h>

#include <random>
#include <string>

#include "gateway/xml/document.hpp"
#include "gateway/xml/tree.hpp"
#include "tests/support/sealed.hpp"
#include "tests/unit/xml/library_reading.hpp"
#include "tests/unit/xml/random_document.hpp"

// libxml2 verifies and Tree reads: on every document they must see the same names, namespaces and values, and Tree may
// take nothing that libxml2 refuses.

namespace otkel::xml {
namespace {

using otkel::tests::sealed;
using namespace tests;

TEST(TwoParsers, see_the_same_in_raw_and_in_canonical_octets) {
    for (unsigned seed = 0; seed < 3000; ++seed) {
        const auto raw = RandomDocument{seed}.make();
        ASSERT_TRUE(scan(raw, {})) << raw;
        const auto document = Document::parse(raw, {});
        ASSERT_TRUE(document) << raw << "\n" << document.error().to_string();
        const auto from_raw = Tree::parse(sealed(raw), {});
        ASSERT_TRUE(from_raw) << raw << "\n" << from_raw.error().to_string();
        ASSERT_EQ(first_difference(document->root(), from_raw->root()), std::nullopt) << raw;
        for (const auto method : {Canonicalization::inclusive, Canonicalization::exclusive_with_comments}) {
            const auto canonical = canonicalize(*document, nullptr, method).value();
            const auto tree = Tree::parse(sealed(canonical), {});
            ASSERT_TRUE(tree) << canonical << "\n" << tree.error().to_string();
            const auto again = read_by_library(canonical);
            ASSERT_EQ(first_difference(xmlDocGetRootElement(again.document.get()), tree->root()), std::nullopt)
                << canonical;
        }
    }
}

// The path of an element leads to the same element in the libxml2 tree.
TEST(TwoParsers, agree_on_paths) {
    for (unsigned seed = 0; seed < 200; ++seed) {
        const auto raw = RandomDocument{seed}.make();
        const auto document = Document::parse(raw, {}).value();
        const auto tree = Tree::parse(sealed(canonicalize(document, nullptr, Canonicalization::exclusive).value()), {});
        auto element = tree->root();
        while (element.child_count() > 0) {
            element = *element.first_child();
            while (element.next_sibling()) {
                element = *element.next_sibling();
            }
        }
        const xmlNode* at = document.root();
        for (const auto step : element.path()) {
            at = element_from(at->children);
            for (std::uint32_t i = 0; i < step; ++i) {
                at = element_from(at->next);
            }
        }
        ASSERT_EQ(element.local(), view(at->name)) << raw;
        ASSERT_EQ(element.text(), text_of(at)) << raw;
    }
}

// Nothing when both agree about the document; scan() may take no less than Tree.
std::string disagreement(const std::string& octets, bool& accepted) {
    Limits limits;
    limits.processing_instructions = true;
    const auto tree = Tree::parse(sealed(octets), limits);
    accepted = tree.has_value();
    if (!tree) {
        return {};
    }
    if (!scan(octets, limits)) {
        return "scan() refuses what Tree takes";
    }
    const auto reading = read_by_library(octets);
    if (!reading.refused_for.empty()) {
        return "libxml2 refuses it: " + reading.refused_for;
    }
    if (reading.undeclared) {
        return {};
    }
    return first_difference(xmlDocGetRootElement(reading.document.get()), tree->root()).value_or("");
}

std::string changed(std::string octets, std::mt19937& random) {
    static constexpr std::string_view pieces[] = {"<",
                                                  ">",
                                                  "/>",
                                                  "</a>",
                                                  "<a>",
                                                  "\"",
                                                  "'",
                                                  "=",
                                                  " ",
                                                  "\r",
                                                  "\r\n",
                                                  "\t",
                                                  "&",
                                                  ";",
                                                  "&lt;",
                                                  "&#13;",
                                                  "&#x20;",
                                                  ":",
                                                  "p:",
                                                  "xmlns",
                                                  "xml:",
                                                  " a=\"1\"",
                                                  "-",
                                                  "--",
                                                  "<!--",
                                                  "-->",
                                                  "<![CDATA[",
                                                  "]]>",
                                                  "]]",
                                                  "<?p",
                                                  "?>",
                                                  "?",
                                                  "\xc2\xa0",
                                                  "\xcc\x81",
                                                  "1",
                                                  "\x01",
                                                  "\xe2\x80\xbf",
                                                  " xmlns:p=\"urn:p\"",
                                                  " xmlns=\"\"",
                                                  "\xed\xa0\x80",
                                                  "\xef\xbf\xbe",
                                                  "\xf0\x9f\x99\x82",
                                                  "."};
    const auto pick = [&random](std::size_t below) {
        return std::uniform_int_distribution<std::size_t>{0, below - 1}(random);
    };
    for (std::size_t count = 1 + pick(2); count > 0; --count) {
        const auto at = pick(octets.size() + 1);
        switch (pick(3)) {
            case 0: octets.insert(at, pieces[pick(std::size(pieces))]); break;
            case 1: octets.erase(at, 1 + pick(4)); break;
            default: octets.replace(at, 1, pieces[pick(std::size(pieces))]);
        }
    }
    return octets;
}

TEST(TwoParsers, refuse_the_same_of_documents_that_were_changed) {
    std::size_t taken = 0;
    std::size_t refused = 0;
    for (unsigned seed = 0; seed < 3000; ++seed) {
        std::mt19937 random{seed};
        const auto raw = RandomDocument{seed}.make();
        for (int i = 0; i < 10; ++i) {
            const auto octets = changed(raw, random);
            bool accepted = false;
            ASSERT_EQ(disagreement(octets, accepted), "") << octets;
            ++(accepted ? taken : refused);
        }
    }
    EXPECT_GT(taken, 1000U);
    EXPECT_GT(refused, 1000U);
}

// What a well-formed document may hold and Tree refuses all the same is refused on purpose, with another code.
TEST(TwoParsers, take_the_same_of_documents_that_were_changed) {
    std::size_t compared = 0;
    Limits limits;
    limits.processing_instructions = true;
    for (unsigned seed = 0; seed < 3000; ++seed) {
        std::mt19937 random{seed};
        const auto octets = changed(RandomDocument{seed}.make(), random);
        const auto reading = read_by_library(octets);
        if (!reading.refused_for.empty() || reading.undeclared) {
            continue;
        }
        const auto tree = Tree::parse(sealed(octets), limits);
        ++compared;
        ASSERT_TRUE(tree || tree.error().code == Errc::forbidden_construct) << octets << "\n"
                                                                            << tree.error().to_string();
    }
    EXPECT_GT(compared, 100U);
}

constexpr const char* refused_by_both[] = {"<1a/>",
                                           "<-a/>",
                                           "<.a/>",
                                           "<a:1/>",
                                           "<\xcc\x81/>",
                                           "<\xc2\xb7/>",
                                           "<\xc3\x97/>",
                                           "<a\xc3\xb7/>",
                                           "<a 1='x'/>",
                                           "<a -b='x'/>",
                                           "<:a/>",
                                           "<a:/>",
                                           "<a:b:c xmlns:a='u'/>",
                                           "<a :b='1'/>",
                                           "<a b:='1'/>",
                                           "<a xmlns:='u'/>",
                                           "<a xmlns:p:q='u'/>",
                                           "<a xmlns:p=''/>",
                                           "<a xmlns:1='u'/>",
                                           "<a></b>",
                                           "<a><b></a></b>",
                                           "<a>]]></a>",
                                           "<a><b>x]]></b></a>",
                                           "<a>\xd2\x9a]]></a>",
                                           "<a>&amp;]]></a>",
                                           "<a b='1' b='2'/>",
                                           "<a xmlns='u' xmlns='v'/>",
                                           "<a xmlns:p='u' xmlns:p='v'/>",
                                           "<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>",
                                           "<a xmlns:xml='u'/>",
                                           "<a xmlns:xmlns='u'/>",
                                           "<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>",
                                           "<a xmlns='http://www.w3.org/XML/1998/namespace'/>",
                                           "<a xmlns:p='http://www.w3.org/2000/xmlns/'/>",
                                           "<a xmlns='http://www.w3.org/2000/xmlns/'/>",
                                           "<a xmlns='a b'/>",
                                           "<a xmlns='urn:\n'/>",
                                           "<a xmlns='%'/>",
                                           "<a xmlns='http://a:b'/>",
                                           "<a xmlns='http://[a/'/>",
                                           "<a xmlns='\xd2\x9a'/>",
                                           "<a xmlns='1:a'/>",
                                           "<?xml encoding='UTF-8'?><a/>",
                                           "<?xml version='1.0'encoding='UTF-8'?><a/>",
                                           "<?xml ?><a/>",
                                           "<?xml version='1.0' standalone='maybe'?><a/>",
                                           "<?xml version='1.0' standalone='yes' encoding='UTF-8'?><a/>",
                                           "<?xml version='1.0' version='1.0'?><a/>",
                                           "<a><?p:q?></a>",
                                           "<a><?1?></a>",
                                           "<a><?p+?></a>",
                                           "<a><?XmL?></a>",
                                           "<a><!-- -- --></a>",
                                           "<a><!-- ---></a>",
                                           "<a>&#xD83D;&#xDE00;</a>",
                                           "<a>\xed\xa0\xbd\xed\xb8\x80</a>",
                                           "<a b='&#xFFFF;'/>",
                                           "<a></a ><!-- -->x",
                                           "<a / >",
                                           "<a b='1'/ >",
                                           "<a b = c/>",
                                           "<a b='1'c='2'/>"};

TEST(TwoParsers, refuse_names_declarations_and_texts_alike) {
    Limits limits;
    limits.processing_instructions = true;
    for (const char* octets : refused_by_both) {
        EXPECT_FALSE(Tree::parse(sealed(octets), limits)) << octets;
        EXPECT_NE(read_by_library(octets).refused_for, "") << octets;
    }
}

constexpr const char* read_by_both[] = {
    "<_/>",
    "<_-.1/>",
    "<\xd2\x9a\xd2\xb1\xd0\xb6\xd0\xb0\xd1\x82 \xd0\xb0\xcc\x81='1'/>",
    "<a\xe2\x80\xbf/>",
    "<\xf0\x90\x80\x80/>",
    "<\xe0\xb8\x81:\xe0\xb8\x81 xmlns:\xe0\xb8\x81='u'/>",
    "<xmlns/>",
    "<a xml='1' xmlnsx='2'/>",
    "<xml:a/>",
    "<a xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:b='1'/>",
    "<a xmlns='relative/name'/>",
    "<a xmlns='DAV:'/>",
    "<a xmlns='http://1.2.3.4/'/>",
    "<a xmlns='http://a:80/?b#c'/>",
    "<a xmlns='urn:%41'/>",
    "<a>]] ></a>",
    "<a>]]&gt;</a>",
    "<a>]<!---->]></a>",
    "<a>></a>",
    "<a><![CDATA[x]]>></a>",
    "<a><![CDATA[]]]]><![CDATA[>]]></a>",
    "<a><?p ?? ?>x<?p?>y</a>",
    "<?p?><a/><?xml-q x?>",
    "<a>\r\n\r\r\n\n\r</a>",
    "<a><![CDATA[\r\n\r]]></a>",
    "<a>&#13;&#xD;\r</a>",
    "<a b=' \t \r\n \r \n &#9;&#10;&#13; '/>",
    "<a>\xc2\xa0</a>",
    "<a>&#xA0;&#32;</a>",
    "<a>&#x1F600;&#128512;</a>",
    "<a b='&lt;&gt;&amp;&quot;&apos;'/>",
    "<a>&lt;&gt;&amp;&quot;&apos;</a>",
    "<a> <b/>\r\n<b/>\t</a>",
    "<a>1<b>2</b>3<!--4-->5<![CDATA[6]]>&#55;</a>",
    "<a><!--x-->\r<b/><![CDATA[]]><![CDATA[ ]]></a>",
    "<a><b/><c>x<d>y</d></c>t<!--<e>--><![CDATA[<f>]]><g/>&lt;u</a>",
    "<a><![CDATA[1]]>2</a>",
    "<a><![CDATA[ ]]> </a>",
    "<a><![CDATA[\r]]>\r</a>",
    "<a>&#32;<b/> </a>",
    "\xef\xbb\xbf<?xml version='1.0' encoding=\"utf-8\" standalone='no' ?>\n<!--x--><a></a\n>\n"};

TEST(TwoParsers, read_texts_values_and_names_alike) {
    for (const char* octets : read_by_both) {
        bool accepted = false;
        EXPECT_EQ(disagreement(octets, accepted), "") << octets;
        EXPECT_TRUE(accepted) << octets;
        EXPECT_EQ(read_by_library(octets).refused_for, "") << octets;
    }
}

}  // namespace
}  // namespace otkel::xml
