#include "gateway/signing/namespace_names.hpp"

#include <gtest/gtest.h>
#include <libxml/c14n.h>
#include <libxml/parser.h>

#include <memory>
#include <string>

#include "tests/unit/signing/xmlsec_reference.hpp"

namespace otkel::signing {
namespace {

struct Free {
    void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
    void operator()(xmlChar* octets) const { xmlFree(octets); }
};

// Both answers for one name: ours, and whether libxml2 has a canonical form for the document.
std::pair<bool, bool> refused(const std::string& name) {
    const testing::Silence silence;
    const auto text = "<a xmlns=\"" + name + "\"/>";
    const std::unique_ptr<xmlDoc, Free> document(
        xmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr, nullptr, XML_PARSE_NONET));
    xmlChar* octets = nullptr;
    const int size = xmlC14NDocDumpMemory(document.get(), nullptr, XML_C14N_1_0, nullptr, 0, &octets);
    const std::unique_ptr<xmlChar, Free> owner(octets);
    return {declares_relative_namespace(xmlDocGetRootElement(document.get())), size < 0};
}

TEST(NamespaceNames, are_relative_where_libxml2_says_so) {
    for (const auto* name : {"a", "a/b", "/a", "//host", "http://a b", "%", "http://[", "#x", "http://a/%4"}) {
        EXPECT_EQ(refused(name), std::pair(true, true)) << name;
    }
}

TEST(NamespaceNames, are_absolute_where_libxml2_says_so) {
    for (const auto* name : {"urn:a", "urn:a:b#", "http:", "http:///a", "http://", "mailto:a", "http://#", "http://a",
                             "https://a/b-c_d.e", "http://a:80/b?c=d", "dav:", "urn:", "HTTP://a", "ftp://a",
                             "http://a/%41", "http://a#", "http://a//b", "https://-"}) {
        EXPECT_EQ(refused(name), std::pair(false, false)) << name;
    }
}

}  // namespace
}  // namespace otkel::signing
