#pragma once

#include <libxml/tree.h>

#include <initializer_list>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/signing/nodes.hpp"

// Reading of the elements of the ds namespace, of which none may hold more than is expected.

namespace otkel::signing {

[[nodiscard]] Failure unexpected(const xmlNode* element);
[[nodiscard]] std::string quoted(std::string_view text);  // cut to a length that fits a message

// The children of `parent`, which must be exactly these elements of the ds namespace.
[[nodiscard]] Result<Elements> exact_children(const xmlNode* parent, std::initializer_list<std::string_view> names);

// The attribute Algorithm, the only one that a method may have.
[[nodiscard]] Result<std::string_view> algorithm_of(const xmlNode* element);

// Parameters of methods (HMACOutputLength, XPath …) would change what a method means; none is known here.
[[nodiscard]] Result<void> no_children(const xmlNode* element);

// One text for one value, white space apart: bits of the last character that no octet uses, or padding that is missing,
// would let a signature be changed without anybody noticing (RFC 4648 section 3.5).
[[nodiscard]] Result<std::string> from_canonical_base64(std::string_view text);

// Base64 of at most `octets_max` characters in an element that holds text only.
[[nodiscard]] Result<std::string> read_base64(const xmlNode* element, std::size_t octets_max);

}  // namespace otkel::signing
