#include "gateway/mapping/paths.hpp"

#include <algorithm>

#include "gateway/mapping/words.hpp"

namespace otkel::mapping {
namespace {

bool starts_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80U;
}

}  // namespace

std::vector<std::string> steps_of(std::string_view text, char separator) {
    std::vector<std::string> steps;
    std::size_t begin = 0;
    for (auto end = text.find(separator); end != std::string_view::npos; end = text.find(separator, begin)) {
        steps.emplace_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    steps.emplace_back(text.substr(begin));
    return steps;
}

bool is_ncname(std::string_view text) {
    return !text.empty() && starts_name(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
        return starts_name(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
    });
}

std::optional<XmlName> name_in_xml(const Namespaces& namespaces, std::string_view text) {
    const auto colon = text.find(':');
    XmlName name;
    name.prefix = colon == std::string_view::npos ? std::string_view{} : text.substr(0, colon);
    name.local = colon == std::string_view::npos ? text : text.substr(colon + 1);
    if (!is_ncname(name.local)) {
        return std::nullopt;
    }
    if (name.prefix.empty()) {
        return colon == std::string_view::npos ? std::optional{name} : std::nullopt;
    }
    if (name.prefix == "xml") {
        name.space = xml_space;
        return name;
    }
    const auto known =
        std::find_if(namespaces.begin(), namespaces.end(), [&](const auto& one) { return one.first == name.prefix; });
    if (known == namespaces.end()) {
        return std::nullopt;
    }
    name.space = known->second;
    return name;
}

std::optional<XmlName> PathReader::name(const YAML::Node& node, const std::string& text) const {
    const auto colon = text.find(':');
    XmlName name;
    name.prefix = colon == std::string::npos ? std::string{} : text.substr(0, colon);
    name.local = colon == std::string::npos ? text : text.substr(colon + 1);
    if (!is_ncname(name.local) || (colon != std::string::npos && !is_ncname(name.prefix))) {
        source_.complain(node, in_quotes(text) + " is not a name", "Name or prefix:Name");
        return std::nullopt;
    }
    if (auto known = name.prefix == "xsi"
                         ? std::optional<XmlName>{XmlName{"xsi", std::string(instance_space), name.local}}
                         : name_in_xml(namespaces_, text)) {
        const auto space = std::find(spaces_.begin(), spaces_.end(), known->space);
        known->space_number = static_cast<std::uint16_t>(space - spaces_.begin());
        if (space == spaces_.end()) {
            spaces_.push_back(known->space);
        }
        return known;
    }
    std::vector<std::string> prefixes;
    for (const auto& [prefix, space] : namespaces_) {
        prefixes.push_back(prefix);
    }
    const auto hint = suggestion(name.prefix, prefixes);
    source_.complain(node, "the prefix '" + name.prefix + "' is not among 'namespaces'" + hint,
                     hint.empty() && !prefixes.empty() ? "one of the prefixes " + listed(prefixes) : "");
    return std::nullopt;
}

std::optional<XmlPath> PathReader::xml(const YAML::Node& node, const std::string& text) const {
    XmlPath path;
    if (text == ".") {
        return path;
    }
    auto steps = steps_of(text, '/');
    if (steps.size() > path_steps_max) {
        source_.complain(node, "the path has more than " + std::to_string(path_steps_max) + " steps");
        return std::nullopt;
    }
    if (steps.back().starts_with('@')) {
        auto attribute = name(node, steps.back().substr(1));
        if (!attribute) {
            return std::nullopt;
        }
        path.attribute = std::move(attribute);
        steps.pop_back();
    }
    for (const auto& step : steps) {
        auto element = name(node, step);
        if (!element) {
            return std::nullopt;
        }
        path.elements.push_back(std::move(*element));
    }
    return path;
}

std::optional<XmlPath> PathReader::elements(const YAML::Node& node, const std::string& text) const {
    const bool any = text == "*" || text.ends_with("/*");
    auto path = any ? xml(node, text.size() > 1 ? text.substr(0, text.size() - 2) : ".") : xml(node, text);
    if (any && path) {
        path->elements.emplace_back();
    }
    if (path && (path->attribute || path->elements.empty())) {
        source_.complain(node, in_quotes(text) + " does not name an element", "a path like Goods/Item");
        return std::nullopt;
    }
    return path;
}

std::optional<std::vector<std::string>> PathReader::json(const YAML::Node& node, const std::string& text) const {
    auto steps = steps_of(text, '.');
    const bool sound = std::all_of(steps.begin(), steps.end(), [](const std::string& step) {
        return !step.empty() && step.find_first_of("[] /@") == std::string::npos;
    });
    if (!sound || steps.size() > path_steps_max) {
        source_.complain(node, in_quotes(text) + " is not a path of JSON members",
                         "names with points between, for example quantity.value");
        return std::nullopt;
    }
    return steps;
}

std::optional<std::vector<KeyStep>> PathReader::key(const YAML::Node& node, const std::string& text) const {
    std::vector<KeyStep> steps;
    for (auto& step : steps_of(text, '.')) {
        const bool each = step.ends_with("[]");
        steps.push_back({each ? step.substr(0, step.size() - 2) : step, each});
        if (steps.back().name.empty() || steps.back().name.find_first_of("[] /@") != std::string::npos) {
            source_.complain(node, in_quotes(text) + " is not the path of a key", "a path like items[].gtin");
            return std::nullopt;
        }
    }
    return steps;
}

}  // namespace otkel::mapping
