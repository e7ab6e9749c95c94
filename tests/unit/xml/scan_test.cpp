#include <gtest/gtest.h>

#include <string>

#include "gateway/xml/limits.hpp"

namespace otkel::xml {
namespace {

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) {
        all += text;
    }
    return all;
}

Errc code_of(std::string_view octets, const Limits& limits = {}) {
    const auto scanned = scan(octets, limits);
    EXPECT_FALSE(scanned) << octets.substr(0, 80);
    return scanned ? Errc::internal : scanned.error().code;
}

TEST(Scan, accepts_what_messages_are_made_of) {
    for (const char* text : {
             "<a/>",
             "<a></a >",
             "<?xml version=\"1.0\" encoding=\"utf-8\" standalone='yes'?>\n<a/>",
             "<?xml version='1.0'?><a/>\r\n",
             "\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?><a/>",
             "<!-- before --><a/><!-- after -->\n",
             "<p:a xmlns:p = 'urn:p'\n p:b='1'\tc=\"'\"/>",
             "<a>&lt;&gt;&amp;&quot;&apos;&#10;&#x10FFFF;&#0000065;</a>",
             "<a b='&lt;&#13;>'/>",
             "<a><![CDATA[<not a='tag'> & &foo; ]] ]>]]></a>",
             "<а:имя xmlns:а='urn:қ' атр='ҚҰЖАТ'>Қазақстан 🙂</а:имя>",
             "<a>]]</a>",
             "<a><!-- <!DOCTYPE b> &foo; - - --></a>",
         }) {
        const auto scanned = scan(text, {});
        EXPECT_TRUE(scanned) << text << ": " << scanned.error().to_string();
    }
}

TEST(Scan, refuses_what_is_never_allowed) {
    for (const char* text : {
             "<!DOCTYPE a><a/>",
             "<?xml version='1.0'?>\n<!-- x --><!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
             "<a><!DOCTYPE b></a>",
             "<a><!ENTITY b 'c'></a>",
             "<a>&nbsp;</a>",
             "<a>&xxe;</a>",
             "<a b='&xxe;'/>",
             "<?xml-stylesheet href='x'?><a/>",
             "<a><?php ?></a>",
             "<a/><?p?>",
             " <?xml version='1.0'?><a/>",
             "<a><?xml version='1.0'?></a>",
             "<?xml version='1.1'?><a/>",
             "<a xmlns='urn:a&amp;b'/>",
             "<p:a xmlns:p='urn:&#97;'/>",
             "<?xml version='1.0' encoding='windows-1251'?><a/>",
             "<?xml version='1.0' encoding='UTF-8' encoding='UTF-16'?><a/>",
             "<?xml version='1.0' encoding='UTF-7'?><a/>",
         }) {
        EXPECT_EQ(code_of(text), Errc::forbidden_construct) << text;
    }
}

constexpr const char* cut_or_malformed[] = {
    "",
    " ",
    "text",
    "<",
    "<a",
    "<a ",
    "<a b",
    "<a b=",
    "<a b='",
    "<a b='c",
    "<a b='c'",
    "<a/",
    "<a>",
    "<a>text",
    "<a></",
    "<a></a",
    "<a><!",
    "<a><!-",
    "<a><!--",
    "<a><!-- -",
    "<a><!-- -- --></a>",
    "<a><!--->",
    "<a><![CDATA[",
    "<a><![CDATA[ ]]",
    "<![CDATA[x]]><a/>",
    "<a/><b/>",
    "<a></a></a>",
    "</a>",
    "<a/>text",
    "text<a/>",
    "<a/>&#65;",
    "<a b='<'/>",
    "<a b=c/>",
    "<a b'c'/>",
    "<a b='c'd='e'/>",
    "<a/ >",
    "< a/>",
    "<a =''/>",
    "<>",
    "</>",
    "<a></ a>",
    "<a></a b>",
    "<a>&</a>",
    "<a>& </a>",
    "<a>&lt</a>",
    "<a>&;</a>",
    "<a>&#;</a>",
    "<a>&#x;</a>",
    "<a>&#xG;</a>",
    "<a>&#0;</a>",
    "<a>&#8;</a>",
    "<a>&#xD800;</a>",
    "<a>&#xFFFE;</a>",
    "<a>&#x110000;</a>",
    "<a>&#X41;</a>",
    "<a>&#99999999999999999999;</a>",
    "<a>&#4294967361;</a>",
    "<a b='&'/>",
    "<!doctype a><a/>",
    "<a><![cdata[]]></a>",
    "<?xml ",
    "<?xml version",
    "<?xml version=",
    "<?xml version='1.0",
    "<?xml version='1.0'",
    "<?xml ?",
    "\xef\xbb\xbf\xef\xbb\xbf<a/>",
    "<a>\xef\xbb",
    "<?xml version='1.0' enc&='x'?><a/>",
};

