#include "gateway/xml/tree.hpp"

#include <algorithm>
#include <utility>

#include "gateway/base/assert.hpp"
#include "gateway/xml/characters.hpp"
#include "gateway/xml/tree_nodes.hpp"

namespace otkel::xml {
namespace {

// No comments and instructions: they are not data. White space is, and so is every run of text beside a comment.
constexpr unsigned parse_options = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_ws_pcdata | pugi::parse_eol |
                                   pugi::parse_wconv_attribute | pugi::parse_embed_pcdata;

bool has_other_than_white(std::string_view text) { return !std::all_of(text.begin(), text.end(), is_white); }

// Calls `take` with every run of text of the element, in document order, until it returns false.
template <class Take>
void for_each_text(const pugi::xml_node& element, Take take) {
    if (!take(std::string_view{element.value()})) {
        return;
    }
    for (auto child = element.first_child(); child; child = child.next_sibling()) {
        const bool text = child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata;
        if (text && !take(std::string_view{child.value()})) {
            return;
        }
    }
}

}  // namespace

std::string_view Element::space() const { return nodes_->nodes[index_].space; }

std::string_view Element::local() const { return nodes_->nodes[index_].local; }

bool Element::is(std::string_view space, std::string_view local) const {
    const auto& node = nodes_->nodes[index_];
    return node.local == local && node.space == space;
}

std::optional<Element> Element::first_child() const {
    const auto& node = nodes_->nodes[index_];
    return node.children > 0 ? std::optional{Element{nodes_, node.first_child}} : std::nullopt;
}

std::optional<Element> Element::next_sibling() const {
    const auto& node = nodes_->nodes[index_];
    const bool last = node.parent == Nodes::none || node.ordinal + 1 == nodes_->nodes[node.parent].children;
    return last ? std::nullopt : std::optional{Element{nodes_, index_ + 1}};
}

std::optional<Element> Element::child(std::string_view space, std::string_view local) const {
    const auto& node = nodes_->nodes[index_];
    for (std::uint32_t i = 0; i < node.children; ++i) {
        const Element child{nodes_, node.first_child + i};
        if (child.is(space, local)) {
            return child;
        }
    }
    return std::nullopt;
}

std::optional<Element> Element::child(std::string_view local) const {
    const auto& node = nodes_->nodes[index_];
    for (std::uint32_t i = 0; i < node.children; ++i) {
        if (nodes_->nodes[node.first_child + i].local == local) {
            return Element{nodes_, node.first_child + i};
        }
    }
    return std::nullopt;
}

std::size_t Element::child_count() const { return nodes_->nodes[index_].children; }

std::size_t Element::attribute_count() const { return nodes_->nodes[index_].attributes; }

Attribute Element::attribute(std::size_t index) const {
    const auto& node = nodes_->nodes[index_];
    OTKEL_ASSERT(index < node.attributes);
    return nodes_->attributes[node.first_attribute + index];
}

std::optional<std::string_view> Element::attribute(std::string_view space, std::string_view local) const {
    const auto& node = nodes_->nodes[index_];
    for (std::uint32_t i = 0; i < node.attributes; ++i) {
        const auto& attribute = nodes_->attributes[node.first_attribute + i];
        if (attribute.local == local && attribute.space == space) {
            return attribute.value;
        }
    }
    return std::nullopt;
}

std::string Element::text() const {
    const auto& node = nodes_->nodes[index_];
    if (node.text_runs <= 1) {
        return std::string{node.text};
    }
    std::string all;
    for_each_text(node.native, [&all](std::string_view run) {
        all += run;
        return true;
    });
    return all;
}

std::optional<std::string_view> Element::text_view() const {
    const auto& node = nodes_->nodes[index_];
    return node.text_runs <= 1 ? std::optional{node.text} : std::nullopt;
}

bool Element::has_text() const {
    const auto& node = nodes_->nodes[index_];
    if (node.text_runs <= 1) {
        return has_other_than_white(node.text);
    }
    bool found = false;
    for_each_text(node.native, [&found](std::string_view run) {
        found = has_other_than_white(run);
        return !found;
    });
    return found;
}

std::optional<std::string_view> Element::namespace_of(std::string_view prefix) const {
    return nodes_->bound(index_, prefix);
}

Place Element::place() const {
    std::string path;
    for (std::uint32_t at = index_; at != Nodes::none; at = nodes_->nodes[at].parent) {
        const auto& node = nodes_->nodes[at];
        std::string step = "/" + std::string{node.name};
        if (node.parent != Nodes::none) {
            const auto& parent = nodes_->nodes[node.parent];
            const auto first = nodes_->nodes.begin() + parent.first_child;
            const auto same = [&node](const Nodes::Node& other) {
                return other.local == node.local && other.space == node.space;
            };
            if (std::count_if(first, first + parent.children, same) > 1) {
                step += "[" + std::to_string(std::count_if(first, first + node.ordinal, same) + 1) + "]";
            }
        }
        path.insert(0, step);
    }
    return {"", nodes_->line_at(nodes_->offset_of(nodes_->nodes[index_])), 0, std::move(path)};
}

std::vector<std::uint32_t> Element::path() const {
    std::vector<std::uint32_t> steps;
    for (std::uint32_t at = index_; nodes_->nodes[at].parent != Nodes::none; at = nodes_->nodes[at].parent) {
        steps.push_back(nodes_->nodes[at].ordinal);
    }
    std::reverse(steps.begin(), steps.end());
    return steps;
}

Result<Tree> Tree::parse(VerifiedOctets octets, const Limits& limits) {
    // Also for octets that were signed: pugixml is lenient, and a document may stand as text in another one.
    if (auto scanned = scan(octets.view(), limits); !scanned) {
        scanned.error().place.line += octets.first_line() - 1;
        return fail(std::move(scanned.error()));
    }
    const auto nodes = std::make_shared<Element::Nodes>(std::move(octets));
    const auto parsed = nodes->document.load_buffer_inplace(nodes->buffer.data(), nodes->buffer.size(), parse_options,
                                                            pugi::encoding_utf8);
    if (!parsed) {
        return fail(Errc::malformed, std::string("XML: ") + parsed.description(),
                    {"", nodes->line_at(static_cast<std::size_t>(parsed.offset)), 0, ""});
    }
    if (auto filled = nodes->fill(); !filled) {
        return fail(std::move(filled.error()));
    }
    return Tree{nodes};
}

Element Tree::root() const { return {nodes_.get(), 0}; }

const VerifiedOctets& Tree::octets() const { return nodes_->octets; }

}  // namespace otkel::xml
