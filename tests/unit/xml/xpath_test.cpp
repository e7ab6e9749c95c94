#include "gateway/xml/xpath.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "tests/support/sealed.hpp"

namespace otkel::xml {
namespace {

using testing::HasSubstr;

const XPath::Namespaces prefixes{{"a", "urn:a"}, {"b", "urn:b"}};

Tree tree(const std::string& octets) { return Tree::parse(otkel::tests::sealed(octets), {}).value(); }

std::string value(const std::string& expression, const Element& element) {
    const auto compiled = XPath::compile(expression, prefixes);
    EXPECT_TRUE(compiled) << compiled.error().to_string();
    const auto found = (*compiled)->evaluate(element);
    EXPECT_TRUE(found) << found.error().to_string();
    return found->value_or("nothing");
}

std::string refusal(const std::string& expression) {
    const auto compiled = XPath::compile(expression, prefixes);
    EXPECT_FALSE(compiled) << expression;
    EXPECT_EQ(compiled.error().code, Errc::malformed);
    return compiled.error().detail;
}

TEST(XPathExpression, reads_counts_texts_and_attributes) {
    const auto message = tree("<R xmlns=\"urn:a\"><I no=\"1\">бір</I><I no=\"2\">екі &amp; <![CDATA[<]]></I></R>");
    EXPECT_EQ(value("count(a:I)", message.root()), "2");
    EXPECT_EQ(value("a:I[2]", message.root()), "екі & <");
    EXPECT_EQ(value("a:I[. = 'бір']/@no", message.root()), "1");
    EXPECT_EQ(value("/a:R/a:I/@no = 2", message.root()), "true");
    EXPECT_EQ(value("sum(a:I/@no) div 2", message.root()), "1.5");
}

TEST(XPathExpression, of_no_node_has_no_value_and_of_an_empty_one_an_empty_value) {
    const auto message = tree("<R><E/></R>");
    EXPECT_EQ(value("Absent", message.root()), "nothing");
    EXPECT_EQ(value("E", message.root()), "");
}

TEST(XPathExpression, begins_at_its_element_which_stands_alone) {
    const auto message =
        tree("<R xmlns:b=\"urn:b\" xmlns=\"urn:a\"><Out/><b:L xmlns:c=\"urn:c\" c:x=\"1\"><I>5</I></b:L></R>");
    const auto list = *message.root().child("L");
    EXPECT_EQ(value("a:I", list), "5") << "in the namespace that the root declares";
    EXPECT_EQ(value("name(/*)", list), "b:L");
    EXPECT_EQ(value("..", list), "5") << "the document";
    EXPECT_EQ(value("count(//a:Out)", list), "0");
}

TEST(XPathExpression, that_cannot_be_used_is_refused_before_any_message) {
    EXPECT_THAT(refusal("I["), HasSubstr("expression"));
    EXPECT_THAT(refusal("c:I"), HasSubstr("prefix"));
    EXPECT_THAT(refusal("document('/etc/passwd')"), HasSubstr("no such function"));
    EXPECT_THAT(refusal("$x"), HasSubstr("variable"));
    EXPECT_THAT(refusal("count(1)"), HasSubstr("type"));
    EXPECT_THAT(refusal("not()"), HasSubstr("arguments"));
}

TEST(XPathExpression, says_what_is_wrong_in_a_predicate_at_the_first_node_it_is_asked_of) {
    const auto expression = XPath::compile("I[unknown()]", {}).value();
    EXPECT_EQ(expression->evaluate(tree("<R/>").root()).value(), std::nullopt);
    const auto found = expression->evaluate(tree("<R><I/></R>").root());
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Errc::malformed);
    EXPECT_THAT(found.error().detail, HasSubstr("no such function"));
}

TEST(XPathExpression, ends_when_it_costs_too_much) {
    std::string octets = "<R>";
    for (int i = 0; i < 2'000; ++i) {
        octets += "<I/>";
    }
    const auto message = tree(octets + "</R>");
    const auto costly = XPath::compile("count(//*[count(//*[count(//*) > 1]) > 1])", {}).value();
    const auto found = costly->evaluate(message.root());
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Errc::limit_exceeded);
    EXPECT_THAT(found.error().detail, HasSubstr("1000000 steps"));
    const auto large = tree("<R>" + std::string(XPath::octets_max, 'x') + "</R>");
    EXPECT_EQ(costly->evaluate(large.root()).error().code, Errc::limit_exceeded);
}

TEST(XPathExpression, is_evaluated_by_several_threads) {
    const auto message = tree("<R><I>1</I><I>2</I></R>");
    const auto expression = XPath::compile("string-length(concat(count(I), normalize-space(I)))", {}).value();
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int times = 0; times < 50; ++times) {
                EXPECT_EQ(expression->evaluate(message.root()).value(), "2");
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
}

TEST(StandingAlone, declares_what_ancestors_declare_and_the_element_does_not) {
    const auto message = tree(
        "<R xmlns=\"urn:a\" xmlns:p=\"urn:p\" xmlns:r=\"urn:r\"><p:E r:x=\"1\" "
        "xmlns:r=\"urn:s\">t<F xmlns=\"\"/></p:E></R>");
    const auto octets = message.root().first_child()->standing_alone();
    EXPECT_EQ(octets, "<p:E xmlns:p=\"urn:p\" xmlns=\"urn:a\" r:x=\"1\" xmlns:r=\"urn:s\">t<F xmlns=\"\"/></p:E>");
    const auto alone = tree(octets);
    EXPECT_EQ(alone.root().space(), "urn:p");
    EXPECT_EQ(alone.root().attribute("urn:s", "x"), "1");
    EXPECT_EQ(tree("<R><E/></R>").root().first_child()->standing_alone(), "<E/>");
    EXPECT_EQ(message.root().standing_alone(), message.octets().view());
}

}  // namespace
}  // namespace otkel::xml