TEST(Scan, refuses_what_is_cut_or_malformed) {
    for (const char* text : cut_or_malformed) {
        EXPECT_EQ(code_of(text), Errc::malformed) << text;
    }
}

TEST(Scan, refuses_octets_that_are_not_utf8_or_not_characters) {
    const std::string bad[] = {"\x80",
                               "\xc0\xaf",
                               "\xc1\xbf",
                               "\xe0\x80\xaf",
                               "\xed\xa0\x80",
                               "\xed\xbf\xbf",
                               "\xf0\x80\x80\xaf",
                               "\xf4\x90\x80\x80",
                               "\xf5\x80\x80\x80",
                               "\xff",
                               "\xfe",
                               "\xd0",
                               "\xe2\x82",
                               "\xf0\x9f\x99",
                               "\xef\xbf\xbe",
                               "\xef\xbf\xbf",
                               "\x01",
                               "\x0b",
                               "\x1f",
                               std::string(1, '\0')};
    for (const auto& octets : bad) {
        for (const auto& padding : {std::string{}, std::string(100, 'x'), repeated("я", 70)}) {
            for (const auto& document :
                 {"<a>" + padding + octets + "</a>", "<a b='" + padding + octets + "'/>",
                  "<a><!--" + padding + octets + "--></a>", "<a><![CDATA[" + padding + octets + "]]></a>",
                  "<a" + octets + "/>", "<a b" + octets + "=''/>"}) {
                EXPECT_EQ(code_of(document), Errc::malformed) << ::testing::PrintToString(document);
            }
        }
    }
    EXPECT_EQ(code_of(std::string("\xff\xfe<\0a\0/\0>\0", 10)), Errc::malformed) << "UTF-16";
    EXPECT_EQ(code_of(std::string("<\0a\0/\0>\0", 8)), Errc::malformed) << "UTF-16 without a mark";
}

TEST(Scan, allows_processing_instructions_where_the_limits_do) {
    Limits limits;
    limits.processing_instructions = true;
    EXPECT_TRUE(scan("<?one?><a><?two three?></a><?four ?>", limits));
    for (const char* text : {"<a><?xml version='1.0'?></a>", "<?XML?><a/>",
                             "<a><?"
                             "?></a>",
                             "<a><?p", "<a><? p?></a>"}) {
        EXPECT_EQ(code_of(text, limits), Errc::malformed) << text;
    }
}

struct AtLimit {
    const char* name;
    std::size_t Limits::* limit;
    std::size_t value;
    std::string fits;
    std::string over;
};

