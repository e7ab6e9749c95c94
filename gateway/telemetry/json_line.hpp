#pragma once

#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::log {

// One record as one line of JSON, without the end of line, appended to `line`. Whatever the values hold, the line is
// valid JSON (RFC 8259) in UTF-8: nothing in a value can end the line or begin another field.
void append_json_line(std::string& line, WallTime at, Level level, std::string_view event,
                      std::initializer_list<Field> fields);

}  // namespace otkel::log
