#include "gateway/mapping/check/report.hpp"

#include <algorithm>
#include <tuple>

namespace otkel::mapping::check {
namespace {

Spot spot(const Rule& rule, const Mark& mark, std::string words) {
    return {mark.line > 0 ? mark : rule.mark, rule.use, std::move(words)};
}

constexpr std::size_t uses_shown = 3;

std::string in_words(const std::vector<std::string>& uses) {
    std::string text;
    const auto shown = std::min(uses.size(), uses_shown);
    for (std::size_t at = 0; at < shown; ++at) {
        const bool last = at + 1 == uses.size();
        text += (at == 0 ? "" : last ? " and " : ", ") + uses[at];
    }
    return shown == uses.size() ? text : text + " and " + std::to_string(uses.size() - shown) + " other places";
}

}  // namespace

Spot xml_spot(const Rule& rule, std::string words) { return spot(rule, rule.xml_mark, std::move(words)); }
Spot json_spot(const Rule& rule, std::string words) { return spot(rule, rule.json_mark, std::move(words)); }
Spot type_spot(const Rule& rule, std::string words) { return spot(rule, rule.type_mark, std::move(words)); }
Spot value_spot(const Rule& rule, std::string words) { return spot(rule, rule.value_mark, std::move(words)); }
Spot rule_spot(const Rule& rule) { return spot(rule, rule.mark, {}); }

void Report::add(Severity severity, std::string_view code, const Spot& spot, std::string detail, std::string expected) {
    const auto& name = plan_.files.at(spot.mark.file);
    Finding finding{std::string(code),
                    severity,
                    {(root_ / name).lexically_normal().string(), spot.mark.line, spot.mark.column, {}},
                    std::move(expected),
                    {},
                    std::move(detail)};
    auto& place = finding.place;
    if (const auto line = sources_.line(place.file, place.line); place.column > 0 && !line.empty()) {
        const auto span = words_at(line, static_cast<std::size_t>(place.column) - 1, spot.words);
        if (span.begin < line.size()) {
            finding.found = "'" + std::string(line.substr(span.begin, span.length)) + "'";
            place.column = static_cast<int>(span.begin) + 1;
        }
    }
    finding = in_characters(std::move(finding), sources_);
    const auto [known, fresh] = known_.try_emplace(place.to_string() + "\n" + finding.detail, entries_.size());
    if (fresh) {
        entries_.push_back({std::move(finding), spot.mark.file, entries_.size(), {}});
    }
    if (spot.use > 0) {
        const auto& mark = plan_.uses.at(spot.use - 1U).mark;
        auto where = plan_.files.at(mark.file) + ":" + std::to_string(mark.line);
        auto& uses = entries_[known->second].uses;
        if (std::find(uses.begin(), uses.end(), where) == uses.end()) {
            uses.push_back(std::move(where));
        }
    }
}

std::string Report::line_of(const Rule& rule, const Rule& from) const {
    const auto line = "line " + std::to_string(rule.mark.line);
    return rule.mark.file == from.mark.file
               ? line
               : line + " of " + std::filesystem::path(plan_.files.at(rule.mark.file)).filename().string();
}

std::vector<Finding> Report::take() {
    std::sort(entries_.begin(), entries_.end(), [](const Entry& one, const Entry& other) {
        const auto key = [](const Entry& entry) {
            return std::tuple(entry.file, entry.finding.place.line, entry.finding.place.column, entry.number);
        };
        return key(one) < key(other);
    });
    std::vector<Finding> findings;
    for (auto& entry : entries_) {
        if (!entry.uses.empty()) {
            const auto hint = std::min(entry.finding.detail.rfind("; did you mean "), entry.finding.detail.size());
            entry.finding.detail.insert(hint, " (used in " + in_words(entry.uses) + ")");
        }
        findings.push_back(std::move(entry.finding));
    }
    return findings;
}

}  // namespace otkel::mapping::check
