#pragma once

#include <boost/json/value.hpp>
#include <string_view>

namespace otkel::exchange {

// The member at `path`, "declaration.number", of objects inside objects; the value itself for an empty path; null when
// there is none.
[[nodiscard]] const boost::json::value* member_at(const boost::json::value& value, std::string_view path);

}  // namespace otkel::exchange
