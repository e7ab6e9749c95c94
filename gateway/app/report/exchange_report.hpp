#pragma once

#include <string>

#include "gateway/journal/store.hpp"

namespace otkel::app {

// One line of a list.
[[nodiscard]] std::string line_of(const journal::Summary& summary);
// All about one exchange, for people: who and what, what happened when, how long each stage took, what was on the wire.
[[nodiscard]] std::string report_of(const journal::Exchange& exchange);

}  // namespace otkel::app
