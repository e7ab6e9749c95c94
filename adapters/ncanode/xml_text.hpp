#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Changes to a document as text, so that everything that is not meant stays octet for octet. For documents that are
// known to be well formed and free of DOCTYPE and entities (Verifier::accept_unsigned has looked).

namespace otkel::adapters::ncanode {

// What a document consists of, one after another.
struct XmlPiece {
    enum class Kind : std::uint8_t { opening, closing, empty_element, text, other };  // other: comments, CDATA …
    Kind kind{Kind::other};
    std::string_view octets;
};

class XmlPieces {
public:
    explicit XmlPieces(std::string_view document) : rest_(document) {}
    [[nodiscard]] std::optional<XmlPiece> next();

private:
    std::string_view rest_;
};

struct XmlTag {
    std::string_view name;                                                  // with its prefix
    std::vector<std::pair<std::string_view, std::string_view>> attributes;  // values as they are written
};
[[nodiscard]] XmlTag read_tag(std::string_view octets);

// A child of an element or of the document: an element with all that is in it, or a piece of anything else.
struct XmlChild {
    std::string_view whole;
    std::string_view tag;      // of an element; empty otherwise
    std::string_view content;  // of an element
    [[nodiscard]] bool is_element() const { return !tag.empty(); }
};
[[nodiscard]] std::vector<XmlChild> children_of(std::string_view content);

struct XmlName {
    std::string_view space, local;
    bool operator==(const XmlName&) const = default;
};
// `scope`: tags of the elements around it, the outermost first; its own tag is looked at before them.
[[nodiscard]] XmlName name_of(const XmlTag& tag, const std::vector<XmlTag>& scope);
[[nodiscard]] bool is_declaration(std::string_view attribute);

// The element with all declarations of `scope` that its own tag does not make: it means the same where it stands alone.
[[nodiscard]] std::string standing_alone(const XmlChild& element, const std::vector<XmlTag>& scope);

// Without text that is white space alone.
[[nodiscard]] std::string without_white_space(std::string_view document);
// Without the ds:Signature children of the document element.
[[nodiscard]] std::string without_signatures(std::string_view document);

}  // namespace otkel::adapters::ncanode
