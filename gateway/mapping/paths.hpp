#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/mapping/yaml_source.hpp"

// The paths of mapping files. Every mistake becomes a complaint at the node that holds the path, and nullopt comes
// back.

namespace otkel::mapping {

struct XmlPath {
    std::vector<XmlName> elements;
    std::optional<XmlName> attribute;  // without one, the text of the last element; of the element itself for "."
};

using Namespaces = std::vector<std::pair<std::string, std::string>>;

class PathReader {
public:
    PathReader(const YamlSource& source, const Namespaces& namespaces) : source_(source), namespaces_(namespaces) {}

    // "Item/Quantity/@unit", "@no", "."
    [[nodiscard]] std::optional<XmlPath> xml(const YAML::Node& node, const std::string& text) const;
    // "Goods/Item": at least one element and no attribute.
    [[nodiscard]] std::optional<XmlPath> elements(const YAML::Node& node, const std::string& text) const;
    [[nodiscard]] std::optional<XmlName> name(const YAML::Node& node, const std::string& text) const;
    // "quantity.value"
    [[nodiscard]] std::optional<std::vector<std::string>> json(const YAML::Node& node, const std::string& text) const;
    // "items[].gtin"
    [[nodiscard]] std::optional<std::vector<KeyStep>> key(const YAML::Node& node, const std::string& text) const;

private:
    const YamlSource& source_;
    const Namespaces& namespaces_;
};

}  // namespace otkel::mapping
