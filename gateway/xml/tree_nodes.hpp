#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gateway/xml/limits.hpp"
#include "gateway/xml/verified_octets.hpp"

// How a Tree keeps its elements: flat arrays in document order of places in the octets. Only Tree and Element read it.

namespace otkel::xml {

// Namespaces of a tree are numbered; 0 is no namespace at all.
inline constexpr std::uint16_t no_space = std::numeric_limits<std::uint16_t>::max();  // none of this tree

struct TreeNodes {
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    // Offsets are kept in 32 bits.
    static constexpr std::size_t octets_max = none;

    // What stands directly in an element. White space that parts its children is a text, too.
    enum class Text : std::uint8_t {
        none,
        plain,    // one run, as it stands in the octets
        encoded,  // one run with references or carriage returns; only until the element ends
        decoded,  // the same, decoded into storage of its own
        white,    // several runs of literal white space only
        several,  // several runs, put together when somebody asks
    };

    struct Node {
        std::uint32_t local_at{0};
        std::uint16_t prefix_size{0};  // stands in front of the local name, with a colon between them
        std::uint16_t local_size{0};
        std::uint32_t parent{none};
        std::uint32_t end{0};            // the first node that is not below this one: its next sibling, if it has one
        std::uint32_t octets_end{0};     // behind its end tag
        std::uint32_t text_at{0};        // in the octets, or in `decoded`; of several runs, from the first to
        std::uint32_t text_size{0};      // the end of the last
        std::uint32_t attributes_at{0};  // up to those of the next node
        std::uint32_t scope{none};       // the last binding that is in force here
        std::uint16_t space{0};
        Text text{Text::none};
    };
    struct HeldAttribute {
        std::uint32_t local_at{0};
        std::uint16_t prefix_size{0};
        std::uint16_t local_size{0};
        std::uint32_t value_at{0};
        std::uint32_t value_size{0};
        std::uint16_t space{0};
        bool decoded{false};
    };
    struct Binding {
        std::uint32_t prefix_at{0};
        std::uint16_t prefix_size{0};
        std::uint16_t space{0};
        std::uint32_t outer{none};  // the binding before this one, of the same element or further out
    };

    TreeNodes(VerifiedOctets verified, const Limits& parsed_with)
        : octets(std::move(verified)), all(octets.view()), limits(parsed_with) {}

    [[nodiscard]] std::string_view local(const Node& node) const { return all.substr(node.local_at, node.local_size); }
    [[nodiscard]] std::string_view name(const Node& node) const;  // as it stands, with its prefix
    [[nodiscard]] std::string_view local(const HeldAttribute& attribute) const {
        return all.substr(attribute.local_at, attribute.local_size);
    }
    [[nodiscard]] std::string_view value(const HeldAttribute& attribute) const {
        const std::string_view from = attribute.decoded ? std::string_view{decoded} : all;
        return from.substr(attribute.value_at, attribute.value_size);
    }
    [[nodiscard]] std::size_t offset_of(const Node& node) const {
        return node.local_at - node.prefix_size - (node.prefix_size > 0 ? 1U : 0U);
    }
    // The number of the namespace that `prefix` has where `scope` is in force.
    [[nodiscard]] std::optional<std::uint16_t> bound(std::uint32_t scope, std::string_view prefix) const;
    [[nodiscard]] std::uint16_t id_of(std::string_view space) const;
    [[nodiscard]] int line_at(std::size_t offset) const;
    // All text of the element, decoded.
    void append_text(std::uint32_t node, std::string& out) const;

    VerifiedOctets octets;
    std::string_view all;  // of `octets`
    Limits limits;
    std::vector<Node> nodes;  // and one more behind the last, for its attributes_at
    std::vector<HeldAttribute> attributes;
    std::vector<Binding> bindings;
    std::vector<std::string_view> spaces{std::string_view{}};
    // Only where there are so many namespaces that looking through them would take long.
    std::unordered_map<std::string_view, std::uint16_t> space_ids;
    std::string decoded;
};

}  // namespace otkel::xml
