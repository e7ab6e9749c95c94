#include "gateway/calendar/version_rules.hpp"

#include <fmt/format.h>

namespace otkel::calendar {
namespace {

constexpr std::chrono::days one_day{1};

class Check {
public:
    Check(const CalendarParts& parts, settings::Complaints& complaints) : parts_(parts), complaints_(complaints) {}

    bool run(const Place& years_place) {
        const auto before = complaints_.findings().size();
        if (parts_.years.empty()) {
            complaints_.add(years_place, said("it covers no year"), "at least one year");
        } else if (*parts_.years.rbegin() - *parts_.years.begin() + 1 != static_cast<int>(parts_.years.size())) {
            complaints_.add(years_place, said("its years have a gap, over which no term could be counted"),
                            "years without a gap", fmt::format("{}", fmt::join(parts_.years, ", ")));
        }
        for (const auto& [day, statement] : parts_.statements) {
            check(statement);
        }
        return complaints_.findings().size() == before;
    }

private:
    [[nodiscard]] std::string said(std::string_view detail) const {
        return fmt::format("version {}: {}", parts_.version, detail);
    }
    void complain(const Statement& about, std::string_view detail, std::string expected, std::string found = {}) const {
        complaints_.add(about.place, said(detail), std::move(expected), std::move(found));
    }
    [[nodiscard]] const Statement* at(Day day) const {
        const auto found = parts_.statements.find(day);
        return found == parts_.statements.end() ? nullptr : &found->second;
    }
    [[nodiscard]] bool rests(Day day) const { return parts_.weekend.contains(std::chrono::weekday{day}.c_encoding()); }
    [[nodiscard]] bool is_off(Day day) const {
        const auto* said = at(day);
        return said == nullptr ? rests(day) : said->reason != Reason::worked;
    }

    void check(const Statement& one) const {
        if (!parts_.years.contains(year_of(one.day))) {
            complain(one, "the day is outside of its years", fmt::format("a day of {}", fmt::join(parts_.years, ", ")),
                     to_text(one.day));
        }
        if (!parts_.sources.contains(one.source)) {
            complain(one, "the source of the day is not known", "a key of 'sources'", fmt::format("'{}'", one.source));
        }
        switch (one.reason) {
            case Reason::holiday:
                check_occasion(one);
                check_is_transferred(one);
                break;
            case Reason::not_moving: check_occasion(one); break;
            case Reason::transferred: check_transfer(one); break;
            case Reason::swapped:
                check_swap(one, Reason::worked, "it is off in place of a day that is not worked",
                           "a day below 'worked' with this day as its 'instead_of'");
                break;
            default:
                check_swap(one, Reason::swapped, "it is worked in place of a day that is not off for it",
                           "a day of kind swapped with this day as its 'instead_of'");
        }
    }

    void check_occasion(const Statement& one) const {
        if (!parts_.occasions.contains(one.occasion)) {
            complain(one, "the occasion of the day is not known", "a key of 'occasions'",
                     fmt::format("'{}'", one.occasion));
        }
    }

    // Labour Code 85: such a holiday is never lost.
    void check_is_transferred(const Statement& one) const {
        if (!rests(one.day)) {
            return;
        }
        for (const auto& [day, other] : parts_.statements) {
            if (other.reason == Reason::transferred && other.instead_of == one.day) {
                return;
            }
        }
        complain(one, "the holiday falls on a day of rest and no day is off in its place",
                 "a day of kind transferred with this day as its 'instead_of', or the kind not-moving",
                 to_text(one.day));
    }

    void check_transfer(const Statement& one) const {
        const auto* holiday = at(*one.instead_of);
        if (holiday == nullptr || holiday->reason != Reason::holiday) {
            complain(one, "the day is off in place of a day that is no holiday which moves",
                     "a day of kind holiday in 'instead_of'", to_text(*one.instead_of));
            return;
        }
        if (!rests(holiday->day)) {
            complain(one, "the holiday does not fall on a day of rest, so that no other day is off for it",
                     "a holiday on the weekend in 'instead_of'", to_text(holiday->day));
        }
        if (one.day < holiday->day || rests(one.day)) {
            complain(one, "a holiday moves to a working day after it", "the next working day", to_text(one.day));
        }
        for (const auto& [day, other] : parts_.statements) {
            if (day < one.day && other.reason == Reason::transferred && other.instead_of == one.instead_of) {
                complain(one, "two days are off for one holiday",
                         fmt::format("one of them; the other is {}", to_text(day)), to_text(one.day));
            }
        }
        for (auto day = holiday->day; day < one.day; day += one_day) {
            if (!is_off(day)) {
                complain(one, "a holiday moves to the next working day", to_text(day), to_text(one.day));
                return;
            }
        }
    }

    void check_swap(const Statement& one, Reason reason, std::string_view detail, std::string expected) const {
        const auto* other = at(*one.instead_of);
        if (other == nullptr || other->reason != reason || other->instead_of != one.day) {
            complain(one, detail, std::move(expected), to_text(*one.instead_of));
        }
        if (rests(one.day) != (one.reason == Reason::worked)) {
            complain(one, "only a working day and a day of rest change places",
                     one.reason == Reason::worked ? "a day of the weekend" : "a day that is not of the weekend",
                     to_text(one.day));
        }
    }

    const CalendarParts& parts_;
    settings::Complaints& complaints_;
};

}  // namespace

bool check_version(const CalendarParts& parts, const Place& years_place, settings::Complaints& complaints) {
    return Check(parts, complaints).run(years_place);
}

}  // namespace otkel::calendar
