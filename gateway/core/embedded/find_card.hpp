#pragma once

#include <boost/json/value.hpp>

#include "gateway/core/embedded/register.hpp"
#include "gateway/core/port.hpp"

namespace otkel::core {

inline constexpr auto find_card_name = "catalogue.findCard";

// {"ntin": …} or {"gtin": …} gives {"cards": […]}, which is empty when the catalogue has none.
[[nodiscard]] Result<Reply> find_card(const boost::json::value& request, Register& records);

}  // namespace otkel::core
