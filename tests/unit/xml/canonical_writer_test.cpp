#include "gateway/xml/canonical_writer.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <vector>

#include "gateway/xml/document.hpp"

namespace otkel::xml {
namespace {

std::string canonical(const std::string& octets, Canonicalization method) {
    const auto document = Document::parse(octets, {});
    EXPECT_TRUE(document) << document.error().to_string() << "\n" << octets;
    return document ? canonicalize(*document, nullptr, method).value() : std::string{};
}

TEST(CanonicalWriter, writes_elements_texts_and_attributes) {
    std::string out;
    CanonicalWriter writer{out};
    writer.open("", "a");
    writer.attribute("", "x", "1 < 2 & \"3\" > '0'\t\r\n");
    writer.text("1 < 2 & \"3\" > '0'\t\r\n");
    writer.leaf("", "b", "");
    writer.leaf("", "c", "Қ");
    writer.close();
    EXPECT_EQ(out,
              "<a x=\"1 &lt; 2 &amp; &quot;3&quot; > '0'&#x9;&#xD;&#xA;\">1 &lt; 2 &amp; \"3\" &gt; '0'\t&#xD;\n"
              "<b></b><c>Қ</c></a>");
    EXPECT_TRUE(writer.outcome());
}

TEST(CanonicalWriter, sorts_declarations_and_attributes) {
    std::string out;
    CanonicalWriter writer{out};
    writer.declare("b", "urn:1");
    writer.declare("", "urn:0");
    writer.declare("a", "urn:2");
    writer.open("b", "r");
    writer.attribute("a", "x", "4");
    writer.attribute("b", "y", "3");
    writer.attribute("", "z", "2");
    writer.attribute("b", "x", "3");
    writer.attribute("", "a", "1");
    writer.attribute("xml", "lang", "kk");
    writer.close();
    EXPECT_EQ(
        out,
        "<b:r xmlns=\"urn:0\" xmlns:a=\"urn:2\" xmlns:b=\"urn:1\" a=\"1\" z=\"2\" xml:lang=\"kk\" b:x=\"3\" b:y=\"3\" "
        "a:x=\"4\"></b:r>");
    EXPECT_EQ(canonical(out, Canonicalization::inclusive), out);
}

TEST(CanonicalWriter, declares_a_namespace_once_and_again_after_its_end) {
    std::string out;
    CanonicalWriter writer{out};
    writer.open("", "a");
    for (int i = 0; i < 2; ++i) {
        writer.declare("p", "urn:p");
        writer.open("p", "b");
        writer.declare("p", "urn:p");
        writer.open("p", "c");
        writer.declare("p", "urn:q");
        writer.open("p", "d");
        writer.close();
        writer.close();
        writer.close();
    }
    writer.close();
    const std::string part = "<p:b xmlns:p=\"urn:p\"><p:c><p:d xmlns:p=\"urn:q\"></p:d></p:c></p:b>";
    EXPECT_EQ(out, "<a>" + part + part + "</a>");
}

// The bus asks for it: unqualified children below a default namespace.
TEST(CanonicalWriter, undoes_the_default_namespace) {
    std::string out;
    CanonicalWriter writer{out};
    writer.declare("", "");
    writer.open("", "a");
    writer.declare("", "urn:d");
    writer.open("", "b");
    writer.declare("", "");
    writer.leaf("", "c", "1");
    writer.close();
    writer.close();
    EXPECT_EQ(out, "<a><b xmlns=\"urn:d\"><c xmlns=\"\">1</c></b></a>");
    EXPECT_EQ(canonical(out, Canonicalization::exclusive), out);
}

TEST(CanonicalWriter, copies_canonical_octets_and_appends_to_what_is_there) {
    std::string out = "before ";
    CanonicalWriter writer{out};
    writer.open("", "a");
    writer.canonical("<b></b>");
    out += "<c></c>";
    writer.close();
    EXPECT_EQ(out, "before <a><b></b><c></c></a>");
}

TEST(CanonicalWriter, replaces_what_xml_cannot_carry_and_says_so) {
    std::string out;
    CanonicalWriter writer{out};
    writer.open("", "a");
    writer.open("", "b");
    writer.attribute("", "x", "\x01");
    writer.text(
        std::string("1\0002\xff"
                    "3\xed\xa0\x80",
                    8));
    writer.close();
    writer.close();
    EXPECT_TRUE(Document::parse(out, {}));
    EXPECT_EQ(out,
              "<a><b x=\"\xef\xbf\xbd\">1\xef\xbf\xbd"
              "2\xef\xbf\xbd"
              "3\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd</b></a>");
    const auto outcome = writer.outcome();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, Errc::malformed);
    EXPECT_EQ(outcome.error().place.path, "/a/b");
}

TEST(CanonicalWriterDeathTest, stops_on_our_own_mistakes) {
    std::string out;
    CanonicalWriter writer{out};
    EXPECT_DEATH(writer.open("p", "a"), "is_bound");
    EXPECT_DEATH(writer.close(), "empty");
    writer.open("", "a");
    EXPECT_DEATH(writer.attribute("p", "a", ""), "is_bound");
    writer.attribute("", "x", "");
    EXPECT_DEATH(writer.attribute("", "x", ""), "goes_before");
    writer.text("");
    EXPECT_DEATH(writer.attribute("", "y", ""), "tag_open_");
}

// Writes random documents of prefixes a, b, c and the default one, each bound to one of four namespaces.
class RandomWriting {
public:
    RandomWriting(unsigned seed, std::string& out, bool all_on_root)
        : random_(seed), writer_(out), all_on_root_(all_on_root) {}

