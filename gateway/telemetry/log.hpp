#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

// Structured logs: one JSON object a line on stderr. Never bodies, passwords, keys, full IINs or marking-code tails: a
// value that may be secret goes through otkel::masked first. Thread safe.

namespace otkel::log {

enum class Level { debug, info, warning, error };

struct Field {
    std::string_view key;
    std::variant<std::string_view, std::int64_t, double, bool> value;
};

void set_level(Level level);
// `event` is a stable name ("exchange-answered"), not a sentence.
void write(Level level, std::string_view event, std::initializer_list<Field> fields);

inline void info(std::string_view event, std::initializer_list<Field> fields) { write(Level::info, event, fields); }
inline void warning(std::string_view event, std::initializer_list<Field> fields) {
    write(Level::warning, event, fields);
}
inline void error(std::string_view event, std::initializer_list<Field> fields) { write(Level::error, event, fields); }
inline void debug(std::string_view event, std::initializer_list<Field> fields) { write(Level::debug, event, fields); }

}  // namespace otkel::log
