#include "adapters/rest/json_form.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <random>

#include "gateway/signing/verifier.hpp"
#include "tests/support/fake_clock.hpp"

namespace otkel::adapters::rest {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

xml::Tree tree_of(const std::string& octets) {
    const test::FakeClock clock;
    const signing::Verifier verifier(clock, std::make_shared<trust::CertificateCache>());
    return xml::Tree::parse(verifier.accept_unsigned(octets, {}, "a test").value(), {}).value();
}

std::string back(const std::string& octets) { return json_of_xml(tree_of(octets).root()).value(); }

TEST(JsonForm, is_the_same_document_in_xml) {
    const std::string text = R"({"request":{"goods":[{"hs":"0409"},{"hs":"1704"}],"sum":{"amount":7200.00}}})";
    EXPECT_EQ(xml_of_json(text, "urn:a").value(),
              R"(<request xmlns="urn:a"><goods><item><hs>0409</hs></item><item><hs>1704</hs></item></goods>)"
              "<sum><amount>7200.00</amount></sum></request>");
}

TEST(JsonForm, keeps_numbers_as_they_are_written_and_leaves_null_out) {
    EXPECT_EQ(
        xml_of_json(R"({"r":{"a":1e2,"b":-0.50,"c":null,"d":true,"e":12345678901234567890123}})", "urn:a").value(),
        R"(<r xmlns="urn:a"><a>1e2</a><b>-0.50</b><d>true</d><e>12345678901234567890123</e></r>)");
}

TEST(JsonForm, keeps_letters_and_escapes) {
    EXPECT_EQ(xml_of_json(R"({"r":{"a":"Ә<&\u0416\ud83d\ude00"}})", "urn:a").value(),
              R"(<r xmlns="urn:a"><a>Ә&lt;&amp;Ж😀</a></r>)");
}

struct Wrong {
    const char* name;
    const char* text;
    Errc code;
    const char* pointer;
};
class WrongJson : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongJson, is_refused_with_its_place) {
    const auto outcome = xml_of_json(GetParam().text, "urn:a");
    ASSERT_FALSE(outcome) << *outcome;
    EXPECT_EQ(outcome.error().code, GetParam().code) << outcome.error().to_string();
    EXPECT_EQ(outcome.error().place.path, GetParam().pointer) << outcome.error().to_string();
}

INSTANTIATE_TEST_SUITE_P(
    Of, WrongJson,
    ::testing::Values(
        Wrong{"no_json", "hello", Errc::malformed, ""}, Wrong{"nothing", "", Errc::malformed, ""},
        Wrong{"cut", R"({"r":{"a":)", Errc::malformed, "/r/a"}, Wrong{"more", R"({"r":{}} {})", Errc::malformed, ""},
        Wrong{"no_object", R"(["r"])", Errc::malformed, ""}, Wrong{"text_alone", R"("r")", Errc::malformed, ""},
        Wrong{"null_alone", "null", Errc::malformed, ""}, Wrong{"text_document", R"({"r":"a"})", Errc::malformed, "/r"},
        Wrong{"list_document", R"({"r":[1]})", Errc::malformed, "/r"},
        Wrong{"null_document", R"({"r":null})", Errc::malformed, "/r"},
        Wrong{"two_documents", R"({"r":{},"s":{}})", Errc::malformed, ""},
        Wrong{"no_document", "{}", Errc::malformed, ""},
        Wrong{"twice", R"({"r":{"a":1,"b":{"c":1,"c":2}}})", Errc::malformed, "/r/b/c"},
        Wrong{"no_name", R"({"r":{"":1}})", Errc::malformed, "/r/"},
        Wrong{"space_in_name", R"({"r":{"a b":1}})", Errc::malformed, "/r/a b"},
        Wrong{"prefix", R"({"r":{"x:a":1}})", Errc::malformed, "/r/x:a"},
        Wrong{"item", R"({"r":{"item":1}})", Errc::malformed, "/r/item"},
        Wrong{"null_entry", R"({"r":{"a":[1,null]}})", Errc::malformed, "/r/a/1"},
        Wrong{"comment", R"({"r":{/* */}})", Errc::malformed, "/r/"},
        Wrong{"trailing_comma", R"({"r":{"a":1,}})", Errc::malformed, "/r/a"}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(JsonForm, refuses_what_xml_cannot_carry) {
    const auto outcome = xml_of_json(R"({"r":{"a":"\u0001"}})", "urn:a");
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, Errc::malformed);
}

TEST(JsonForm, is_bounded_in_depth_and_size) {
    std::string deep = R"({"r":{"a":)";
    for (int i = 0; i < 100; ++i) {
        deep += "[";
    }
    EXPECT_EQ(xml_of_json(deep, "urn:a").error().code, Errc::limit_exceeded);
    std::string wide = R"({"r":{"a":[1)";
    for (int i = 0; i < 1000; ++i) {
        wide += ",1";
    }
    EXPECT_EQ(xml_of_json(wide + "]}}", "urn:a", {.xml_octets_max = 1000}).error().code, Errc::limit_exceeded);
    EXPECT_EQ(xml_of_json(R"({")" + std::string(member_name_octets_max + 1, 'a') + R"(":{}})", "urn:a").error().code,
              Errc::limit_exceeded);
}

TEST(JsonForm, has_no_place_for_attributes_and_mixed_text) {
    EXPECT_EQ(json_of_xml(tree_of(R"(<r a="1"/>)").root()).error().code, Errc::unsupported);
    EXPECT_EQ(json_of_xml(tree_of("<r>a<b/></r>").root()).error().code, Errc::unsupported);
    EXPECT_EQ(json_of_xml(tree_of("<r><b/><b/></r>").root()).error().code, Errc::unsupported);
    EXPECT_EQ(back("<r> <b>1</b> </r>"), R"({"r":{"b":"1"}})");
}

class Generated {
public:
    explicit Generated(unsigned seed) : random_(seed) {}
    json::value document() { return json::object{{name(), members(0)}}; }

private:
    std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }
    std::string name() { return std::string(1, static_cast<char>('a' + below(26))) + std::to_string(below(1000)); }
    std::string text() {
        static const std::vector<std::string> pieces{"a", "Ә", "<", "&", "\"", "]]>", " ", "\n", "0", "😀", "\t"};
        std::string out;
        for (std::size_t i = below(6); i > 0; --i) {
            out += pieces[below(pieces.size())];
        }
        return out;
    }
    json::object members(std::size_t depth) {
        json::object object;
        for (std::size_t i = 1 + below(5); i > 0; --i) {
            object[name()] = value(depth + 1);
        }
        return object;
    }
    json::value value(std::size_t depth) {
        const auto kind = depth > 5 ? 0 : below(4);
        if (kind == 1) {
            return members(depth);
        }
        if (kind == 2) {
            json::array entries;
            for (std::size_t i = 1 + below(4); i > 0; --i) {
                entries.push_back(value(depth + 1));
            }
            return entries;
        }
        return json::value(text());
    }
    std::mt19937 random_;
};

TEST(JsonForm, gives_every_generated_document_back) {
    for (unsigned seed = 1; seed <= 2000; ++seed) {
        const auto text = json::serialize(Generated(seed).document());
        const auto octets = xml_of_json(text, "urn:a");
        ASSERT_TRUE(octets) << seed << octets.error().to_string();
        ASSERT_EQ(back(*octets), text) << seed;
    }
}

}  // namespace
}  // namespace otkel::adapters::rest
