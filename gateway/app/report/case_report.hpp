#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "gateway/base/text.hpp"
#include "gateway/cases/case_bundle.hpp"

// What the file of a whole case proves, for people who decide on it.

namespace otkel::app {

[[nodiscard]] std::string to_text(const cases::CaseBundleReport& report, Language language);
[[nodiscard]] boost::json::object to_json(const cases::CaseBundleReport& report);

}  // namespace otkel::app
