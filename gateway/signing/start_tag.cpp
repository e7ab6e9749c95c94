#include "gateway/signing/start_tag.hpp"

#include <map>

#include "gateway/signing/names.hpp"

namespace otkel::signing {
namespace {

struct Attribute {
    std::string_view name;
    std::string_view value;  // as it is written, with its escapes
};

// The next ` name="value"` of a canonical start tag, taken off `rest`.
std::optional<Attribute> take_attribute(std::string_view& rest) {
    const auto equals = rest.find("=\"");
    if (!rest.starts_with(' ') || equals == std::string_view::npos) {
        return std::nullopt;
    }
    const auto value_end = rest.find('"', equals + 2);
    if (value_end == std::string_view::npos) {
        return std::nullopt;
    }
    const Attribute taken{rest.substr(1, equals - 1), rest.substr(equals + 2, value_end - equals - 2)};
    if (taken.name.empty() || taken.name.find_first_of(" \t\r\n<>\"'") != std::string_view::npos) {
        return std::nullopt;
    }
    rest.remove_prefix(value_end + 1);
    return taken;
}

void append_attribute(std::string& out, std::string_view name, std::string_view value) {
    out.append(" ").append(name).append("=\"").append(value).append("\"");
}

}  // namespace

std::optional<std::string> declarations_of_root(std::string_view document) {
    if (document.size() < 3 || document.front() != '<' || document.back() != '>') {
        return std::nullopt;
    }
    std::string_view rest = document.substr(document.find_first_of(" >"));
    // "xmlns" sorts before "xmlns:…", as the default namespace must.
    std::map<std::string_view, std::string_view> declarations{{"xmlns:ds", space::ds}};
    std::string inherited;
    while (!rest.starts_with('>')) {
        const auto attribute = take_attribute(rest);
        if (!attribute) {
            return std::nullopt;
        }
        if (attribute->name == "xmlns" || attribute->name.starts_with("xmlns:")) {
            declarations.try_emplace(attribute->name, attribute->value);
        } else if (attribute->name.starts_with("xml:")) {
            append_attribute(inherited, attribute->name, attribute->value);
        }
    }
    std::string out;
    for (const auto& [name, value] : declarations) {
        append_attribute(out, name, value);
    }
    return out + inherited;
}

}  // namespace otkel::signing
