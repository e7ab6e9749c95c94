#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>

#include "gateway/mapping/code_tables.hpp"

// What the core answers to the question for a table of codes (docs/core.md).

namespace otkel::mapping {

struct TableLimits {
    std::size_t entries_max{10'000};
    std::size_t text_octets_max{200};  // of a code, a word or a version
};

struct GivenTable {
    CodeTable table;
    std::string file;  // the same as the content of a file, to be kept
};

// The new table, or nothing when the core has no other than `known`. All that is wrong comes back at once as findings
// with JSON Pointers, in one Errc::malformed error; Errc::limit_exceeded when it is too long to be kept.
[[nodiscard]] Result<std::optional<GivenTable>> read_table_answer(const boost::json::value& answer,
                                                                  const std::string& name, const std::string& known,
                                                                  const TableLimits& limits);

}  // namespace otkel::mapping
