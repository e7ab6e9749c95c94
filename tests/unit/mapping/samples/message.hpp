#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/mapping/plan.hpp"

namespace otkel::mapping::samples {

// An element of a message that is being made.
struct Node {
    XmlName name;
    std::vector<std::pair<XmlName, std::string>> attributes;
    std::string text;
    std::vector<Node> children;
    const XmlName* document_root{nullptr};  // the text is children.front(), written as a document
    bool carries{true};                     // a mapping that comes upon it has something to give
};

// The node as a document of its own. Namespaces are declared where they are first used, with prefixes that are not
// those of the mapping when `own_prefixes` is false.
[[nodiscard]] std::string octets_of(const Node& node, const Namespaces& namespaces, bool own_prefixes);

}  // namespace otkel::mapping::samples
