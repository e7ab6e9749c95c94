#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/xml/tree.hpp"

// How a Tree keeps its elements: one flat array in document order. For the .cpp files of this folder.

namespace otkel::xml {

struct Element::Nodes {
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    struct Binding {
        std::string_view prefix;
        std::string_view space;
    };
    // Element children of one parent stand side by side.
    struct Node {
        pugi::xml_node native{};
        std::string_view name{};  // as it stands, with its prefix
        std::string_view local{};
        std::string_view space{};
        std::string_view text{};  // the first run of text that is not empty
        std::uint32_t text_runs{0};
        std::uint32_t parent{none};
        std::uint32_t ordinal{0};  // among the element children of its parent
        std::uint32_t first_child{none};
        std::uint32_t children{0};
        std::uint32_t first_attribute{0};
        std::uint32_t attributes{0};
        std::uint32_t first_binding{0};
        std::uint32_t bindings{0};
        std::uint32_t scope{none};  // the nearest element, from this one upwards, that binds a prefix
    };

    explicit Nodes(VerifiedOctets verified) : octets(std::move(verified)), buffer(octets.view()) {}

    // Fills the arrays from the parsed document, with every prefix resolved.
    [[nodiscard]] Result<void> fill();
    [[nodiscard]] std::optional<std::string_view> bound(std::uint32_t node, std::string_view prefix) const;
    [[nodiscard]] int line_at(std::size_t offset) const;
    [[nodiscard]] std::size_t offset_of(const Node& node) const {
        return static_cast<std::size_t>(node.name.data() - buffer.data());
    }

    VerifiedOctets octets;
    std::string buffer;  // parsed in place: every string_view here points into it
    pugi::xml_document document;
    std::vector<Node> nodes;
    std::vector<Attribute> attributes;
    std::vector<Binding> bindings;

private:
    [[nodiscard]] Result<void> read_attributes(std::uint32_t index);
    [[nodiscard]] Result<void> resolve(std::uint32_t index);
    [[nodiscard]] Result<void> refuse_doubles(const Node& node) const;
    void read_content(std::uint32_t index);
    [[nodiscard]] Failure malformed(const Node& node, std::string detail) const;
};

}  // namespace otkel::xml
