#include "gateway/app/cli/calendar.hpp"

#include <fmt/format.h>

#include "gateway/app/configuration.hpp"

namespace otkel::app::cli {

void add_calendar(CLI::App& program, Action& chosen) {
    auto* group = program.add_subcommand("calendar", "Working days of Kazakhstan: terms, and the days off of a year.");
    group->require_subcommand(1);
    add_calendar_deadline(*group, chosen);
    add_calendar_show(*group, chosen);
    add_calendar_check(*group, chosen);
}

Result<std::string> CalendarChoice::calendars_folder() const {
    if (!folder.empty()) {
        return folder;
    }
    settings::Complaints complaints;
    const auto configuration = load_configuration(file, complaints);
    if (auto read = complaints.outcome(); !read) {
        return fail(read.error());
    }
    return configuration.calendars.string();
}

Result<calendar::Calendars> CalendarChoice::load() const {
    const auto from = calendars_folder();
    if (!from) {
        return fail(from.error());
    }
    settings::Complaints complaints;
    auto calendars = calendar::Calendars::load(*from, complaints);
    if (auto read = complaints.outcome(); !read) {
        return fail(read.error());
    }
    return calendars;
}

Result<calendar::CalendarPointer> CalendarChoice::chosen() const {
    const auto calendars = load();
    if (!calendars) {
        return fail(calendars.error());
    }
    return version.empty() ? calendars->valid_on(calendar::local_day(SystemClock().wall())) : calendars->find(version);
}

void add_calendar_folder(CLI::App& command, CalendarChoice& choice) {
    command.add_option("--config", choice.file, "configuration file, which names the folder of calendars")
        ->capture_default_str()
        ->check(CLI::ExistingFile);
    command.add_option("--calendars", choice.folder, "folder of calendars, instead")->check(CLI::ExistingDirectory);
}

void add_calendar_choice(CLI::App& command, CalendarChoice& choice) {
    add_calendar_folder(command, choice);
    command.add_option("--calendar", choice.version, "version, instead of the one that holds today");
}

std::string day_column(calendar::Day day) {
    return fmt::format("{} {:<9}", calendar::to_text(day), calendar::weekday_name(std::chrono::weekday{day}).en);
}

std::string why_column(const calendar::DayAnswer& answer) {
    if (!answer.basis) {
        return std::string(calendar::name(answer.reason));
    }
    return fmt::format("{} [{}: {}]", answer.text.en, calendar::name(*answer.basis), answer.source);
}

boost::json::object as_json(const calendar::DayAnswer& answer) {
    boost::json::object object{
        {"day", calendar::to_text(answer.day)},
        {"working", answer.is_working},
        {"reason", calendar::name(answer.reason)},
        {"text", boost::json::object{{"kk", answer.text.kk}, {"ru", answer.text.ru}, {"en", answer.text.en}}}};
    if (answer.instead_of) {
        object.emplace("instead_of", calendar::to_text(*answer.instead_of));
    }
    if (answer.basis) {
        object.emplace("source", answer.source);
        object.emplace("basis", calendar::name(*answer.basis));
    }
    return object;
}

}  // namespace otkel::app::cli
