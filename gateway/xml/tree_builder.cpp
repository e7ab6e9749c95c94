#include "gateway/xml/tree_builder.hpp"

#include <algorithm>
#include <tuple>

#include "gateway/xml/decoding.hpp"
#include "gateway/xml/namespace_name.hpp"
#include "gateway/xml/scanner.hpp"

namespace otkel::xml {
namespace {

using Text = TreeNodes::Text;

// Octets of a message for each of its elements: a guess that leaves room for most messages and little unused.
constexpr std::size_t octets_per_node = 24;
// More namespaces than this are looked up by their hash, more names of one tag are sorted to find doubles.
constexpr std::size_t few = 64;

bool is_all_white(std::string_view octets) { return std::all_of(octets.begin(), octets.end(), is_white); }

// Whether two of [begin, end) are equal by `key`.
template <class Iterator, class Key>
bool has_doubles(Iterator begin, Iterator end, Key key) {
    if (static_cast<std::size_t>(end - begin) <= few) {
        for (auto at = begin; at != end; ++at) {
            if (std::any_of(begin, at, [&](const auto& other) { return key(other) == key(*at); })) {
                return true;
            }
        }
        return false;
    }
    std::vector<decltype(key(*begin))> keys;
    std::transform(begin, end, std::back_inserter(keys), key);
    std::sort(keys.begin(), keys.end());
    return std::adjacent_find(keys.begin(), keys.end()) != keys.end();
}

// The sink of Scanner that writes down the tree.
class TreeBuilder {
public:
    explicit TreeBuilder(TreeNodes& tree)
        : tree_(tree), carriage_returns_(tree.all.find('\r') != std::string_view::npos) {
        tree_.nodes.reserve(tree.all.size() / octets_per_node + 2);
    }

    void open(const ScannedName& name) {
        auto& node = tree_.nodes.emplace_back();
        node.local_at = offset(name.local().data());
        node.prefix_size = name.prefix_size;
        node.local_size = name.local_size;
        node.parent = current_;
        node.attributes_at = static_cast<std::uint32_t>(tree_.attributes.size());
        current_ = static_cast<std::uint32_t>(tree_.nodes.size() - 1);
        bindings_at_ = tree_.bindings.size();
    }

    Refusal declare(std::string_view prefix, std::string_view space);

    void attribute(const ScannedName& name, std::string_view value, bool references) {
        const bool white = std::any_of(value.begin(), value.end(), [](char c) { return is_white(c) && c != ' '; });
        TreeNodes::HeldAttribute held{offset(name.local().data()), name.prefix_size, name.local_size, 0, 0, 0, false};
        if (references || white) {
            held.decoded = true;
            held.value_at = static_cast<std::uint32_t>(tree_.decoded.size());
            append_decoded_value(tree_.decoded, value);
            held.value_size = static_cast<std::uint32_t>(tree_.decoded.size() - held.value_at);
        } else {
            held.value_at = offset(value.data());
            held.value_size = static_cast<std::uint32_t>(value.size());
        }
        tree_.attributes.push_back(held);
    }

    Refusal opened() {
        auto& node = tree_.nodes[current_];
        node.scope = scope_;
        node.space = space_of({tree_.all.data() + node.local_at - node.prefix_size - 1, node.prefix_size});
        if (node.attributes_at == tree_.attributes.size() && bindings_at_ == tree_.bindings.size()) {
            return {};
        }
        return resolve_attributes(node);
    }

    void text(std::string_view octets, bool references) { run(octets, octets, references, false); }
    void white(std::string_view octets) { run(octets, octets, false, true); }
    void section(std::string_view octets) {
        if (!octets.empty()) {
            const auto whole = std::string_view{octets.data() - section_begin.size(),
                                                section_begin.size() + octets.size() + section_end.size()};
            run(octets, whole, false, is_all_white(octets));
        }
    }

    void close(const char* after) {
        auto& node = tree_.nodes[current_];
        node.end = static_cast<std::uint32_t>(tree_.nodes.size());
        node.octets_end = offset(after);
        if (node.text == Text::encoded) {
            decode(node);
        }
        current_ = node.parent;
        scope_ = current_ == TreeNodes::none ? TreeNodes::none : tree_.nodes[current_].scope;
    }

    // After the last element: where the attributes of the last one end.
    void finish() { tree_.nodes.emplace_back().attributes_at = static_cast<std::uint32_t>(tree_.attributes.size()); }

private:
    [[nodiscard]] std::uint32_t offset(const char* at) const {
        return static_cast<std::uint32_t>(at - tree_.all.data());
    }
    [[nodiscard]] std::uint16_t space_of(std::string_view prefix);
    [[nodiscard]] Refusal resolve_attributes(const TreeNodes::Node& node);
    std::uint16_t interned(std::string_view space);
    void run(std::string_view octets, std::string_view whole, bool references, bool white);
    void further_run(TreeNodes::Node& node, std::string_view whole, bool white);
    void decode(TreeNodes::Node& node);

