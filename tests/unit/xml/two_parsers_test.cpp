#include <gtest/gtest.h>
#include <libxml/tree.h>

#include <map>
#include <string>

#include "gateway/xml/document.hpp"
#include "gateway/xml/tree.hpp"
#include "tests/support/sealed.hpp"
#include "tests/unit/xml/random_document.hpp"

// libxml2 verifies and pugixml reads: on every document they must see the same names, namespaces and values.

namespace otkel::xml {
namespace {

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view{} : reinterpret_cast<const char*>(text);
}

std::string_view space_of(const xmlNs* space) { return space == nullptr ? std::string_view{} : view(space->href); }

std::string text_of(const xmlNode* element) {
    std::string text;
    for (const auto* at = element->children; at != nullptr; at = at->next) {
        if (at->type == XML_TEXT_NODE || at->type == XML_CDATA_SECTION_NODE) {
            text += view(at->content);
        }
    }
    return text;
}

std::string value_of(const xmlAttr* attribute) {
    std::string value;
    for (const auto* at = attribute->children; at != nullptr; at = at->next) {
        value += view(at->content);
    }
    return value;
}

const xmlNode* element_from(const xmlNode* at) {
    while (at != nullptr && at->type != XML_ELEMENT_NODE) {
        at = at->next;
    }
    return at;
}

void expect_equal(const xmlNode* expected, const Element& found) {
    ASSERT_EQ(found.local(), view(expected->name));
    ASSERT_EQ(found.space(), space_of(expected->ns));
    ASSERT_EQ(found.text(), text_of(expected));
    if (const auto text = found.text_view(); text) {
        ASSERT_EQ(*text, text_of(expected));
    }
    std::map<std::pair<std::string, std::string>, std::string> attributes;
    for (const auto* at = expected->properties; at != nullptr; at = at->next) {
        attributes[{std::string{space_of(at->ns)}, std::string{view(at->name)}}] = value_of(at);
    }
    ASSERT_EQ(found.attribute_count(), attributes.size());
    for (const auto& [name, value] : attributes) {
        ASSERT_EQ(found.attribute(name.first, name.second), value);
    }
    const auto* child = element_from(expected->children);
    auto other = found.first_child();
    std::size_t count = 0;
    while (child != nullptr && other) {
        ASSERT_NO_FATAL_FAILURE(expect_equal(child, *other));
        child = element_from(child->next);
        other = other->next_sibling();
        ++count;
    }
    ASSERT_EQ(child == nullptr, !other.has_value());
    ASSERT_EQ(found.child_count(), count);
}

TEST(TwoParsers, see_the_same_in_raw_and_in_canonical_octets) {
    for (unsigned seed = 0; seed < 3000; ++seed) {
        const auto raw = tests::RandomDocument{seed}.make();
        ASSERT_TRUE(scan(raw, {})) << raw;
        const auto document = Document::parse(raw, {});
        ASSERT_TRUE(document) << raw << "\n" << document.error().to_string();
        const auto from_raw = Tree::parse(otkel::tests::sealed(raw), {});
        ASSERT_TRUE(from_raw) << raw << "\n" << from_raw.error().to_string();
        ASSERT_NO_FATAL_FAILURE(expect_equal(document->root(), from_raw->root())) << raw;
        for (const auto method : {Canonicalization::inclusive, Canonicalization::exclusive_with_comments}) {
            const auto canonical = canonicalize(*document, nullptr, method).value();
            const auto tree = Tree::parse(otkel::tests::sealed(canonical), {});
            ASSERT_TRUE(tree) << canonical << "\n" << tree.error().to_string();
            ASSERT_NO_FATAL_FAILURE(expect_equal(document->root(), tree->root())) << canonical;
        }
    }
}

// The path of an element leads to the same element in the libxml2 tree.
TEST(TwoParsers, agree_on_paths) {
    for (unsigned seed = 0; seed < 200; ++seed) {
        const auto raw = tests::RandomDocument{seed}.make();
        const auto document = Document::parse(raw, {}).value();
        const auto tree =
            Tree::parse(otkel::tests::sealed(canonicalize(document, nullptr, Canonicalization::exclusive).value()), {});
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

}  // namespace
}  // namespace otkel::xml
