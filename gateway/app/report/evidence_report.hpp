#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "gateway/base/text.hpp"
#include "gateway/evidence/bundle.hpp"

// What the file of an exchange proves, for people who decide on it.

namespace otkel::app {

[[nodiscard]] std::string to_text(const evidence::BundleReport& report, Language language);
[[nodiscard]] boost::json::object to_json(const evidence::BundleReport& report);

}  // namespace otkel::app
