#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "gateway/app/cli/command.hpp"
#include "gateway/calendar/calendars.hpp"

// The commands of `otkel calendar`: working days, and the files that say which they are.

namespace otkel::app::cli {

void add_calendar_deadline(CLI::App& group, Action& chosen);
void add_calendar_show(CLI::App& group, Action& chosen);
void add_calendar_check(CLI::App& group, Action& chosen);

// Which calendars a command is about.
struct CalendarChoice {
    std::string file = default_configuration;
    std::string folder;   // empty: the one that the configuration names
    std::string version;  // empty: the one that holds today

    // Fails with all findings when there is a mistake in any version: it could be the one that should have been chosen.
    [[nodiscard]] Result<calendar::Calendars> load() const;
    [[nodiscard]] Result<calendar::CalendarPointer> chosen() const;
    [[nodiscard]] Result<std::string> calendars_folder() const;
};
void add_calendar_folder(CLI::App& command, CalendarChoice& choice);
void add_calendar_choice(CLI::App& command, CalendarChoice& choice);

// "2026-03-09 Monday   ", and why: "in place of 2026-03-08 (International Women's Day) [seen: …]".
[[nodiscard]] std::string day_column(calendar::Day day);
[[nodiscard]] std::string why_column(const calendar::DayAnswer& answer);
[[nodiscard]] boost::json::object as_json(const calendar::DayAnswer& answer);

}  // namespace otkel::app::cli