    TreeNodes& tree_;
    bool carriage_returns_;
    std::uint32_t current_{TreeNodes::none};
    std::uint32_t scope_{TreeNodes::none};
    std::size_t bindings_at_{0};  // the first of the tag that is being read
    // What was asked last: most elements have the prefix of the one before them.
    std::string_view known_prefix_;
    std::uint32_t known_scope_{TreeNodes::none};
    std::uint16_t known_space_{0};
};

// The rules of Namespaces in XML 1.0 section 3, as libxml2 keeps them.
Refusal TreeBuilder::declare(std::string_view prefix, std::string_view space) {
    if ((prefix == "xml") != (space == xml_namespace)) {
        return {"the prefix xml and its namespace belong together"};
    }
    if (prefix == "xmlns" || space == xmlns_namespace) {
        return {"the prefix xmlns and its namespace may not be declared"};
    }
    if (!prefix.empty() && space.empty()) {
        return {"a namespace declaration without a namespace"};
    }
    auto id = tree_.id_of(space);
    if (id == no_space) {
        if (!is_namespace_name(space)) {
            return {"the name of a namespace is not a URI"};
        }
        if (tree_.spaces.size() + 1 >= no_space) {  // one is left for that of xml
            return {"more different namespaces than a tree can number", Errc::limit_exceeded};
        }
        id = interned(space);
    }
    const auto at = prefix.empty() ? 0 : offset(prefix.data());
    tree_.bindings.push_back({at, static_cast<std::uint16_t>(prefix.size()), id, scope_});
    scope_ = static_cast<std::uint32_t>(tree_.bindings.size() - 1);
    return {};
}

std::uint16_t TreeBuilder::interned(std::string_view space) {
    const auto id = static_cast<std::uint16_t>(tree_.spaces.size());
    tree_.spaces.push_back(space);
    if (!tree_.space_ids.empty()) {
        tree_.space_ids.emplace(space, id);
    } else if (tree_.spaces.size() > few) {
        for (std::size_t i = 0; i < tree_.spaces.size(); ++i) {
            tree_.space_ids.emplace(tree_.spaces[i], static_cast<std::uint16_t>(i));
        }
    }
    return id;
}

// 0 also for a prefix that is not declared.
std::uint16_t TreeBuilder::space_of(std::string_view prefix) {
    if (scope_ == known_scope_ && prefix == known_prefix_) {
        return known_space_;
    }
    auto id = tree_.bound(scope_, prefix).value_or(0);
    if (id == 0 && prefix == "xml") {
        id = tree_.id_of(xml_namespace);
        id = id == no_space ? interned(xml_namespace) : id;
    }
    known_prefix_ = prefix;
    known_scope_ = scope_;
    known_space_ = id;
    return id;
}

Refusal TreeBuilder::resolve_attributes(const TreeNodes::Node& node) {
    const auto first = tree_.attributes.begin() + node.attributes_at;
    for (auto at = first; at != tree_.attributes.end(); ++at) {
        if (at->prefix_size > 0) {
            at->space = space_of(tree_.all.substr(at->local_at - at->prefix_size - 1U, at->prefix_size));
        }
    }
    const auto name = [this](const auto& held) { return std::tuple{held.space, tree_.local(held)}; };
    if (has_doubles(first, tree_.attributes.end(), name)) {
        return {"an attribute is given twice"};
    }
    const auto declared = tree_.bindings.begin() + static_cast<std::ptrdiff_t>(bindings_at_);
    const auto prefix = [this](const auto& binding) {
        return tree_.all.substr(binding.prefix_at, binding.prefix_size);
    };
    return has_doubles(declared, tree_.bindings.end(), prefix) ? Refusal{"a prefix is declared twice"} : Refusal{};
}

// `whole` is `octets` with the marks of a CDATA section.
void TreeBuilder::run(std::string_view octets, std::string_view whole, bool references, bool white) {
    auto& node = tree_.nodes[current_];
    if (node.text != Text::none) {
        further_run(node, whole, white);
        return;
    }
    const bool encoded = references || (carriage_returns_ && octets.find('\r') != std::string_view::npos);
    node.text = encoded ? Text::encoded : Text::plain;
    node.text_at = offset(octets.data());
    node.text_size = static_cast<std::uint32_t>(octets.size());
}

void TreeBuilder::further_run(TreeNodes::Node& node, std::string_view whole, bool white) {
    if (node.text == Text::plain || node.text == Text::encoded) {
        const bool all_white = white && is_all_white(tree_.all.substr(node.text_at, node.text_size));
        node.text = all_white ? Text::white : Text::several;
        if (tree_.all.substr(0, node.text_at).ends_with(section_begin)) {
            node.text_at -= static_cast<std::uint32_t>(section_begin.size());
        }
    } else if (!white) {
        node.text = Text::several;
    }
    node.text_size = offset(whole.data() + whole.size()) - node.text_at;
}

void TreeBuilder::decode(TreeNodes::Node& node) {
    const auto octets = tree_.all.substr(node.text_at, node.text_size);
    const bool section = tree_.all.substr(0, node.text_at).ends_with(section_begin);
    const std::size_t at = tree_.decoded.size();
    if (section) {
        append_decoded_section(tree_.decoded, octets);
    } else {
        append_decoded_text(tree_.decoded, octets);
    }
    node.text = Text::decoded;
    node.text_at = static_cast<std::uint32_t>(at);
    node.text_size = static_cast<std::uint32_t>(tree_.decoded.size() - at);
}

}  // namespace

Result<void> build(TreeNodes& tree) {
    // Scanner measures by the limit of octets, which may be set higher.
    if (tree.all.size() >= TreeNodes::octets_max) {
        return fail(Errc::limit_exceeded, "the document has 4 GiB or more");
    }
    TreeBuilder builder(tree);
    if (auto scanned = Scanner<TreeBuilder>{tree.all, tree.limits, builder}.run(); !scanned) {
        return scanned;
    }
    builder.finish();
    return {};
}

}  // namespace otkel::xml
