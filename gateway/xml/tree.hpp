#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/xml/limits.hpp"
#include "gateway/xml/verified_octets.hpp"

// Reading of verified octets. pugixml parses, prefixes are resolved while walking, and nothing ever compares prefixed
// names. A Tree is immutable and cheap to copy; an Element is a place in it and valid as long as any copy of its Tree.
// Thread safe to read.

namespace otkel::xml {

class Tree;

struct Attribute {
    std::string_view space;  // namespace URI; empty for none
    std::string_view local;
    std::string_view value;
};

class Element {
public:
    [[nodiscard]] std::string_view space() const;  // namespace URI; empty for none. An undeclared prefix gives none.
    [[nodiscard]] std::string_view local() const;
    [[nodiscard]] bool is(std::string_view space, std::string_view local) const;

    // Element children in document order.
    [[nodiscard]] std::optional<Element> first_child() const;
    [[nodiscard]] std::optional<Element> next_sibling() const;
    [[nodiscard]] std::optional<Element> child(std::string_view space, std::string_view local) const;
    [[nodiscard]] std::optional<Element> child(std::string_view local) const;  // by local name in any namespace
    [[nodiscard]] std::size_t child_count() const;

    [[nodiscard]] std::size_t attribute_count() const;  // namespace declarations are not attributes
    [[nodiscard]] Attribute attribute(std::size_t index) const;
    [[nodiscard]] std::optional<std::string_view> attribute(std::string_view space, std::string_view local) const;

    // All text and CDATA directly in this element, concatenated; comments and processing instructions skipped.
    [[nodiscard]] std::string text() const;
    // The same without a copy when it is one run, which is the usual case.
    [[nodiscard]] std::optional<std::string_view> text_view() const;
    [[nodiscard]] bool has_text() const;  // any text that is not only white space

    // The namespace bound to `prefix` here (for QName values); nullopt when none is in the octets.
    [[nodiscard]] std::optional<std::string_view> namespace_of(std::string_view prefix) const;

    // For messages to people: "/dc:Request/Item[2]" with the document's own prefixes, and the line in the received
    // document.
    [[nodiscard]] Place place() const;
    // Which element child of its parent it is, from 0, for every step from the root: the same numbers lead to the same
    // element in any tree of the same octets or of the document they were canonicalized from.
    [[nodiscard]] std::vector<std::uint32_t> path() const;

private:
    friend class Tree;
    struct Nodes;
    Element(const Nodes* nodes, std::uint32_t index) : nodes_(nodes), index_(index) {}
    const Nodes* nodes_;
    std::uint32_t index_;
};

class Tree {
public:
    [[nodiscard]] static Result<Tree> parse(VerifiedOctets octets, const Limits& limits);
    [[nodiscard]] Element root() const;
    [[nodiscard]] const VerifiedOctets& octets() const;

private:
    explicit Tree(std::shared_ptr<const Element::Nodes> nodes) : nodes_(std::move(nodes)) {}
    std::shared_ptr<const Element::Nodes> nodes_;
};

}  // namespace otkel::xml
