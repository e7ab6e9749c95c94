#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <string>

// Declarations over the sample data, in the core's form, and ways to spoil them.

namespace otkel::test {

// `lines` lines with `codes` marking codes in all, every one in order: the importer's own, applied and free. `serial`
// makes the declaration number unique.
[[nodiscard]] boost::json::value good_declaration(std::size_t lines, std::size_t codes, const std::string& serial);

[[nodiscard]] boost::json::object& line_of(boost::json::value& declaration, std::size_t line);  // from 1

}  // namespace otkel::test
