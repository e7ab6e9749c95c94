#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/result.hpp"

// Distinguished names: as text (RFC 2253), taken apart for comparison, and as the DER of certificates and lists.

namespace otkel::trust {

// One relative name: its attributes as "type=value", sorted, where several are joined by '+'.
using RelativeName = std::vector<std::string>;

// nullopt when the text is not a name. Attribute types become dotted object identifiers where their keyword is known,
// values lose their escapes and #hex coding.
[[nodiscard]] std::optional<std::vector<RelativeName>> parse_name(std::string_view text);

// The same name, in either order: RFC 2253 begins with the most specific part, some writers with the country.
[[nodiscard]] bool is_same_name(std::string_view a, std::string_view b);

// RFC 2253 text of a Name in DER, in valid UTF-8. Letters above ASCII stay readable: names of the national authorities
// are in Kazakh.
[[nodiscard]] Result<std::string> name_text(std::string_view name_der);

// Types of attributes that are read for their meaning.
namespace attribute {
inline constexpr std::string_view common_name = "2.5.4.3", surname = "2.5.4.4", serial_number = "2.5.4.5",
                                  country = "2.5.4.6", locality = "2.5.4.7", region = "2.5.4.8",
                                  organization = "2.5.4.10", organizational_unit = "2.5.4.11", given_name = "2.5.4.42",
                                  user_id = "0.9.2342.19200300.100.1.1", email = "1.2.840.113549.1.9.1";
}  // namespace attribute

// Object identifier and value in UTF-8, as they stand in the name, first part first.
using NameAttributes = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] Result<NameAttributes> name_attributes(std::string_view name_der);

// The first value of the type; empty when there is none.
[[nodiscard]] std::string first_value(std::string_view type, const NameAttributes& attributes);
// The twelve digits after "IIN" or "BIN" in any value of the type; empty when there are none. Their check digit is not
// looked at: the authority's test identities break it (protocol fact, seen).
[[nodiscard]] std::string number_after(std::string_view prefix, std::string_view type,
                                       const NameAttributes& attributes);

}  // namespace otkel::trust
