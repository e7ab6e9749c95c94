#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/xml/document.hpp"
#include "gateway/xml/tree.hpp"
#include "tests/support/sealed.hpp"
#include "tests/unit/xml/library_reading.hpp"

// Octets to a tree: whatever is taken, libxml2 takes too and reads as the same, and every accessor answers.

namespace {

using namespace otkel;

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

xml::Limits limits() {
    xml::Limits set;
    set.processing_instructions = true;
    return set;
}

void walk(const xml::Tree& tree) {
    std::vector<xml::Element> open{tree.root()};
    std::size_t elements = 0;
    while (!open.empty()) {
        const auto element = open.back();
        open.pop_back();
        require(element.has_text() == (element.text().find_first_not_of(" \t\r\n") != std::string::npos));
        require(element.id_of_space(element.space()) == element.space_id());
        if (++elements <= 64) {  // a place costs as much as the document before it
            require(element.place().line > 0 && element.path().size() < limits().depth);
            static_cast<void>(element.document_in_text());
        }
        for (auto child = element.first_child(); child; child = child->next_sibling()) {
            open.push_back(*child);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const xml::LibraryScope library;
    // In a buffer of its own length, so that a step beyond the end is seen.
    const std::vector<char> exact(data, data + size);
    const std::string_view raw(exact.data(), exact.size());
    const bool scanned = xml::scan(raw, limits()).has_value();
    const auto tree = xml::Tree::parse(tests::sealed(std::string(raw)), limits());
    require(scanned || !tree);
    if (!tree) {
        return 0;
    }
    walk(*tree);
    const auto reading = xml::tests::read_by_library(raw);
    require(reading.refused_for.empty());
    if (!reading.undeclared) {
        require(!xml::tests::first_difference(xmlDocGetRootElement(reading.document.get()), tree->root()));
    }
    return 0;
}
