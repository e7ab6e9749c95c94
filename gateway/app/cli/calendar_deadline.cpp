#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <iostream>

#include "gateway/app/cli/calendar.hpp"

namespace otkel::app::cli {
namespace {

namespace json = boost::json;

constexpr int longest_term = 10'000;

struct Options {
    CalendarChoice calendars;
    std::string event;
    int working_days = 0;
    bool json = false;
};

void print_json(const Options& options, const calendar::DueDay& due) {
    json::array passed;
    for (const auto& one : due.passed) {
        passed.push_back(as_json(one));
    }
    std::cout << json::serialize(json::object{{"event", options.event},
                                              {"working_days", options.working_days},
                                              {"last_day", calendar::to_text(due.day)},
                                              {"calendar", due.version},
                                              {"passed", std::move(passed)}})
              << '\n';
}

void print(const Options& options, const calendar::DueDay& due) {
    std::cout << fmt::format("{}\na term of {} working day{} from {}, by calendar {}\n", calendar::to_text(due.day),
                             options.working_days, options.working_days == 1 ? "" : "s", options.event, due.version);
    int counted = 0;
    for (const auto& one : due.passed) {
        counted += one.is_working ? 1 : 0;
        const auto number = one.is_working ? std::to_string(counted) : std::string("-");
        const bool plain = one.reason == calendar::Reason::weekday;
        std::cout << fmt::format("  {} {:>4}{}\n", day_column(one.day), number, plain ? "" : "  " + why_column(one));
    }
}

int deadline(const Options& options) {
    const auto event = calendar::parse_day(options.event);
    if (!event) {
        std::cerr << event.error().detail << '\n';
        return usage_error;
    }
    const auto calendar = options.calendars.chosen();
    if (!calendar) {
        return complain(calendar.error());
    }
    const auto due = (*calendar)->deadline(*event, options.working_days);
    if (!due) {
        return complain(due.error());
    }
    options.json ? print_json(options, *due) : print(options, *due);
    return done;
}

}  // namespace

void add_calendar_deadline(CLI::App& group, Action& chosen) {
    auto* command = group.add_subcommand("deadline", "The last day of a term of working days, and why.");
    static Options options;
    command->add_option("date", options.event, "day of the event, as 2026-03-04; counting starts on the next one")
        ->required();
    command->add_option("working-days", options.working_days, "working days of the term")
        ->required()
        ->check(CLI::Range(0, longest_term));
    add_calendar_choice(*command, options.calendars);
    command->add_flag("--json", options.json, "machine output");
    command->callback([&chosen] { chosen = [] { return deadline(options); }; });
}

}  // namespace otkel::app::cli
