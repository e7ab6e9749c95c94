#include <fmt/format.h>

#include <iostream>

#include "gateway/app/cli/calendar.hpp"
#include "gateway/app/finding_json.hpp"

namespace otkel::app::cli {
namespace {

struct Options {
    CalendarChoice calendars;
    bool json = false;
};

void print_years(const calendar::Calendar& calendar) {
    std::cout << fmt::format("{}, published {}:", calendar.version(), calendar::to_text(calendar.published()));
    for (const int year : calendar.parts().years) {
        const auto working = calendar.working_days_of(year);
        std::cout << fmt::format(" {} ({})", year, working ? *working : 0);
    }
    std::cout << '\n';
}

int check(const Options& options) {
    const auto folder = options.calendars.calendars_folder();
    if (!folder) {
        return complain(folder.error());
    }
    settings::Complaints complaints;
    const auto calendars = calendar::Calendars::load(*folder, complaints);
    if (complaints.empty() && calendars.all().empty()) {
        return complain(calendars.latest().error());
    }
    if (options.json) {
        std::cout << findings_json(complaints.findings()) << '\n';
        return complaints.empty() ? done : not_valid;
    }
    for (const auto& finding : complaints.findings()) {
        std::cout << finding.to_string() << '\n';
    }
    if (complaints.empty()) {
        for (const auto& one : calendars.all()) {
            print_years(*one);
        }
        std::cout << *folder << ": nothing to complain about\n";
    }
    return complaints.empty() ? done : not_valid;
}

}  // namespace

void add_calendar_check(CLI::App& group, Action& chosen) {
    auto* command = group.add_subcommand(
        "check", "Find every mistake in the calendars; print versions with the working days of their years.");
    static Options options;
    add_calendar_folder(*command, options.calendars);
    command->add_flag("--json", options.json, "findings as JSON");
    command->callback([&chosen] { chosen = [] { return check(options); }; });
}

}  // namespace otkel::app::cli
