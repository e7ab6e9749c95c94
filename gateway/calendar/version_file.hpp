#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gateway/calendar/statement.hpp"
#include "gateway/settings/section.hpp"

// One file of config/calendars as it is written: what it says itself, before the version it replaces is added. Private
// to calendar/.

namespace otkel::calendar {

// A day of the replaced version about which nothing is said any more.
struct Withdrawal {
    Day day;
    Place place;
};

struct VersionFile {
    std::string version;
    Place version_place;
    std::optional<Day> published;
    Place published_place;
    std::string replaces;  // empty: nothing
    Place replaces_place;
    std::string about;
    std::set<int> years;
    Place years_place;
    std::set<unsigned> weekend;  // empty: as in the version it replaces
    std::map<std::string, Name> occasions;
    std::map<std::string, std::string> sources;
    Statements statements;
    std::vector<Withdrawal> withdrawals;
    bool is_good{true};  // no complaint was made about it
};

[[nodiscard]] VersionFile read_version_file(const std::filesystem::path& file, settings::Complaints& complaints);

}  // namespace otkel::calendar
