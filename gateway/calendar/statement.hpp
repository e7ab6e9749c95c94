#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/error.hpp"
#include "gateway/calendar/day.hpp"

namespace otkel::calendar {

// Why a day is worked or is not.
enum class Reason {
    weekday,
    weekend,
    holiday,      // moves to the next working day when it falls on a day of rest (Labour Code 85)
    not_moving,   // 7 January, the first day of Kurban Ait: a day off that is lost on a day of rest (Labour Code 84)
    transferred,  // off in place of a holiday that fell on a day of rest
    swapped,      // off in place of a day of rest that is worked, by an act
    worked,       // a day of rest that is worked, by an act
};
[[nodiscard]] std::string_view name(Reason reason);  // "not-moving", as files and JSON have it

enum class Basis { seen, inferred };  // stands in the source, or follows from a rule that the source gives
[[nodiscard]] std::string_view name(Basis basis);

struct Name {
    std::string kk;
    std::string ru;
    std::string en;

    [[nodiscard]] const std::string& in(Language language) const {
        return language == Language::kk ? kk : language == Language::ru ? ru : en;
    }
};

// What a version says about one day.
struct Statement {
    Day day;
    Reason reason{Reason::holiday};
    std::string occasion;           // of a holiday: a key of the occasions
    std::optional<Day> instead_of;  // the holiday of a transferred day, the other day of a swap
    std::string source;             // a key of the sources
    Basis basis{Basis::seen};
    Place place;
};
using Statements = std::map<Day, Statement>;

}  // namespace otkel::calendar
