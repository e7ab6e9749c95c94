#include "gateway/calendar/calendar.hpp"

#include <fmt/format.h>

#include "gateway/base/assert.hpp"

namespace otkel::calendar {
namespace {

constexpr std::chrono::days one_day{1};

Name name_of(const Text& text) { return {std::string(text.kk), std::string(text.ru), std::string(text.en)}; }

Name in_place_of(Day day, const Name& name) {
    const auto at = to_text(day);
    return {fmt::format("{} күнінің ({}) орнына демалыс", at, name.kk), fmt::format("выходной за {} ({})", at, name.ru),
            fmt::format("in place of {} ({})", at, name.en)};
}

}  // namespace

std::string_view name(Reason reason) {
    switch (reason) {
        case Reason::weekday: return "weekday";
        case Reason::weekend: return "weekend";
        case Reason::holiday: return "holiday";
        case Reason::not_moving: return "not-moving";
        case Reason::transferred: return "transferred";
        case Reason::swapped: return "swapped";
        case Reason::worked: return "worked";
    }
    return {};
}

std::string_view name(Basis basis) { return basis == Basis::seen ? "seen" : "inferred"; }

Name Calendar::text_of(const Statement& statement) const {
    if (statement.reason == Reason::holiday || statement.reason == Reason::not_moving) {
        return parts_.occasions.at(statement.occasion);
    }
    OTKEL_ASSERT(statement.instead_of.has_value());
    const auto other = *statement.instead_of;
    if (statement.reason == Reason::transferred) {
        return in_place_of(other, parts_.occasions.at(parts_.statements.at(other).occasion));
    }
    const auto at = to_text(other);
    if (statement.reason == Reason::swapped) {
        return {fmt::format("жұмыс күні болған {} күнінің орнына демалыс", at),
                fmt::format("выходной за рабочий день {}", at), fmt::format("in place of {}, which is worked", at)};
    }
    return {fmt::format("{} күнінің орнына жұмыс күні", at), fmt::format("рабочий день за {}", at),
            fmt::format("worked in place of {}", at)};
}

DayAnswer Calendar::answer(Day day) const {
    DayAnswer answer;
    answer.day = day;
    const auto found = parts_.statements.find(day);
    if (found != parts_.statements.end()) {
        const auto& statement = found->second;
        answer.reason = statement.reason;
        answer.text = text_of(statement);
        answer.instead_of = statement.instead_of;
        answer.source = parts_.sources.at(statement.source);
        answer.basis = statement.basis;
    } else {
        const std::chrono::weekday weekday{day};
        answer.reason = parts_.weekend.contains(weekday.c_encoding()) ? Reason::weekend : Reason::weekday;
        answer.text = name_of(weekday_name(weekday));
    }
    answer.is_working = answer.reason == Reason::weekday || answer.reason == Reason::worked;
    return answer;
}

bool Calendar::is_worked(Day day) const {
    const auto found = parts_.statements.find(day);
    return found != parts_.statements.end() ? found->second.reason == Reason::worked
                                            : !parts_.weekend.contains(std::chrono::weekday{day}.c_encoding());
}

Result<void> Calendar::covers(Day day) const {
    if (parts_.years.contains(year_of(day))) {
        return {};
    }
    return fail(Errc::not_found,
                fmt::format("the calendar {} knows the years {} to {}, and {} is outside of them; a version with that "
                            "year has to be added (docs/calendar.md)",
                            parts_.version, *parts_.years.begin(), *parts_.years.rbegin(), to_text(day)));
}

Result<DayAnswer> Calendar::is_working_day(Day day) const {
    if (auto covered = covers(day); !covered) {
        return fail(covered.error());
    }
    return answer(day);
}

Result<DueDay> Calendar::deadline(Day event, int working_days) const {
    if (working_days < 0) {
        return fail(Errc::invalid_argument, fmt::format("a term has 0 or more working days, not {}", working_days));
    }
    DueDay due{event, {}, parts_.version};
    int left = std::max(working_days, 1);
    for (auto day = working_days == 0 ? event : event + one_day; left > 0; day += one_day) {
        auto next = is_working_day(day);
        if (!next) {
            return fail(next.error());
        }
        left -= next->is_working ? 1 : 0;
        due.day = day;
        due.passed.push_back(std::move(*next));
    }
    return due;
}

Result<int> Calendar::working_days_between(Day from, Day to) const {
    const auto [first, last] = std::minmax(from, to);
    if (first != last) {
        for (const auto end : {first + one_day, last}) {
            if (auto covered = covers(end); !covered) {
                return fail(covered.error());
            }
        }
    }
    int count = 0;
    for (auto day = first + one_day; day <= last; day += one_day) {
        count += is_worked(day) ? 1 : 0;
    }
    return from <= to ? count : -count;
}

Result<Elapsed> Calendar::share_elapsed(Day event, int working_days, Day today) const {
    if (working_days < 1) {
        return fail(Errc::invalid_argument,
                    fmt::format("shares are of a term of 1 or more working days, not {}", working_days));
    }
    const auto passed = working_days_between(event, std::max(event, today));
    if (!passed) {
        return fail(passed.error());
    }
    return Elapsed{*passed, working_days};
}

Result<std::vector<DayAnswer>> Calendar::special_days(int year) const {
    const Day first{std::chrono::year{year} / std::chrono::January / 1};
    if (auto covered = covers(first); !covered) {
        return fail(covered.error());
    }
    std::vector<DayAnswer> days;
    const Day next{std::chrono::year{year + 1} / std::chrono::January / 1};
    for (auto at = parts_.statements.lower_bound(first); at != parts_.statements.lower_bound(next); ++at) {
        days.push_back(answer(at->first));
    }
    return days;
}

Result<int> Calendar::working_days_of(int year) const {
    const Day first{std::chrono::year{year} / std::chrono::January / 1};
    if (auto covered = covers(first); !covered) {
        return fail(covered.error());
    }
    int count = 0;
    for (auto day = first; year_of(day) == year; day += one_day) {
        count += is_worked(day) ? 1 : 0;
    }
    return count;
}

}  // namespace otkel::calendar
