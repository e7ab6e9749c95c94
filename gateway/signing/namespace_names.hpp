#pragma once

#include <libxml/tree.h>

namespace otkel::signing {

// Whether the element declares a namespace by a name that is not an absolute URI. Such a document has no canonical form
// (Canonical XML 1.0, section 1.3): other verifiers refuse it, so we do.
[[nodiscard]] bool declares_relative_namespace(const xmlNode* element);

}  // namespace otkel::signing
