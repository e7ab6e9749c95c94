#pragma once

#include <string>
#include <string_view>

// From octets of a document that was scanned to what they mean. For the .cpp files of this folder.

namespace otkel::xml {

inline constexpr std::string_view section_begin = "<![CDATA[";
inline constexpr std::string_view section_end = "]]>";

// A run of text: references are replaced, line ends are line feeds (XML 1.0 section 2.11).
void append_decoded_text(std::string& out, std::string_view octets);
// What stands in a CDATA section: line ends only.
void append_decoded_section(std::string& out, std::string_view octets);
// The value of an attribute: references, and white space that stands as it is becomes spaces (XML 1.0 section 3.3.3).
void append_decoded_value(std::string& out, std::string_view octets);

}  // namespace otkel::xml
