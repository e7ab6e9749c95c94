#pragma once

#include <boost/json/value.hpp>

#include "gateway/core/embedded/register.hpp"
#include "gateway/core/port.hpp"

namespace otkel::core {

inline constexpr auto reference_table_name = "reference.table";

// {"table": …, "known": …} gives the whole table, or that it is still the known version. Errc::not_found when there is
// no such table.
[[nodiscard]] Result<Reply> reference_table(const boost::json::value& request, Register& records);

}  // namespace otkel::core
