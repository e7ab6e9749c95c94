#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/mapping/plan.hpp"

// One value, from XML text to JSON and back. Pure functions.

namespace otkel::mapping {

// Why a value cannot be translated, in the words of a finding.
struct Mismatch {
    std::string_view code{"value-invalid"};  // stable, public
    std::string detail;
    std::string expected;
    bool masked{false};  // what was found may not be shown in full
};

// The JSON value of `text`; false with `why` filled when it does not fit. `date` is the day by which codes are judged,
// empty for any.
[[nodiscard]] bool json_of(const ValueType& type, std::string_view text, std::string_view date, boost::json::value& out,
                           Mismatch& why);

// The XML text of `value`: a view of the value itself, of a table, or of `buffer`.
[[nodiscard]] std::optional<std::string_view> text_of(const ValueType& type, const boost::json::value& value,
                                                      std::string_view date, std::string& buffer, Mismatch& why);

// What stands in the way of writing `text` into XML 1.0 (section 2.2, Char): "the character U+0001"; nullopt when
// nothing does.
[[nodiscard]] std::optional<std::string> unwritable(std::string_view text);

// "a number (5)", "text ('abc')", "an object", for findings.
[[nodiscard]] std::string described(const boost::json::value& value, bool masked = false);

// The words that may stand behind `as`, besides "text".
[[nodiscard]] std::vector<std::string> type_words();
[[nodiscard]] std::optional<ValueType> type_of(std::string_view word);

}  // namespace otkel::mapping
