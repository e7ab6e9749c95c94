#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <string_view>

#include "adapters/rex/statement.hpp"

// The comparison of what the exporter applied for, what the registry shows and what the foreign authority asks: a row
// for each fact, with what each source says and what the machine makes of it. The machine concludes nothing: an officer
// confirms every row, or says otherwise (condition "sheet-confirmed").

namespace otkel::adapters::rex {

// A consignment of more than this needs a valid registration; below it anybody may write the statement.
struct Threshold {
    std::string amount, currency;
    std::string source;
};

struct SheetRules {
    const Statements& statements;
    const std::map<std::string, Threshold, std::less<>>& thresholds;  // by country
};

// Rows: {"what", "application", "registry", "request", "verdict", "source", "remark"}. Verdicts: "agrees", "differs",
// "missing" (a source that has to say it does not), "look" (only a person can tell).
[[nodiscard]] boost::json::array make_sheet(const boost::json::object& facts, const SheetRules& rules);

// "agrees" when nothing but letter case, quotes and spaces differs; "look" when without legal forms (ТОО, ЖШС, LLP …)
// and punctuation nothing differs; else "differs".
[[nodiscard]] std::string_view compare_names(std::string_view one, std::string_view other);

// -1, 0, 1 of two amounts in digits with a point: exact, without binary fractions.
[[nodiscard]] int compare_amounts(std::string_view one, std::string_view other);

}  // namespace otkel::adapters::rex
