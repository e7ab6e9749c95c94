#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace otkel::signing {

// What inclusive C14N writes into the start tag of a ds:SignedInfo below the root of `document`: all namespaces that
// the root declares and "ds", sorted by prefix, then the root's xml: attributes (C14N 1.0 section 2.4: a subset
// inherits both). The document is one element in canonical form; nullopt when its start tag is not.
[[nodiscard]] std::optional<std::string> declarations_of_root(std::string_view document);

}  // namespace otkel::signing
