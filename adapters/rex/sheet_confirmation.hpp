#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "gateway/base/result.hpp"

namespace otkel::adapters::rex {

// The sheet as an officer confirms it. `data`: {"rows": [{"row": 3, "confirmed": "agrees", "remark": "…"}], "asShown":
// true}. With asShown, rows in which everything agrees are confirmed as they are; every other row needs the officer's
// own word: "agrees", "differs" or "does-not-matter". Gives {"rows": […]}, each with "confirmed".
// Errc::invalid_argument names the rows that were left out.
[[nodiscard]] Result<boost::json::object> confirm(boost::json::array sheet, const boost::json::object& data);

}  // namespace otkel::adapters::rex
