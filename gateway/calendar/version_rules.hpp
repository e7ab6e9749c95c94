#pragma once

#include "gateway/calendar/calendar.hpp"
#include "gateway/settings/section.hpp"

// What must be true of a whole version, with all that it has from earlier ones. Private to calendar/.

namespace otkel::calendar {

// Complains about every statement that contradicts another one or the week; true when there was nothing to complain
// about. `years_place` is where the version says its years.
[[nodiscard]] bool check_version(const CalendarParts& parts, const Place& years_place,
                                 settings::Complaints& complaints);

}  // namespace otkel::calendar