TEST(Scan, holds_every_limit_exactly) {
    const AtLimit cases[] = {
        {"octets", &Limits::octets, 7, "<a></a>", "<a> </a>"},
        {"depth", &Limits::depth, 3, "<a><a><a/></a></a>", "<a><a><a><a/></a></a></a>"},
        {"elements", &Limits::elements, 3, "<a><b/><c></c></a>", "<a><b/><c></c><d/></a>"},
        {"attributes", &Limits::attributes_per_element, 2, "<a x='' y='' xmlns:p='u'/>", "<a x='' y='' z=''/>"},
        {"namespaces", &Limits::namespaces_in_scope, 2, "<a xmlns='u'><b xmlns='v'/><b xmlns:p='v'/></a>",
         "<a xmlns='u'><b xmlns:p='v'><c xmlns:q='w'/></b></a>"},
        {"text", &Limits::text_run, 8, "<a>12345678<b/>12345678</a>", "<a>123456789</a>"},
        {"text with references", &Limits::text_run, 8, "<a>&lt;&gt;</a>", "<a>&lt;&gt;1</a>"},
        {"value", &Limits::text_run, 8, "<a b='12345678'/>", "<a b='123456789'/>"},
        {"comment", &Limits::text_run, 8, "<a><!--1--></a>", "<a><!--123456--></a>"},
        {"CDATA", &Limits::text_run, 14, "<a><![CDATA[12]]></a>", "<a><![CDATA[123]]></a>"},
        {"name", &Limits::text_run, 8, "<abcdefgh/>", "<abcdefghi/>"},
    };
    for (const auto& [name, limit, value, fits, over] : cases) {
        Limits limits;
        limits.*limit = value;
        const auto scanned = scan(fits, limits);
        EXPECT_TRUE(scanned) << name << ": " << scanned.error().to_string();
        EXPECT_EQ(code_of(over, limits), Errc::limit_exceeded) << name;
    }
}

TEST(Scan, forgets_declarations_when_their_element_ends) {
    const std::string child = "<b xmlns:p='1' xmlns:q='2'><c xmlns:r='3'/></b><d xmlns='4'/>";
    Limits limits;
    limits.namespaces_in_scope = 4;
    EXPECT_TRUE(scan("<a xmlns='0'>" + repeated(child, 1000) + "</a>", limits));
    limits.namespaces_in_scope = 3;
    EXPECT_EQ(code_of("<a xmlns='0'>" + repeated(child, 1000) + "</a>", limits), Errc::limit_exceeded);
}

TEST(Scan, does_not_count_what_only_looks_like_a_declaration) {
    Limits limits;
    limits.namespaces_in_scope = 0;
    EXPECT_TRUE(scan("<a xmlnsx='1' xml:lang='kk' p.xmlns='2'/>", limits));
    EXPECT_EQ(code_of("<a xmlns=''/>", limits), Errc::limit_exceeded);
}

TEST(Scan, refuses_huge_input_before_reading_it) {
    EXPECT_EQ(code_of(std::string(100'000'000, '\0')), Errc::limit_exceeded);
    EXPECT_EQ(code_of(repeated("<a>", 10'000)), Errc::limit_exceeded);
    EXPECT_EQ(code_of("<a " + repeated("b='' ", 100'000)), Errc::limit_exceeded);
}

TEST(Scan, says_where_in_lines_and_characters) {
    const auto scanned = scan("<a>\n  <b>Қазақ &nbsp;</b>\n</a>", {});
    ASSERT_FALSE(scanned);
    EXPECT_EQ(scanned.error().place.line, 2);
    EXPECT_EQ(scanned.error().place.column, 12);
    const auto first = scan("<!DOCTYPE a>", {});
    EXPECT_EQ(first.error().place.to_string(), "line 1:1");
}

// Every cut of a good document is refused or scanned, never read beyond its end (the sanitizers watch).
TEST(Scan, survives_every_cut_and_every_changed_octet) {
    const std::string good =
        "\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?><!--c--><p:a xmlns:p='u' "
        "b=\"&lt;я\">&#65;<![CDATA[x]]>🙂<c/></p:a>";
    ASSERT_TRUE(scan(good, {}));
    for (std::size_t i = 0; i < good.size(); ++i) {
        EXPECT_FALSE(scan(std::string(good, 0, i), {})) << i;
        for (unsigned octet = 0; octet < 256; ++octet) {
            std::string changed = good;
            changed[i] = static_cast<char>(octet);
            static_cast<void>(scan(changed, {}));
        }
    }
}

}  // namespace
}  // namespace otkel::xml
