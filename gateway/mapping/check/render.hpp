#pragma once

#include <string>
#include <vector>

#include "gateway/mapping/check/sources.hpp"

namespace otkel::mapping::check {

// A finding for people: what is wrong, the line with the words underlined, and what to write instead.
//
//     customs/m.yaml:9:12: error: Item has no element 'Gtn'
//       - {xml: Gtn, json: gtin}
//               ^~~
//       did you mean 'Gtin'?
[[nodiscard]] std::string rendered(const Finding& finding, Sources& sources);

}  // namespace otkel::mapping::check
