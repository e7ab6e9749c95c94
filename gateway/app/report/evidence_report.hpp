#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>

#include "gateway/base/text.hpp"
#include "gateway/evidence/bundle.hpp"

// What the file of an exchange proves, for people who decide on it.

namespace otkel::app {

[[nodiscard]] std::string to_text(const evidence::BundleReport& report, Language language);
[[nodiscard]] boost::json::object to_json(const evidence::BundleReport& report);

// Parts of such reports.
[[nodiscard]] std::string_view verdict_text(bool is_valid, Language language);
[[nodiscard]] std::string findings_text(const std::vector<Finding>& findings, Language language);
[[nodiscard]] boost::json::array findings_json(const std::vector<Finding>& findings);

}  // namespace otkel::app
