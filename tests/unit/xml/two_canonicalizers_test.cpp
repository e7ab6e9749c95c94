#include <gtest/gtest.h>
#include <libxml/c14n.h>
#include <libxml/tree.h>

#include <string>
#include <vector>

#include "gateway/xml/document.hpp"
#include "tests/unit/xml/random_document.hpp"

// Our canonical form and that of libxml2 are the same octets, for every document, element and method.

namespace otkel::xml {
namespace {

using enum Canonicalization;

int is_inside(void* top, xmlNode* node, xmlNode* parent) {
    for (const xmlNode* at = node == top ? node : parent; at != nullptr; at = at->parent) {
        if (at == top) {
            return 1;
        }
    }
    return 0;
}

int append(void* context, const char* octets, int size) {
    static_cast<std::string*>(context)->append(octets, static_cast<std::size_t>(size));
    return size;
}

std::string by_libxml2(const Document& document, xmlNode* element, Canonicalization method,
                       std::vector<std::string> prefixes) {
    const bool exclusive_form = method == exclusive || method == exclusive_with_comments;
    const bool comments = method == exclusive_with_comments || method == inclusive_with_comments;
    std::vector<xmlChar*> list;
    for (auto& prefix : prefixes) {
        list.push_back(reinterpret_cast<xmlChar*>(prefix.data()));
    }
    list.push_back(nullptr);
    std::string octets;
    xmlOutputBuffer* buffer = xmlOutputBufferCreateIO(append, nullptr, &octets, nullptr);
    const int outcome = xmlC14NExecute(document.native(), element == nullptr ? nullptr : is_inside, element,
                                       exclusive_form ? XML_C14N_EXCLUSIVE_1_0 : XML_C14N_1_0,
                                       exclusive_form ? list.data() : nullptr, comments ? 1 : 0, buffer);
    EXPECT_GE(outcome, 0);
    xmlOutputBufferClose(buffer);
    return octets;
}

void all_elements(xmlNode* top, std::vector<xmlNode*>& elements) {
    for (xmlNode* at = top; at != nullptr; at = at->next) {
        if (at->type == XML_ELEMENT_NODE) {
            elements.push_back(at);
            all_elements(at->children, elements);
        }
    }
}

void expect_same(const Document& document, const std::string& raw) {
    std::vector<xmlNode*> elements{nullptr};
    all_elements(document.root(), elements);
    for (xmlNode* element : elements) {
        for (const auto method : {exclusive, exclusive_with_comments, inclusive, inclusive_with_comments}) {
            ASSERT_EQ(canonicalize(document, element, method).value(), by_libxml2(document, element, method, {}))
                << raw;
        }
        ASSERT_EQ(canonicalize(document, element, exclusive, "p #default").value(),
                  by_libxml2(document, element, exclusive, {"p", "#default"}))
            << raw;
        ASSERT_EQ(canonicalize(document, element, exclusive, "unknown q").value(),
                  by_libxml2(document, element, exclusive, {"unknown", "q"}))
            << raw;
    }
}

TEST(TwoCanonicalizers, agree_on_random_documents) {
    for (unsigned seed = 0; seed < 500; ++seed) {
        const auto raw = tests::RandomDocument{seed}.make();
        const auto document = Document::parse(raw, {}).value();
        ASSERT_NO_FATAL_FAILURE(expect_same(document, raw)) << seed;
    }
}

TEST(TwoCanonicalizers, agree_on_the_attributes_of_the_xml_namespace_and_on_what_stands_outside) {
    for (const char* raw : {
             "<a xml:lang='kk' xml:space='preserve'><b xml:lang='ru' x='1'><c xml:id='i'/></b></a>",
             "<!--1--><?p?><?p  q ?><a xml:lang='kk'><!--2--><?p r?><b xml:base='urn:x'/></a><!--3--><?s t?>",
             "<a xmlns='urn:a'><b xmlns=''><c xmlns='urn:a'/><d/></b><p:e xmlns:p='urn:p' xmlns=''><f/></p:e></a>",
             "<p:a xmlns:p='urn:a' xmlns:q='urn:a' q:x='1' p:y='2'><q:b p:z='3'/></p:a>",
             "<p:a xmlns:p='urn:a'><b><p:c/><p:d xmlns:p='urn:b'><p:e xmlns:p='urn:a'/></p:d></b></p:a>",
             "<a xmlns:p='urn:a'><b p:x='1' xmlns:p='urn:b'><c p:x='2' xmlns:p='urn:a'/></b></a>",
         }) {
        ASSERT_NO_FATAL_FAILURE(expect_same(Document::parse(raw, {}).value(), raw));
    }
}

// Exclusive C14N 1.0 after a node was taken out, as the enveloped signature does.
TEST(TwoCanonicalizers, agree_on_a_changed_tree) {
    for (unsigned seed = 0; seed < 200; ++seed) {
        const auto raw = tests::RandomDocument{seed}.make();
        const auto document = Document::parse(raw, {}).value();
        std::vector<xmlNode*> elements;
        all_elements(document.root(), elements);
        if (elements.size() > 1) {
            xmlUnlinkNode(elements.back());
            ASSERT_NO_FATAL_FAILURE(expect_same(document, raw)) << seed;
            xmlFreeNode(elements.back());
        }
        const auto copy = Document::copy_of(elements.front()).value();
        ASSERT_NO_FATAL_FAILURE(expect_same(copy, raw)) << seed;
    }
}

}  // namespace
}  // namespace otkel::xml
