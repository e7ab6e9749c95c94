#pragma once

#include <boost/json/value.hpp>
#include <string>

namespace otkel::mapping::authoring {

// For people: two blanks for each level, what is short on one line, members in their order. Ends with a line break.
[[nodiscard]] std::string pretty(const boost::json::value& value);

}  // namespace otkel::mapping::authoring
