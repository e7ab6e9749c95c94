#pragma once

#include <string>
#include <string_view>
#include <xercesc/util/XercesDefs.hpp>

namespace otkel::xsd {

// Before anything else of Xerces; may be called by any thread, any number of times.
void start_xerces();

[[nodiscard]] std::string utf8(const XMLCh* text);  // empty for null
[[nodiscard]] std::basic_string<XMLCh> utf16(std::string_view text);

}  // namespace otkel::xsd