    void run() {
        if (all_on_root_) {
            for (std::size_t i = 0; i < prefixes.size(); ++i) {
                writer_.declare(prefixes[i], spaces[i]);
            }
            scopes_.push_back({"urn:1", "urn:2", "http://u/3", "urn:4"});
        } else {
            scopes_.push_back({});
        }
        element(0);
    }

private:
    static constexpr std::array<std::string_view, 4> prefixes{"", "a", "b", "c"};
    static constexpr std::array<std::string_view, 4> spaces{"urn:1", "urn:2", "http://u/3", "urn:4"};
    using Scope = std::array<std::string_view, 4>;

    std::size_t pick(std::size_t below) { return std::uniform_int_distribution<std::size_t>{0, below - 1}(random_); }

    std::string value() {
        static constexpr std::array<std::string_view, 12> pieces{"x",  "<",  ">",  "&", "\"", "'",
                                                                 "\r", "\n", "\t", "Қ", "🙂", "]]>"};
        std::string text;
        for (std::size_t i = pick(6); i > 0; --i) {
            text += pieces[pick(pieces.size())];
        }
        return text;
    }

    // Declared where it is used first; the writer leaves out what is in scope already.
    void use(std::size_t prefix) {
        if (all_on_root_) {
            return;
        }
        auto& scope = scopes_.back();
        if (scope[prefix].empty() || pick(3) == 0) {
            scope[prefix] = spaces[pick(spaces.size())];
        }
        writer_.declare(prefixes[prefix], scope[prefix]);
    }

    void element(std::size_t depth) {
        scopes_.push_back(scopes_.back());
        const auto own = pick(prefixes.size());
        std::array<bool, 4> used{};
        used[own] = true;
        std::vector<std::pair<std::size_t, std::string>> attributes;
        static constexpr std::array<std::string_view, 4> names{"n", "m", "имя", "o-1"};
        for (std::size_t i = pick(4); i > 0; --i) {
            const auto prefix = pick(prefixes.size());
            attributes.emplace_back(prefix, std::string{names[i - 1]});
            used[prefix] = used[prefix] || prefix > 0;
        }
        for (std::size_t i = 0; i < used.size(); ++i) {
            if (used[i]) {
                use(i);
            }
        }
        writer_.open(prefixes[own], names[pick(names.size())]);
        for (const auto& [prefix, name] : attributes) {
            writer_.attribute(prefixes[prefix], name, value());
        }
        for (std::size_t i = pick(5); i > 0; --i) {
            if (depth < 6 && pick(2) == 0) {
                element(depth + 1);
            } else {
                writer_.text(value());
            }
        }
        writer_.close();
        scopes_.pop_back();
    }

    std::mt19937 random_;
    CanonicalWriter writer_;
    bool all_on_root_;
    std::vector<Scope> scopes_;
};

TEST(CanonicalWriter, writes_the_exclusive_form_when_declaring_at_first_use) {
    for (unsigned seed = 0; seed < 2000; ++seed) {
        std::string out;
        RandomWriting{seed, out, false}.run();
        ASSERT_EQ(canonical(out, Canonicalization::exclusive), out) << seed;
    }
}

TEST(CanonicalWriter, writes_the_inclusive_form_when_declaring_on_the_root) {
    for (unsigned seed = 0; seed < 2000; ++seed) {
        std::string out;
        RandomWriting{seed, out, true}.run();
        ASSERT_EQ(canonical(out, Canonicalization::inclusive), out) << seed;
    }
}

}  // namespace
}  // namespace otkel::xml
