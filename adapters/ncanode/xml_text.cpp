#include "adapters/ncanode/xml_text.hpp"

#include <algorithm>

#include "gateway/base/bytes.hpp"

namespace otkel::adapters::ncanode {
namespace {

using Kind = XmlPiece::Kind;

constexpr std::string_view white = " \t\r\n";
constexpr std::string_view signature_space = "http://www.w3.org/2000/09/xmldsig#";

struct Bracket {
    std::string_view begin, end;
};
constexpr Bracket brackets[] = {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};

std::size_t through(std::string_view text, std::string_view end) {
    const auto at = text.find(end);
    return at == std::string_view::npos ? text.size() : at + end.size();
}

// '>' may stand in a value as it is (XML 1.0 production 10).
std::size_t tag_size(std::string_view text) {
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != 0) {
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '>') {
            return i + 1;
        }
    }
    return text.size();
}

XmlPiece first_piece(std::string_view text) {
    if (text.front() != '<') {
        return {Kind::text, text.substr(0, std::min(text.find('<'), text.size()))};
    }
    for (const auto& bracket : brackets) {
        if (text.starts_with(bracket.begin)) {
            return {Kind::other, text.substr(0, through(text, bracket.end))};
        }
    }
    const auto octets = text.substr(0, tag_size(text));
    const auto kind =
        octets.starts_with("</") ? Kind::closing : (octets.ends_with("/>") ? Kind::empty_element : Kind::opening);
    return {kind, octets};
}

std::size_t offset_in(std::string_view whole, std::string_view part) {
    return static_cast<std::size_t>(part.data() - whole.data());
}

XmlChild element_between(std::string_view content, std::string_view opening, std::string_view closing) {
    const auto from = offset_in(content, opening);
    const auto inside = from + opening.size();
    const auto end = offset_in(content, closing);
    return {content.substr(from, end + closing.size() - from), opening, content.substr(inside, end - inside)};
}

const std::string_view* declared(const XmlTag& tag, std::string_view attribute) {
    const auto at = std::find_if(tag.attributes.begin(), tag.attributes.end(),
                                 [&](const auto& pair) { return pair.first == attribute; });
    return at == tag.attributes.end() ? nullptr : &at->second;
}

}  // namespace

std::optional<XmlPiece> XmlPieces::next() {
    if (rest_.empty()) {
        return std::nullopt;
    }
    const auto piece = first_piece(rest_);
    rest_.remove_prefix(piece.octets.size());
    return piece;
}

XmlTag read_tag(std::string_view octets) {
    auto rest = octets.substr(1, octets.find_last_not_of("/>"));
    const auto take = [&rest](std::string_view stops) {
        const auto taken = rest.substr(0, std::min(rest.find_first_of(stops), rest.size()));
        rest.remove_prefix(taken.size());
        return taken;
    };
    const auto skip = [&rest] { rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n="), rest.size())); };
    XmlTag tag{take(white), {}};
    for (skip(); !rest.empty(); skip()) {
        const auto name = take(" \t\r\n=");
        skip();
        if (rest.empty()) {
            break;
        }
        const char quote = rest.front();
        rest.remove_prefix(1);
        tag.attributes.emplace_back(name, take({&quote, 1}));
        rest.remove_prefix(std::min<std::size_t>(1, rest.size()));
    }
    return tag;
}

std::vector<XmlChild> children_of(std::string_view content) {
    std::vector<XmlChild> children;
    XmlPieces pieces(content);
    std::size_t depth = 0;
    XmlPiece opening;
    while (const auto piece = pieces.next()) {
        if (depth == 0 && piece->kind != Kind::opening) {
            const bool element = piece->kind == Kind::empty_element;
            children.push_back({piece->octets, element ? piece->octets : std::string_view(), {}});
        } else if (piece->kind == Kind::opening) {
            opening = depth == 0 ? *piece : opening;
            ++depth;
        } else if (piece->kind == Kind::closing) {
            --depth;
            if (depth == 0) {
                children.push_back(element_between(content, opening.octets, piece->octets));
            }
        }
    }
    return children;
}

XmlName name_of(const XmlTag& tag, const std::vector<XmlTag>& scope) {
    const auto colon = tag.name.find(':');
    const bool prefixed = colon != std::string_view::npos;
    const auto attribute = prefixed ? "xmlns:" + std::string(tag.name.substr(0, colon)) : std::string("xmlns");
    const auto local = prefixed ? tag.name.substr(colon + 1) : tag.name;
    if (const auto* space = declared(tag, attribute)) {
        return {*space, local};
    }
    for (auto at = scope.rbegin(); at != scope.rend(); ++at) {
        if (const auto* space = declared(*at, attribute)) {
            return {*space, local};
        }
    }
    return {{}, local};
}

bool is_declaration(std::string_view attribute) { return attribute == "xmlns" || attribute.starts_with("xmlns:"); }

std::string standing_alone(const XmlChild& element, const std::vector<XmlTag>& scope) {
    const auto tag = read_tag(element.tag);
    std::vector<std::string_view> made;
    std::string declarations;
    const auto make = [&](std::string_view name, std::string_view value) {
        if (!is_declaration(name) || declared(tag, name) != nullptr ||
            std::find(made.begin(), made.end(), name) != made.end()) {
            return;
        }
        made.push_back(name);
        const char quote = value.find('"') == std::string_view::npos ? '"' : '\'';
        declarations.append(" ").append(name).append("=") += quote;
        declarations.append(value) += quote;
    };
    // The nearest declaration of a prefix counts.
    for (auto at = scope.rbegin(); at != scope.rend(); ++at) {
        for (const auto& [name, value] : at->attributes) {
            make(name, value);
        }
    }
    const auto after_name = 1 + tag.name.size();
    return std::string(element.whole.substr(0, after_name)) + declarations +
           std::string(element.whole.substr(after_name));
}

std::string without_white_space(std::string_view document) {
    std::string out;
    out.reserve(document.size());
    XmlPieces pieces(document);
    while (const auto piece = pieces.next()) {
        if (piece->kind != Kind::text || !trim(piece->octets).empty()) {
            out += piece->octets;
        }
    }
    return out;
}

std::string without_signatures(std::string_view document) {
    std::string out;
    out.reserve(document.size());
    auto kept = document;
    for (const auto& root : children_of(document)) {
        if (!root.is_element() || root.content.empty()) {
            continue;
        }
        const std::vector<XmlTag> scope{read_tag(root.tag)};
        for (const auto& child : children_of(root.content)) {
            if (child.is_element() && name_of(read_tag(child.tag), scope) == XmlName{signature_space, "Signature"}) {
                out += kept.substr(0, offset_in(kept, child.whole));
                kept.remove_prefix(offset_in(kept, child.whole) + child.whole.size());
            }
        }
    }
    return out += kept;
}

}  // namespace otkel::adapters::ncanode
