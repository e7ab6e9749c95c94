#pragma once

#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "gateway/calendar/calendar.hpp"
#include "gateway/settings/section.hpp"

namespace otkel::calendar {

using CalendarPointer = std::shared_ptr<const Calendar>;

// All versions of a folder. A case that names its version is counted by it for ever; a new case by valid_on().
class Calendars {
public:
    // Every mistake is a complaint; a version with one, and those that replace it, are left out.
    [[nodiscard]] static Calendars load(const std::filesystem::path& folder, settings::Complaints& complaints);

    [[nodiscard]] const std::vector<CalendarPointer>& all() const { return versions_; }  // by their day of publication
    // Errc::not_found, with the versions there are.
    [[nodiscard]] Result<CalendarPointer> find(std::string_view version) const;
    [[nodiscard]] Result<CalendarPointer> latest() const;
    // The last that was published on this day or before it.
    [[nodiscard]] Result<CalendarPointer> valid_on(Day day) const;

private:
    std::filesystem::path folder_;
    std::vector<CalendarPointer> versions_;
};

}  // namespace otkel::calendar
