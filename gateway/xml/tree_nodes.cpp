#include "gateway/xml/tree_nodes.hpp"

#include <algorithm>

#include "gateway/xml/decoding.hpp"

namespace otkel::xml {

std::string_view TreeNodes::name(const Node& node) const {
    const std::size_t at = offset_of(node);
    return all.substr(at, node.local_at - at + node.local_size);
}

std::optional<std::uint16_t> TreeNodes::bound(std::uint32_t scope, std::string_view prefix) const {
    for (std::uint32_t at = scope; at != none; at = bindings[at].outer) {
        const auto& binding = bindings[at];
        if (all.substr(binding.prefix_at, binding.prefix_size) == prefix) {
            return binding.space;
        }
    }
    return std::nullopt;
}

std::uint16_t TreeNodes::id_of(std::string_view space) const {
    if (!space_ids.empty()) {
        const auto found = space_ids.find(space);
        return found == space_ids.end() ? no_space : found->second;
    }
    const auto found = std::find(spaces.begin(), spaces.end(), space);
    return found == spaces.end() ? no_space : static_cast<std::uint16_t>(found - spaces.begin());
}

int TreeNodes::line_at(std::size_t offset) const {
    const auto before = all.substr(0, offset);
    return octets.first_line() + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
}

// The octets were scanned: every construct in them is closed.
void TreeNodes::append_text(std::uint32_t index, std::string& out) const {
    const auto& node = nodes[index];
    const std::string_view content = all.substr(0, std::size_t{node.text_at} + node.text_size);
    std::uint32_t child = index + 1;
    for (std::size_t at = node.text_at; at < content.size();) {
        const auto rest = content.substr(at);
        if (rest.front() != '<') {
            const auto run = rest.substr(0, rest.find('<'));
            append_decoded_text(out, run);
            at += run.size();
        } else if (rest.starts_with(section_begin)) {
            const auto inside = rest.substr(section_begin.size(), rest.find(section_end) - section_begin.size());
            append_decoded_section(out, inside);
            at += section_begin.size() + inside.size() + section_end.size();
        } else if (rest.starts_with("<!--")) {
            at = content.find("-->", at + 4) + 3;
        } else if (rest.starts_with("<?")) {
            at = content.find("?>", at + 2) + 2;
        } else {
            while (offset_of(nodes[child]) != at + 1) {
                child = nodes[child].end;
            }
            at = nodes[child].octets_end;
        }
    }
}

}  // namespace otkel::xml
