#include "gateway/calendar/version_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace otkel::calendar {
namespace {

using settings::Section;

constexpr int first_year = 1991;
constexpr int last_year = 2199;
constexpr std::size_t longest_version = 32;
const std::vector<std::string> weekdays{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
constexpr std::string_view day_shape = "a day, as 2026-03-09";

bool names_version(std::string_view name) {
    return !name.empty() && name.size() <= longest_version && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    });
}

std::optional<Day> read_day(const Section& section, std::string_view key) {
    if (!section.has(key)) {
        section.complain(key, fmt::format("'{}' is missing", key), std::string(day_shape));
        return {};
    }
    const auto text = section.text_or(key, "");
    const auto day = parse_day(text);
    if (!day) {
        section.complain(key, fmt::format("'{}' has a wrong value", key), std::string(day_shape),
                         fmt::format("'{}'", text));
        return {};
    }
    return *day;
}

std::string read_choice(const Section& section, std::string_view key, const std::vector<std::string>& words) {
    if (!section.has(key)) {
        section.complain(key, fmt::format("'{}' is missing", key), fmt::format("one of {}", fmt::join(words, ", ")));
        return words.front();
    }
    return section.choice_or(key, words.front(), words);
}

std::set<int> read_years(const Section& section) {
    std::set<int> years;
    for (const auto& text : section.texts("years")) {
        const auto january = parse_day(text + "-01-01");
        const int year = january ? year_of(*january) : 0;
        if (year < first_year || year > last_year) {
            section.complain("years", "it is no year that a calendar may cover",
                             fmt::format("years from {} to {}", first_year, last_year), fmt::format("'{}'", text));
        } else if (!years.insert(year).second) {
            section.complain("years", "a year stands here twice", "each year once", text);
        }
    }
    return years;
}

std::set<unsigned> read_weekend(const Section& section) {
    std::set<unsigned> weekend;
    for (const auto& text : section.texts("weekend")) {
        const auto found = std::find(weekdays.begin(), weekdays.end(), text);
        if (found == weekdays.end()) {
            section.complain("weekend", "it is no day of the week", fmt::format("one of {}", fmt::join(weekdays, ", ")),
                             fmt::format("'{}'", text));
        } else {
            weekend.insert(static_cast<unsigned>(found - weekdays.begin()));
        }
    }
    if (weekend.size() == weekdays.size()) {
        section.complain("weekend", "a week with no working day ends no term", "at most six days of the week");
    }
    return weekend;
}

void read_occasions(const Section& section, VersionFile& file) {
    for (const auto& [key, names] : section.entries("occasions")) {
        file.occasions[key] = Name{names.text("kk"), names.text("ru"), names.text("en")};
        names.finish();
    }
}

void read_sources(const Section& section, VersionFile& file) {
    for (const auto& [key, text] : section.pairs("sources")) {
        file.sources[key] = text;
    }
}

// Adds it, unless the file has said something of this day before.
void add(const Section& section, std::optional<Day> day, Statement statement, VersionFile& file) {
    if (!day) {
        return;
    }
    statement.day = *day;
    statement.place = section.place("day");
    const auto [before, added] = file.statements.emplace(*day, statement);
    if (!added) {
        const bool contradicts = (before->second.reason == Reason::worked) != (statement.reason == Reason::worked);
        section.complain("day",
                         contradicts ? "a day cannot be both off and worked" : "the day stands in this file twice",
                         fmt::format("one of them; the other is in line {}", before->second.place.line), to_text(*day));
    }
}

void read_day_off(const Section& section, VersionFile& file) {
    static const std::map<std::string, Reason, std::less<>> kinds{{"holiday", Reason::holiday},
                                                                  {"not-moving", Reason::not_moving},
                                                                  {"transferred", Reason::transferred},
                                                                  {"swapped", Reason::swapped}};
    const auto day = read_day(section, "day");
    Statement statement;
    statement.reason = kinds.at(read_choice(section, "kind", {"holiday", "transferred", "swapped", "not-moving"}));
    if (statement.reason == Reason::holiday || statement.reason == Reason::not_moving) {
        statement.occasion = section.text("occasion");
    } else {
        statement.instead_of = read_day(section, "instead_of");
    }
    statement.source = section.text("source");
    statement.basis = read_choice(section, "basis", {"seen", "inferred"}) == "seen" ? Basis::seen : Basis::inferred;
    section.finish();
    add(section, day, std::move(statement), file);
}

void read_worked_day(const Section& section, VersionFile& file) {
    const auto day = read_day(section, "day");
    Statement statement;
    statement.reason = Reason::worked;
    statement.instead_of = read_day(section, "instead_of");
    statement.source = section.text("source");
    statement.basis = read_choice(section, "basis", {"seen", "inferred"}) == "seen" ? Basis::seen : Basis::inferred;
    section.finish();
    add(section, day, std::move(statement), file);
}

void read_withdrawal(const Section& section, VersionFile& file) {
    const auto day = read_day(section, "day");
    section.text("because");
    section.finish();
    if (!day) {
        return;
    }
    if (const auto said = file.statements.find(*day); said != file.statements.end()) {
        section.complain("day", "a day cannot be withdrawn and stated in one file",
                         fmt::format("one of them; the other is in line {}", said->second.place.line), to_text(*day));
        return;
    }
    file.withdrawals.push_back({*day, section.place("day")});
}

void read_head(const Section& section, VersionFile& file) {
    file.version = section.text("version");
    file.version_place = section.place("version");
    if (!file.version.empty() && !names_version(file.version)) {
        section.complain("version", "it is no name of a version",
                         fmt::format("at most {} small letters, digits, dots and hyphens", longest_version),
                         fmt::format("'{}'", file.version));
    }
    file.published = read_day(section, "published");
    file.published_place = section.place("published");
    file.replaces = section.text_or("replaces", "");
    file.replaces_place = section.place("replaces");
    file.about = section.text("about");
    file.years = read_years(section);
    file.years_place = section.place("years");
    file.weekend = read_weekend(section);
    if (file.replaces.empty()) {
        for (const auto* key : {"years", "weekend"}) {
            if (!section.has(key)) {
                section.complain(key, fmt::format("'{}' is missing", key),
                                 "a list, in a version that replaces no other one");
            }
        }
    }
}

}  // namespace

VersionFile read_version_file(const std::filesystem::path& path, settings::Complaints& complaints) {
    const auto before = complaints.findings().size();
    VersionFile file;
    const auto section = Section::load(path, complaints);
    file.version_place = Place{path.string(), 0, 0, {}};
    if (complaints.findings().size() == before) {
        read_head(section, file);
        read_occasions(section, file);
        read_sources(section, file);
        for (const auto& one : section.sections("days_off")) {
            read_day_off(one, file);
        }
        for (const auto& one : section.sections("worked")) {
            read_worked_day(one, file);
        }
        for (const auto& one : section.sections("withdrawn")) {
            read_withdrawal(one, file);
        }
        section.finish();
    }
    file.is_good = complaints.findings().size() == before;
    return file;
}

}  // namespace otkel::calendar
