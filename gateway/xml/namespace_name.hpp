#pragma once

#include <string_view>

// For the .cpp files of this folder.

namespace otkel::xml {

inline constexpr std::string_view xml_namespace = "http://www.w3.org/XML/1998/namespace";
inline constexpr std::string_view xmlns_namespace = "http://www.w3.org/2000/xmlns/";

// Whether libxml2 takes it as the name of a namespace: a URI, absolute or relative.
[[nodiscard]] bool is_namespace_name(std::string_view name);

}  // namespace otkel::xml
