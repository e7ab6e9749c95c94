#include "gateway/xml/tree_nodes.hpp"

#include <algorithm>
#include <utility>

namespace otkel::xml {
namespace {

constexpr std::string_view xml_namespace = "http://www.w3.org/XML/1998/namespace";
// Most messages fit; a larger one grows.
constexpr std::size_t nodes_at_first = 128;

struct Name {
    std::string_view prefix;
    std::string_view local;
};

// Nothing when it is no QName (Namespaces in XML 1.0 production 7).
std::optional<Name> split(std::string_view name) {
    const std::size_t colon = name.find(':');
    if (colon == std::string_view::npos) {
        return Name{{}, name};
    }
    const Name parts{name.substr(0, colon), name.substr(colon + 1)};
    if (parts.prefix.empty() || parts.local.empty() || parts.local.find(':') != std::string_view::npos) {
        return std::nullopt;
    }
    return parts;
}

bool is_text(const pugi::xml_node& node) { return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata; }

}  // namespace

Result<void> Element::Nodes::fill() {
    pugi::xml_node root = document.first_child();
    while (root && root.type() != pugi::node_element) {
        root = root.next_sibling();
    }
    if (!root) {
        return fail(Errc::malformed, "the document has no element", {"", octets.first_line(), 0, ""});
    }
    nodes.reserve(nodes_at_first);
    nodes.push_back({.native = root});
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
        nodes[i].name = nodes[i].native.name();
        if (auto read = read_attributes(i); !read) {
            return read;
        }
        if (auto resolved = resolve(i); !resolved) {
            return resolved;
        }
        read_content(i);
    }
    return {};
}

Result<void> Element::Nodes::read_attributes(std::uint32_t index) {
    auto& node = nodes[index];
    node.first_attribute = static_cast<std::uint32_t>(attributes.size());
    node.first_binding = static_cast<std::uint32_t>(bindings.size());
    for (const auto& native : node.native.attributes()) {
        const std::string_view name = native.name();
        if (!name.starts_with("xmlns") || (name.size() > 5 && name[5] != ':')) {
            attributes.push_back({{}, name, native.value()});
            continue;
        }
        const std::string_view prefix = name.size() > 5 ? name.substr(6) : std::string_view{};
        const std::string_view space = native.value();
        if (name.size() > 5 && (prefix.empty() || space.empty())) {
            return malformed(node, "a namespace declaration without a prefix or without a namespace");
        }
        bindings.push_back({prefix, space});
    }
    node.attributes = static_cast<std::uint32_t>(attributes.size()) - node.first_attribute;
    node.bindings = static_cast<std::uint32_t>(bindings.size()) - node.first_binding;
    node.scope = node.bindings > 0 || node.parent == none ? index : nodes[node.parent].scope;
    return {};
}

Result<void> Element::Nodes::resolve(std::uint32_t index) {
    auto& node = nodes[index];
    const auto name = split(node.name);
    if (!name) {
        return malformed(node, "the name of an element is no qualified name");
    }
    node.local = name->local;
    node.space = bound(index, name->prefix).value_or(std::string_view{});
    for (std::uint32_t i = node.first_attribute; i < node.first_attribute + node.attributes; ++i) {
        auto& attribute = attributes[i];
        const auto parts = split(attribute.local);
        if (!parts) {
            return malformed(node, "the name of an attribute is no qualified name");
        }
        attribute.local = parts->local;
        if (!parts->prefix.empty()) {
            attribute.space = bound(index, parts->prefix).value_or(std::string_view{});
        }
    }
    return refuse_doubles(node);
}

// pugixml takes them, libxml2 does not: what one parser verified, the other must not read differently.
Result<void> Element::Nodes::refuse_doubles(const Node& node) const {
    for (std::uint32_t i = 1; i < node.attributes; ++i) {
        for (std::uint32_t k = 0; k < i; ++k) {
            const auto& a = attributes[node.first_attribute + i];
            const auto& b = attributes[node.first_attribute + k];
            if (a.local == b.local && a.space == b.space) {
                return malformed(node, "an attribute is given twice");
            }
        }
    }
    for (std::uint32_t i = 1; i < node.bindings; ++i) {
        for (std::uint32_t k = 0; k < i; ++k) {
            if (bindings[node.first_binding + i].prefix == bindings[node.first_binding + k].prefix) {
                return malformed(node, "a prefix is declared twice");
            }
        }
    }
    return {};
}

void Element::Nodes::read_content(std::uint32_t index) {
    std::string_view text = nodes[index].native.value();
    std::uint32_t runs = text.empty() ? 0 : 1;
    const auto first = static_cast<std::uint32_t>(nodes.size());
    std::uint32_t count = 0;
    for (auto native = nodes[index].native.first_child(); native; native = native.next_sibling()) {
        if (native.type() == pugi::node_element) {
            nodes.push_back({.native = native, .parent = index, .ordinal = count});
            ++count;
        } else if (is_text(native) && *native.value() != '\0') {
            text = runs == 0 ? std::string_view{native.value()} : text;
            ++runs;
        }
    }
    auto& node = nodes[index];
    node.text = text;
    node.text_runs = runs;
    node.first_child = count > 0 ? first : none;
    node.children = count;
}

std::optional<std::string_view> Element::Nodes::bound(std::uint32_t node, std::string_view prefix) const {
    for (std::uint32_t at = nodes[node].scope; at != none;) {
        const auto& holder = nodes[at];
        for (std::uint32_t i = holder.first_binding; i < holder.first_binding + holder.bindings; ++i) {
            if (bindings[i].prefix == prefix) {
                return bindings[i].space;
            }
        }
        at = holder.parent == none ? none : nodes[holder.parent].scope;
    }
    return prefix == "xml" ? std::optional{xml_namespace} : std::nullopt;
}

int Element::Nodes::line_at(std::size_t offset) const {
    const auto before = octets.view().substr(0, offset);
    return octets.first_line() + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
}

Failure Element::Nodes::malformed(const Node& node, std::string detail) const {
    return fail(Errc::malformed, std::move(detail), {"", line_at(offset_of(node)), 0, ""});
}

}  // namespace otkel::xml
