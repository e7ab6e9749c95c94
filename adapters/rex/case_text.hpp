#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>

// Cases in lines for people, from what the admin API gives.

namespace otkel::adapters::rex {

[[nodiscard]] std::string list_text(const boost::json::array& lines);
// `why`: with the days off that moved each term.
[[nodiscard]] std::string case_text(const boost::json::object& one, bool why);
// State, what can be done next, and the papers that were made last.
[[nodiscard]] std::string news_text(const boost::json::object& one);

}  // namespace otkel::adapters::rex
