#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "gateway/base/result.hpp"

namespace otkel::adapters::rex {

// A request of a foreign authority as it opens a case: what an officer types from a letter, and what a mapping makes of
// a message. docs/rex.md has its members; what the comparison does not need may be absent. Identifiers come back in
// their canonical form. Errc::invalid_argument with every finding and its pointer.
[[nodiscard]] Result<boost::json::object> check_request(boost::json::value request);

}  // namespace otkel::adapters::rex
