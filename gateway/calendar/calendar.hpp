#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/calendar/day.hpp"
#include "gateway/calendar/statement.hpp"

// Working days of Kazakhstan as dated data: acts of each year change them, so nothing of it stands in code.

namespace otkel::calendar {

struct DayAnswer {
    Day day;
    bool is_working{true};
    Reason reason{Reason::weekday};
    Name text;                      // the reason for people: "in place of 2026-03-08 (International Women's Day)"
    std::optional<Day> instead_of;  // see Statement
    std::string source;             // the act or page; empty for what only the week says
    std::optional<Basis> basis;     // none where there is no source
};

// The last day of a term.
struct DueDay {
    Day day;
    std::vector<DayAnswer> passed;  // every day from the first that could count to `day`, with its reason
    std::string version;            // of the calendar: a case keeps it, and is counted by it to its end
};

// How much of a term is gone.
struct Elapsed {
    int passed{0};
    int term{1};

    [[nodiscard]] double share() const { return static_cast<double>(passed) / term; }
    [[nodiscard]] bool reaches(int percent) const { return passed * 100 >= term * percent; }
};

// All that one version says, with what it has from the versions it replaces.
struct CalendarParts {
    std::string version;
    Day published;  // new cases are counted by it from this day on
    std::string replaces;
    std::string about;  // where the version comes from, and what is uncertain in it
    std::set<int> years;
    std::set<unsigned> weekend;  // as std::chrono::weekday::c_encoding
    std::map<std::string, Name> occasions;
    std::map<std::string, std::string> sources;
    Statements statements;
};

// One named version. Immutable, safe from any thread. It never guesses: what lies outside of its years is
// Errc::not_found.
class Calendar {
public:
    explicit Calendar(CalendarParts parts) : parts_(std::move(parts)) {}

    [[nodiscard]] const std::string& version() const { return parts_.version; }
    [[nodiscard]] Day published() const { return parts_.published; }
    [[nodiscard]] const CalendarParts& parts() const { return parts_; }

    [[nodiscard]] Result<DayAnswer> is_working_day(Day day) const;
    // The last day of a term of `working_days`. Counting starts on the day after the event (Civil Code 173), whether
    // or not the event's day is worked. A term of 0 ends on the event's day or, when that is a day off, on the next
    // working day (Civil Code 175, inferred). Errc::invalid_argument when it is negative.
    [[nodiscard]] Result<DueDay> deadline(Day event, int working_days) const;
    // Working days after `from` up to and with `to`; negative when `to` is the earlier one, so that what is left to a
    // last day becomes what is overdue. working_days_between(event, deadline(event, n)) is n for n > 0.
    [[nodiscard]] Result<int> working_days_between(Day from, Day to) const;
    // Of a term of at least one day. `today` has passed: on the last day of the term all of it has, and later more.
    [[nodiscard]] Result<Elapsed> share_elapsed(Day event, int working_days, Day today) const;
    // Days of a year that are off or worked against the week, in order; and how many working days it has.
    [[nodiscard]] Result<std::vector<DayAnswer>> special_days(int year) const;
    [[nodiscard]] Result<int> working_days_of(int year) const;

private:
    [[nodiscard]] DayAnswer answer(Day day) const;
    [[nodiscard]] bool is_worked(Day day) const;
    [[nodiscard]] Result<void> covers(Day day) const;
    [[nodiscard]] Name text_of(const Statement& statement) const;

    CalendarParts parts_;
};

}  // namespace otkel::calendar
