#include "gateway/xml/tree.hpp"

#include <algorithm>
#include <utility>

#include "gateway/xml/canonical_writer.hpp"
#include "gateway/xml/characters.hpp"
#include "gateway/xml/namespace_name.hpp"
#include "gateway/xml/tree_builder.hpp"

namespace otkel::xml {
namespace {

bool has_other_than_white(std::string_view text) { return !std::all_of(text.begin(), text.end(), is_white); }

}  // namespace

std::optional<Element> Element::child(std::string_view space, std::string_view local) const {
    auto at = first_child();
    while (at && !at->is(space, local)) {
        at = at->next_sibling();
    }
    return at;
}

std::optional<Element> Element::child(std::string_view local) const {
    auto at = first_child();
    while (at && at->local() != local) {
        at = at->next_sibling();
    }
    return at;
}

std::size_t Element::child_count() const {
    std::size_t count = 0;
    for (auto at = first_child(); at; at = at->next_sibling()) {
        ++count;
    }
    return count;
}

std::optional<std::string_view> Element::attribute(std::string_view space, std::string_view local) const {
    const auto& attributes = nodes_->attributes;
    for (std::size_t i = node().attributes_at; i < nodes_->nodes[index_ + 1].attributes_at; ++i) {
        if (nodes_->local(attributes[i]) == local && nodes_->spaces[attributes[i].space] == space) {
            return nodes_->value(attributes[i]);
        }
    }
    return std::nullopt;
}

std::string Element::text() const {
    if (const auto one = text_view(); one) {
        return std::string{*one};
    }
    std::string all;
    nodes_->append_text(index_, all);
    return all;
}

bool Element::has_text() const {
    switch (node().text) {
        case Text::none:
        case Text::white: return false;
        case Text::several: return has_other_than_white(text());
        default: return has_other_than_white(*text_view());
    }
}

Result<Tree> Element::document_in_text() const {
    auto text = this->text();
    const auto begin = std::find_if_not(text.begin(), text.end(), is_white);
    const auto end = std::find_if_not(text.rbegin(), text.rend(), is_white).base();
    const auto line = place().line + static_cast<int>(std::count(text.begin(), begin, '\n'));
    auto octets = nodes_->octets.within(begin < end ? std::string(begin, end) : std::string{}, line);
    auto parsed = Tree::parse(std::move(octets), nodes_->limits);
    if (!parsed && parsed.error().place.path.empty()) {
        parsed.error().place.path = place().path;
    }
    return parsed;
}

std::string Element::standing_alone() const {
    const auto& here = node();
    const auto begin = nodes_->offset_of(here) - 1;
    const auto name_end = here.local_at + here.local_size;
    std::string octets(nodes_->all.substr(begin, name_end - begin));
    const auto outside = here.parent == TreeNodes::none ? TreeNodes::none : nodes_->nodes[here.parent].scope;
    bool own = true;
    std::vector<std::string_view> declared;
    for (auto at = here.scope; at != TreeNodes::none; at = nodes_->bindings[at].outer) {
        own = own && at != outside;
        const auto& binding = nodes_->bindings[at];
        const auto prefix = nodes_->all.substr(binding.prefix_at, binding.prefix_size);
        if (std::find(declared.begin(), declared.end(), prefix) != declared.end()) {
            continue;
        }
        declared.push_back(prefix);
        if (!own) {
            octets.append(prefix.empty() ? " xmlns" : " xmlns:").append(prefix).append("=\"");
            append_escaped_attribute(octets, nodes_->spaces[binding.space]);
            octets += '"';
        }
    }
    return octets.append(nodes_->all.substr(name_end, here.octets_end - name_end));
}

std::optional<std::string_view> Element::namespace_of(std::string_view prefix) const {
    if (const auto space = nodes_->bound(node().scope, prefix); space) {
        return nodes_->spaces[*space];
    }
    return prefix == "xml" ? std::optional{xml_namespace} : std::nullopt;
}

Place Element::place() const {
    std::string path;
    for (std::uint32_t at = index_; at != TreeNodes::none; at = nodes_->nodes[at].parent) {
        const auto& here = nodes_->nodes[at];
        std::string step = "/" + std::string{nodes_->name(here)};
        std::size_t before = 0;
        std::size_t after = 0;
        const auto first = here.parent == TreeNodes::none ? std::nullopt : Element{nodes_, here.parent}.first_child();
        for (auto other = first; other; other = other->next_sibling()) {
            const bool same = other->space_id() == here.space && other->local() == nodes_->local(here);
            (other->index_ < at ? before : after) += same ? 1 : 0;
        }
        if (before + after > 1) {
            step += "[" + std::to_string(before + 1) + "]";
        }
        path.insert(0, step);
    }
    return {"", nodes_->line_at(nodes_->offset_of(node())), 0, std::move(path)};
}

std::vector<std::uint32_t> Element::path() const {
    std::vector<std::uint32_t> steps;
    for (std::uint32_t at = index_; nodes_->nodes[at].parent != TreeNodes::none; at = nodes_->nodes[at].parent) {
        std::uint32_t ordinal = 0;
        for (std::uint32_t other = nodes_->nodes[at].parent + 1; other != at; other = nodes_->nodes[other].end) {
            ++ordinal;
        }
        steps.push_back(ordinal);
    }
    std::reverse(steps.begin(), steps.end());
    return steps;
}

Result<Tree> Tree::parse(VerifiedOctets octets, const Limits& limits) {
    // Every limit and refusal of scan() again, although octets that were signed passed it: a document may stand as text
    // in another one.
    const auto nodes = std::make_shared<TreeNodes>(std::move(octets), limits);
    if (auto built = build(*nodes); !built) {
        built.error().place.line += nodes->octets.first_line() - 1;
        return fail(std::move(built.error()));
    }
    return Tree{nodes};
}

}  // namespace otkel::xml
