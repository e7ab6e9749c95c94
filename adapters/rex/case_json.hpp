#pragma once

#include <boost/json/object.hpp>

#include "adapters/rex/case.hpp"
#include "adapters/rex/settings.hpp"
#include "gateway/base/result.hpp"

namespace otkel::adapters::rex {

// One line of a list: {"case", "state", "country", "reference", "rexNumber", "exporter", "received", "due", "standing",
// "pending"}.
[[nodiscard]] Result<boost::json::object> line_of(const Case& of, calendar::Day today);
// All of it: the line, "calendar", "definition", "terms" with each day that did not count on request, "steps" that can
// be taken now and what they wait for, "missing" documents, the "sheet" as it stands, "facts" and "records" with their
// papers.
[[nodiscard]] Result<boost::json::object> to_json(const Case& of, calendar::Day today, const SheetRules& rules);

}  // namespace otkel::adapters::rex
