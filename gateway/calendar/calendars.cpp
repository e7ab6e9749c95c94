#include "gateway/calendar/calendars.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gateway/calendar/version_file.hpp"
#include "gateway/calendar/version_rules.hpp"

namespace otkel::calendar {
namespace {

// From the files of a folder to whole versions, each after the one that it replaces.
class Assembly {
public:
    Assembly(const std::filesystem::path& folder, settings::Complaints& complaints) : complaints_(complaints) {
        for (const auto& path : settings::yaml_files(folder)) {
            take(read_version_file(path, complaints));
        }
    }

    std::vector<CalendarPointer> made() {
        std::vector<CalendarPointer> versions;
        for (const auto& [name, file] : files_) {
            if (auto version = make(file)) {
                versions.push_back(std::move(version));
            }
        }
        std::sort(versions.begin(), versions.end(),
                  [](const auto& a, const auto& b) { return a->published() < b->published(); });
        return versions;
    }

private:
    void take(VersionFile file) {
        if (file.version.empty()) {
            return;
        }
        if (const auto same = files_.find(file.version); same != files_.end()) {
            complaints_.add(
                file.version_place, "two files have one version", "a version of its own",
                fmt::format("'{}', which is also in {}", file.version, same->second.version_place.to_string()));
            return;
        }
        for (const auto& [name, other] : files_) {
            if (file.published && file.published == other.published) {
                complaints_.add(
                    file.published_place,
                    "two versions were published on one day, so that no one is the "
                    "later one",
                    "a day of its own",
                    fmt::format("{}, as in {}", to_text(*file.published), other.published_place.to_string()));
            }
        }
        files_.emplace(file.version, std::move(file));
    }

    // Null when there is a mistake in it or in what it replaces; made once.
    CalendarPointer make(const VersionFile& file) {
        if (const auto known = made_.find(file.version); known != made_.end()) {
            return known->second;
        }
        if (std::find(path_.begin(), path_.end(), file.version) != path_.end()) {
            complaints_.add(file.replaces_place, "versions replace each other in a circle", "an earlier version",
                            fmt::format("{}", fmt::join(path_, ", ")));
            return nullptr;
        }
        path_.push_back(file.version);
        auto whole = combined(file);
        path_.pop_back();
        if (whole && !check_version(*whole, file.years_place, complaints_)) {
            whole.reset();
        }
        return made_[file.version] = whole ? std::make_shared<const Calendar>(std::move(*whole)) : nullptr;
    }

    std::optional<CalendarParts> combined(const VersionFile& file) {
        CalendarParts whole;
        if (!file.replaces.empty()) {
            const auto before = files_.find(file.replaces);
            if (before == files_.end()) {
                complaints_.add(file.replaces_place, "there is no version with this name", "a version of another file",
                                fmt::format("'{}'", file.replaces));
                return {};
            }
            const auto replaced = make(before->second);
            if (replaced == nullptr || !is_later(file, before->second)) {
                return {};
            }
            whole = replaced->parts();
        }
        if (!file.is_good || !withdraw(file, whole.statements)) {
            return {};
        }
        whole.version = file.version;
        whole.published = *file.published;
        whole.replaces = file.replaces;
        whole.about = file.about;
        whole.years.insert(file.years.begin(), file.years.end());
        whole.weekend = file.weekend.empty() ? whole.weekend : file.weekend;
        for (const auto& [key, name] : file.occasions) {
            whole.occasions.insert_or_assign(key, name);
        }
        for (const auto& [key, text] : file.sources) {
            whole.sources.insert_or_assign(key, text);
        }
        for (const auto& [day, statement] : file.statements) {
            whole.statements.insert_or_assign(day, statement);
        }
        return whole;
    }

    bool is_later(const VersionFile& file, const VersionFile& before) {
        if (!file.published || !before.published || *file.published > *before.published) {
            return true;
        }
        complaints_.add(file.published_place, "a version replaces one that is not earlier",
                        fmt::format("a day after {}", to_text(*before.published)), to_text(*file.published));
        return false;
    }

    bool withdraw(const VersionFile& file, Statements& statements) {
        bool all = true;
        for (const auto& withdrawal : file.withdrawals) {
            if (statements.erase(withdrawal.day) == 0) {
                complaints_.add(withdrawal.place, "the version that is replaced says nothing about this day",
                                "a day that is off or worked there", to_text(withdrawal.day));
                all = false;
            }
        }
        return all;
    }

    settings::Complaints& complaints_;
    std::map<std::string, VersionFile> files_;
    std::map<std::string, CalendarPointer> made_;
    std::vector<std::string> path_;  // versions that are being made, each replacing the next
};

}  // namespace

Calendars Calendars::load(const std::filesystem::path& folder, settings::Complaints& complaints) {
    Calendars calendars;
    calendars.folder_ = folder;
    calendars.versions_ = Assembly(folder, complaints).made();
    return calendars;
}

Result<CalendarPointer> Calendars::find(std::string_view version) const {
    std::string known;
    for (const auto& one : versions_) {
        if (one->version() == version) {
            return one;
        }
        known += (known.empty() ? "" : ", ") + one->version();
    }
    return fail(Errc::not_found, fmt::format("there is no calendar '{}' in {}; there {}", version, folder_.string(),
                                             known.empty() ? "is none" : "are: " + known));
}

Result<CalendarPointer> Calendars::latest() const {
    if (versions_.empty()) {
        return fail(Errc::not_found, fmt::format("there is no calendar in {} (docs/calendar.md)", folder_.string()));
    }
    return versions_.back();
}

Result<CalendarPointer> Calendars::valid_on(Day day) const {
    const auto after =
        std::find_if(versions_.begin(), versions_.end(), [day](const auto& one) { return one->published() > day; });
    if (after == versions_.begin()) {
        return fail(Errc::not_found,
                    fmt::format("no calendar in {} was published on {} or before it (docs/calendar.md)",
                                folder_.string(), to_text(day)));
    }
    return *std::prev(after);
}

}  // namespace otkel::calendar
