#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "gateway/xml/document.hpp"
#include "gateway/xml/schema.hpp"
#include "gateway/xml/tree.hpp"
#include "tests/support/sealed.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/xml/random_document.hpp"

namespace otkel::xml {
namespace {

// Everything that a worker does with a message, good and bad ones in turn.
void read(const Tree& shared, unsigned seed) {
    const auto raw = tests::RandomDocument{seed}.make();
    EXPECT_TRUE(scan(raw, {}));
    const auto document = Document::parse(raw, {}).value();
    const auto canonical = canonicalize(document, nullptr, Canonicalization::exclusive).value();
    const auto copy = Document::copy_of(document.root()).value();
    EXPECT_EQ(canonicalize(copy, nullptr, Canonicalization::exclusive).value(), canonical);
    EXPECT_TRUE(Tree::parse(otkel::tests::sealed(canonical), {}));
    const auto mine = shared;
    EXPECT_EQ(mine.root().child("b")->text(), "12");
    EXPECT_EQ(mine.root().attribute("", "c"), "\r");
    EXPECT_EQ(mine.root().child("d")->document_in_text()->root().text(), "3");
    EXPECT_EQ(mine.root().id_of_space("urn:e"), mine.root().child("d")->space_id());
}

void refuse() {
    EXPECT_FALSE(Document::parse("<a>&e;</a>", {}));
    EXPECT_FALSE(Document::parse("<a><b></a>", {}));
}

void validate(const Schema& schema) {
    EXPECT_TRUE(schema.validate_own("<n>12</n>"));
    const auto invalid = schema.validate_own("<n>x</n>");
    ASSERT_FALSE(invalid);
    EXPECT_EQ(invalid.error().findings.size(), 1U);
}

TEST(Threads, parse_canonicalize_validate_and_read_at_once) {
    const otkel::tests::TemporaryFolder folder;
    const auto file = folder.write(
        "n.xsd",
        "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='n' type='xs:int'/></xs:schema>");
    const auto schema = Schema::load(file).value();
    const auto shared =
        Tree::parse(otkel::tests::sealed("<a c='&#13;'><b>1<!-- x -->2</b><d xmlns='urn:e'>&lt;f>3&lt;/f></d></a>"), {})
            .value();
    {
        std::vector<std::jthread> threads;
        for (unsigned i = 0; i < 8; ++i) {
            threads.emplace_back([&, i] {
                for (unsigned k = 0; k < 100; ++k) {
                    read(shared, i * 1000 + k);
                    refuse();
                    validate(*schema);
                }
            });
        }
    }
}

}  // namespace
}  // namespace otkel::xml
