#pragma once

#include <libxml/tree.h>

#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

// Reading the libxml2 tree of a received message: names always by namespace, and only shapes that cannot mean two
// things.

namespace otkel::signing {

[[nodiscard]] bool is(const xmlNode* node, std::string_view space, std::string_view local);
[[nodiscard]] std::string_view local_name(const xmlNode* node);
[[nodiscard]] std::string_view space_of(const xmlAttr* attribute);

// The value of an attribute; empty `space` for none.
[[nodiscard]] std::optional<std::string_view> attribute(const xmlNode* element, std::string_view space,
                                                        std::string_view local);
[[nodiscard]] std::string_view value_of(const xmlAttr* attribute);

// The text of an element that may hold nothing but text: a comment, a CDATA section or an element in it is refused,
// because they let two readers see two values.
[[nodiscard]] Result<std::string> plain_text(const xmlNode* element, std::size_t octets_max);

// The element children of an element that holds nothing but elements and white space, which are never many.
struct Elements {
    static constexpr std::size_t max = 32;
    std::array<xmlNode*, max> nodes{};
    std::size_t count{0};

    [[nodiscard]] xmlNode* operator[](std::size_t index) const { return nodes[index]; }
};
[[nodiscard]] Result<Elements> element_children(const xmlNode* parent);

// The one child of this name; Errc::not_signed without, Errc::forbidden_construct with several.
[[nodiscard]] Result<xmlNode*> one_child(xmlNode* parent, std::string_view space, std::string_view local);

// Refuses attributes outside of this list of names in no namespace.
[[nodiscard]] Result<void> allow_attributes(const xmlNode* element, std::initializer_list<std::string_view> names);

// The node that follows in document order without leaving the subtree of `top`; null at the end.
[[nodiscard]] xmlNode* next_in_document(xmlNode* after, const xmlNode* top);

// Whether `node` is `ancestor` or below it.
[[nodiscard]] bool is_inside(const xmlNode* node, const xmlNode* ancestor);

// A refusal that says where. `node` may be null.
[[nodiscard]] Failure refuse(Errc code, std::string detail, const xmlNode* node);
[[nodiscard]] Failure relative_namespace(const xmlNode* element);

}  // namespace otkel::signing
