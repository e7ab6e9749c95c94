#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/paper/template.hpp"

// Values put into the texts of a template. Values are not trusted: what looks like markup in them is text, and
// characters that turn or hide text are shown as "?". Private to paper/.

namespace otkel::paper {

struct Values {
    const boost::json::object& all;
    const boost::json::value* row{nullptr};  // of the table or list that is being written
    const Template& from;
    Language language;
};

// A text of the template as Pango markup. {path}: required; {path?}: nothing when it is absent; {path|date}: a day in
// words; {path|table}: the word of a code; {row.member}: of the current row. Errc::invalid_argument names what is
// missing.
[[nodiscard]] Result<std::string> fill(std::string_view text, const Values& values);
[[nodiscard]] bool holds(const When& when, const Values& values);
// Null when there is none. "request.goods.0.hs".
[[nodiscard]] const boost::json::value* value_at(std::string_view path, const Values& values);
// "19 March 2026", "19 марта 2026 года", "2026 жылғы 19 наурыз"; as it stands when it is no day.
[[nodiscard]] std::string day_in_words(std::string_view day, Language language);

}  // namespace otkel::paper
