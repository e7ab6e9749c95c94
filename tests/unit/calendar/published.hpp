#pragma once

#include <gtest/gtest.h>

#include <string_view>

#include "gateway/calendar/calendars.hpp"

// The calendars that ship with the gateway.

namespace otkel::calendar {

inline const Calendars& published() {
    static const Calendars calendars = [] {
        settings::Complaints complaints;
        auto loaded = Calendars::load("config/calendars", complaints);
        for (const auto& finding : complaints.findings()) {
            ADD_FAILURE() << finding.to_string();
        }
        return loaded;
    }();
    return calendars;
}

inline const Calendar& published(std::string_view version) { return *published().find(version).value(); }

inline Day day(std::string_view text) { return parse_day(text).value(); }

// The last day, or what was wrong.
inline std::string last_day(const Calendar& calendar, std::string_view event, int working_days) {
    const auto due = calendar.deadline(day(event), working_days);
    return due ? to_text(due->day) : due.error().detail;
}

}  // namespace otkel::calendar
