#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/assert.hpp"
#include "gateway/base/result.hpp"
#include "gateway/xml/limits.hpp"
#include "gateway/xml/tree_nodes.hpp"
#include "gateway/xml/verified_octets.hpp"

// Reading of verified octets. The pass of scan() writes the tree down, prefixes are resolved then, and nothing ever
// compares prefixed names. A Tree is immutable and cheap to copy; an Element is a place in it and valid as long as any
// copy of its Tree, and so are the views that it gives. Thread safe to read.

namespace otkel::xml {

class Tree;

struct Attribute {
    std::string_view space;  // namespace URI; empty for none
    std::string_view local;
    std::string_view value;
    std::uint16_t space_id{0};
};

class Element {
public:
    [[nodiscard]] std::string_view space() const;  // namespace URI; empty for none. An undeclared prefix gives none.
    [[nodiscard]] std::string_view local() const { return nodes_->local(node()); }
    [[nodiscard]] bool is(std::string_view space, std::string_view local) const;

    // Namespaces as numbers of this tree, to compare quickly; 0 for none.
    [[nodiscard]] std::uint16_t space_id() const { return node().space; }
    [[nodiscard]] std::uint16_t id_of_space(std::string_view uri) const { return nodes_->id_of(uri); }  // or no_space

    // Element children in document order.
    [[nodiscard]] bool has_children() const { return node().end > index_ + 1; }
    [[nodiscard]] std::optional<Element> first_child() const;
    [[nodiscard]] std::optional<Element> next_sibling() const;
    [[nodiscard]] std::optional<Element> child(std::string_view space, std::string_view local) const;
    [[nodiscard]] std::optional<Element> child(std::string_view local) const;  // by local name in any namespace
    [[nodiscard]] std::size_t child_count() const;                             // walks over them

    [[nodiscard]] std::size_t attribute_count() const;  // namespace declarations are not attributes
    [[nodiscard]] Attribute attribute(std::size_t index) const;
    [[nodiscard]] std::optional<std::string_view> attribute(std::string_view space, std::string_view local) const;

    // All text and CDATA directly in this element, concatenated; comments and processing instructions skipped.
    [[nodiscard]] std::string text() const;
    // The same without a copy when it is one run, which is the usual case.
    [[nodiscard]] std::optional<std::string_view> text_view() const;
    [[nodiscard]] bool has_text() const;  // any text that is not only white space

    // The text of this element as a document of its own, with the limits of this tree. Its lines count from this
    // element's; white space around it and an XML declaration are tolerated.
    [[nodiscard]] Result<Tree> document_in_text() const;

    // The octets of this element as a document of its own: namespaces that its ancestors declare stand in its start
    // tag.
    [[nodiscard]] std::string standing_alone() const;

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
    using Text = TreeNodes::Text;
    Element(const TreeNodes* nodes, std::uint32_t index) : nodes_(nodes), index_(index) {}
    [[nodiscard]] const TreeNodes::Node& node() const { return nodes_->nodes[index_]; }

    const TreeNodes* nodes_;
    std::uint32_t index_;
};

class Tree {
public:
    [[nodiscard]] static Result<Tree> parse(VerifiedOctets octets, const Limits& limits);
    [[nodiscard]] Element root() const { return {nodes_.get(), 0}; }
    [[nodiscard]] const VerifiedOctets& octets() const { return nodes_->octets; }

private:
    explicit Tree(std::shared_ptr<const TreeNodes> nodes) : nodes_(std::move(nodes)) {}
    std::shared_ptr<const TreeNodes> nodes_;
};

inline std::string_view Element::space() const { return nodes_->spaces[node().space]; }

inline bool Element::is(std::string_view space, std::string_view local) const {
    return this->local() == local && this->space() == space;
}

inline std::optional<Element> Element::first_child() const {
    return has_children() ? std::optional{Element{nodes_, index_ + 1}} : std::nullopt;
}

inline std::optional<Element> Element::next_sibling() const {
    const auto& here = node();
    const bool last = here.parent == TreeNodes::none || here.end == nodes_->nodes[here.parent].end;
    return last ? std::nullopt : std::optional{Element{nodes_, here.end}};
}

inline std::size_t Element::attribute_count() const {
    return nodes_->nodes[index_ + 1].attributes_at - node().attributes_at;
}

inline Attribute Element::attribute(std::size_t index) const {
    OTKEL_ASSERT(index < attribute_count());
    const auto& held = nodes_->attributes[node().attributes_at + index];
    return {nodes_->spaces[held.space], nodes_->local(held), nodes_->value(held), held.space};
}

inline std::optional<std::string_view> Element::text_view() const {
    const auto& here = node();
    if (here.text == Text::white || here.text == Text::several) {
        return std::nullopt;
    }
    const std::string_view from = here.text == Text::decoded ? std::string_view{nodes_->decoded} : nodes_->all;
    return from.substr(here.text_at, here.text_size);
}

}  // namespace otkel::xml
