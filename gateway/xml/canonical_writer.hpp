#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

// Writes XML that is canonical from the start (Canonical XML 1.0 rules for escaping, attribute order, empty elements),
// so that what we send is hashed while it is written and never parsed again by us. Namespaces are declared where they
// are first used and not yet in scope, which is the exclusive canonical form; when all of them are declared on the root
// (declare() before the first open()), the inclusive form of the document is the same octets.

namespace otkel::xml {

// Names and namespaces come from our own code and are taken as they are (a prefix that is not bound is our bug). Values
// may hold anything: what XML cannot carry is replaced by U+FFFD, and outcome() says so.
class CanonicalWriter {
public:
    // Appends to `out`. While an element is open, others may append to it too, but not change what is there.
    explicit CanonicalWriter(std::string& out) : out_(out) {}

    // Binds a prefix ("" for the default namespace) for the element opened next. Nothing is written when the prefix is
    // bound to this namespace already.
    void declare(std::string_view prefix, std::string_view space);
    // Opens an element; `prefix` must be bound, or empty for an element in the default namespace or in none.
    void open(std::string_view prefix, std::string_view local);
    // Only between open() and the first content or declare(). In any order.
    void attribute(std::string_view prefix, std::string_view local, std::string_view value);
    void text(std::string_view value);
    // Octets that are canonical already (an element written by another writer): copied as they are. They must not
    // declare again what is in scope here with the same namespace, nor use the default namespace without declaring it.
    void canonical(std::string_view octets);
    void close();

    // <local>value</local>, the most frequent shape.
    void leaf(std::string_view prefix, std::string_view local, std::string_view value);

    // Errc::malformed with the XPath of the first value that had to be changed; good otherwise.
    [[nodiscard]] Result<void> outcome() const;

private:
    struct Opened {
        std::size_t name;  // where its qualified name stands in out_
        std::size_t name_size;
    };
    // Prefix and namespace stand one after the other in names_.
    struct Binding {
        std::size_t at;
        std::size_t prefix_size;
        std::size_t space_size;
        std::size_t depth;
    };
    // ` prefix:local="value"` in out_, in the tag that is open.
    struct Written {
        std::size_t at;
        std::size_t prefix_size;
        std::size_t local_size;
    };
    void write_declarations(std::size_t depth);
    void finish_tag();
    [[nodiscard]] bool is_bound(std::string_view prefix, std::size_t bindings) const;
    [[nodiscard]] std::string_view space_of(std::string_view prefix, std::size_t bindings) const;
    [[nodiscard]] std::string_view prefix_of(const Binding& binding) const;
    [[nodiscard]] std::string_view local_of(const Written& attribute) const;
    [[nodiscard]] std::string_view space_of(const Written& attribute) const;
    [[nodiscard]] bool goes_before(const Written& a, const Written& b) const;
    void remember_replacement();

    std::string& out_;
    std::string names_;
    std::vector<Opened> open_;
    std::vector<Binding> bindings_;
    std::vector<Written> attributes_;
    std::string replaced_at_;
    bool tag_open_{false};
};

// C14N 1.0 section 2.3, text nodes and attribute values. False when `value` held octets that are not characters of XML;
// each stands as U+FFFD then.
bool append_escaped_text(std::string& out, std::string_view value);
bool append_escaped_attribute(std::string& out, std::string_view value);

}  // namespace otkel::xml
