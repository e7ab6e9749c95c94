#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Distinguished names as text (RFC 2253), taken apart for comparison. Private to trust/.

namespace otkel::trust {

// One relative name: its attributes as "type=value", sorted, where several are joined by '+'.
using RelativeName = std::vector<std::string>;

// nullopt when the text is not a name. Attribute types become dotted object identifiers where their keyword is known,
// values lose their escapes and #hex coding.
[[nodiscard]] std::optional<std::vector<RelativeName>> parse_name(std::string_view text);

// The same name, in either order: RFC 2253 begins with the most specific part, some writers with the country.
[[nodiscard]] bool is_same_name(std::string_view a, std::string_view b);

}  // namespace otkel::trust
