#pragma once

#include <string>
#include <string_view>
#include <vector>

// Writes XML that is canonical from the start (Canonical XML 1.0 rules for escaping, attribute order, empty elements), so that
// what we send is hashed while it is written and never parsed again by us. Namespaces are declared where they are first
// used and not yet in scope, which is the exclusive canonical form; when all of them are declared on the root (declare()
// before the first open()), the inclusive form of the document is the same octets.

namespace otkel::xml {

class CanonicalWriter {
public:
    explicit CanonicalWriter(std::string& out) : out_(out) {}

    // Binds a prefix ("" for the default namespace) for the element opened next.
    void declare(std::string_view prefix, std::string_view space);
    // Opens an element; `prefix` must be bound, or empty for an element in no namespace.
    void open(std::string_view prefix, std::string_view local);
    // Only between open() and the first content. Sorted when the tag is closed.
    void attribute(std::string_view prefix, std::string_view local, std::string_view value);
    void text(std::string_view value);
    // Octets that are canonical already (a document element written by another writer): copied as they are.
    void canonical(std::string_view octets);
    void close();

    // <local>value</local>, the most frequent shape.
    void leaf(std::string_view prefix, std::string_view local, std::string_view value);

private:
    struct Declaration {
        std::string prefix;
        std::string space;
        std::size_t depth;
    };
    struct PendingAttribute {
        std::string prefix;
        std::string local;
        std::string value;
    };
    void finish_tag();
    [[nodiscard]] std::string_view space_of(std::string_view prefix) const;

    std::string& out_;
    std::vector<std::string> open_;  // qualified names
    std::vector<Declaration> scope_;
    std::vector<Declaration> pending_declarations_;
    std::vector<PendingAttribute> pending_attributes_;
    bool tag_open_{false};
};

void append_escaped_text(std::string& out, std::string_view value);       // C14N 1.0 section 2.3, text nodes
void append_escaped_attribute(std::string& out, std::string_view value);  // the same, attribute values

}  // namespace otkel::xml
