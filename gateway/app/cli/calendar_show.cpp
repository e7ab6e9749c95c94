#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <iostream>

#include "gateway/app/cli/calendar.hpp"

namespace otkel::app::cli {
namespace {

namespace json = boost::json;

struct Options {
    CalendarChoice calendars;
    int year = 0;
    bool json = false;
};

void print_json(const Options& options, const calendar::Calendar& calendar, int working,
                const std::vector<calendar::DayAnswer>& days) {
    json::array all;
    for (const auto& one : days) {
        all.push_back(as_json(one));
    }
    std::cout << json::serialize(json::object{{"year", options.year},
                                              {"calendar", calendar.version()},
                                              {"published", calendar::to_text(calendar.published())},
                                              {"about", calendar.parts().about},
                                              {"working_days", working},
                                              {"days", std::move(all)}})
              << '\n';
}

void print(const Options& options, const calendar::Calendar& calendar, int working,
           const std::vector<calendar::DayAnswer>& days) {
    std::cout << fmt::format("{}: {} working days, by calendar {}, published {}\n{}\n", options.year, working,
                             calendar.version(), calendar::to_text(calendar.published()), calendar.parts().about);
    for (const auto& one : days) {
        std::cout << fmt::format("  {}  {:<11}  {}\n", day_column(one.day), calendar::name(one.reason),
                                 why_column(one));
    }
}

int show(const Options& options) {
    const auto calendar = options.calendars.chosen();
    if (!calendar) {
        return complain(calendar.error());
    }
    const auto days = (*calendar)->special_days(options.year);
    const auto working = (*calendar)->working_days_of(options.year);
    if (!days || !working) {
        return complain(days ? working.error() : days.error());
    }
    options.json ? print_json(options, **calendar, *working, *days) : print(options, **calendar, *working, *days);
    return done;
}

}  // namespace

void add_calendar_show(CLI::App& group, Action& chosen) {
    auto* command = group.add_subcommand("show", "The days off and the worked days of rest of a year, with sources.");
    static Options options;
    command->add_option("year", options.year, "as 2026")->required()->check(CLI::Range(1, 9999));
    add_calendar_choice(*command, options.calendars);
    command->add_flag("--json", options.json, "machine output");
    command->callback([&chosen] { chosen = [] { return show(options); }; });
}

}  // namespace otkel::app::cli
