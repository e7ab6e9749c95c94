#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/error.hpp"
#include "gateway/mapping/code_tables.hpp"
#include "gateway/settings/section.hpp"

// What must hold of every table of codes, whether a person wrote it as a file or the core gave it as JSON.

namespace otkel::mapping {

struct CodeLine {
    CodeEntry entry;
    Place place;  // of its file, or of the core's answer
};

// "from" and "to" of an entry.
void check_day(std::string_view key, const std::string& day, const Place& place, settings::Complaints& complaints);
void check_days(const CodeLine& line, settings::Complaints& complaints);
// In each direction and on each date there is at most one answer.
void check_unique(const std::vector<CodeLine>& lines, settings::Complaints& complaints);
void check_unknown_word(const std::string& word, const Place& place, settings::Complaints& complaints);
[[nodiscard]] std::vector<CodeEntry> entries_of(std::vector<CodeLine> lines);

}  // namespace otkel::mapping
