#include "gateway/mapping/code_table_lines.hpp"

#include <map>

#include "gateway/mapping/words.hpp"

namespace otkel::mapping {
namespace {

bool overlap(const CodeEntry& a, const CodeEntry& b) {
    const bool a_before_b = !a.to.empty() && !b.from.empty() && a.to < b.from;
    const bool b_before_a = !b.to.empty() && !a.from.empty() && b.to < a.from;
    return !a_before_b && !b_before_a;
}

bool in_file(const Place& place) { return place.path.empty(); }

using Earlier = std::map<std::string, std::vector<const CodeLine*>>;

void check_key(std::vector<const CodeLine*>& earlier, const CodeLine& line, const std::string& what,
               settings::Complaints& complaints) {
    for (const auto* other : earlier) {
        if (overlap(other->entry, line.entry)) {
            const bool file = in_file(line.place);
            complaints.add(line.place,
                           what + " stands " +
                               (file ? "on line " + std::to_string(other->place.line) : "in " + other->place.path) +
                               " already, for the same time; give both their dates, or mark the one that "
                               "is only read with '" +
                               (file ? "to-json-only: true'" : "toJsonOnly': true"));
            break;
        }
    }
    earlier.push_back(&line);
}

}  // namespace

void check_day(std::string_view key, const std::string& day, const Place& place, settings::Complaints& complaints) {
    if (!day.empty() && !is_date(day)) {
        complaints.add(place, "'" + std::string(key) + "' is not a date", "a day like 2026-07-12", in_quotes(day));
    }
}

void check_days(const CodeLine& line, settings::Complaints& complaints) {
    if (!line.entry.to.empty() && line.entry.to < line.entry.from) {
        complaints.add(line.place, "the entry ends before it begins");
    }
}

void check_unique(const std::vector<CodeLine>& lines, settings::Complaints& complaints) {
    Earlier by_code;
    Earlier by_word;
    for (const auto& line : lines) {
        check_key(by_code[line.entry.code], line, "the code '" + line.entry.code + "'", complaints);
        if (!line.entry.to_json_only) {
            check_key(by_word[line.entry.word], line, "the word '" + line.entry.word + "'", complaints);
        }
    }
}

void check_unknown_word(const std::string& word, const Place& place, settings::Complaints& complaints) {
    if (word != "error" && word != "keep") {
        complaints.add(place, "'unknown' says what happens to a code that is not in the table", "error or keep",
                       in_quotes(word));
    }
}

std::vector<CodeEntry> entries_of(std::vector<CodeLine> lines) {
    std::vector<CodeEntry> entries;
    entries.reserve(lines.size());
    for (auto& line : lines) {
        entries.push_back(std::move(line.entry));
    }
    return entries;
}

}  // namespace otkel::mapping
