#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/mapping/yaml_source.hpp"

// The paths of mapping files. Every mistake becomes a complaint at the node that holds the path, and nullopt comes
// back.

namespace otkel::mapping {

struct XmlPath {
    std::vector<XmlName> elements;
    std::optional<XmlName> attribute;  // without one, the text of the last element; of the element itself for "."
};

class PathReader {
public:
    // `spaces` gets every namespace that a name is in.
    PathReader(const YamlSource& source, const Namespaces& namespaces, std::vector<std::string>& spaces)
        : source_(source), namespaces_(namespaces), spaces_(spaces) {}

    // "Item/Quantity/@unit", "@no", "."
    [[nodiscard]] std::optional<XmlPath> xml(const YAML::Node& node, const std::string& text) const;
    // "Goods/Item": at least one element and no attribute. The last step may be "*": any of several, a name without a
    // local part.
    [[nodiscard]] std::optional<XmlPath> elements(const YAML::Node& node, const std::string& text) const;
    [[nodiscard]] std::optional<XmlName> name(const YAML::Node& node, const std::string& text) const;
    // "quantity.value"
    [[nodiscard]] std::optional<std::vector<std::string>> json(const YAML::Node& node, const std::string& text) const;
    // "items[].gtin"
    [[nodiscard]] std::optional<std::vector<KeyStep>> key(const YAML::Node& node, const std::string& text) const;

private:
    const YamlSource& source_;
    const Namespaces& namespaces_;
    std::vector<std::string>& spaces_;
};

// "quantity.value" at '.'; an empty text is one empty step.
[[nodiscard]] std::vector<std::string> steps_of(std::string_view path, char separator);
// NCName of Namespaces in XML 1.0; letters beyond ASCII are not told from other signs.
[[nodiscard]] bool is_ncname(std::string_view text);
// "dc:Item" by the prefixes of a mapping; nullopt when it is no name or its prefix is none of them.
[[nodiscard]] std::optional<XmlName> name_in_xml(const Namespaces& namespaces, std::string_view text);

}  // namespace otkel::mapping
