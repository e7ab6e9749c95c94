#include "gateway/core/embedded/code_check.hpp"

#include <algorithm>

#include "gateway/base/bytes.hpp"
#include "gateway/identifiers/identifier.hpp"

namespace otkel::core {
namespace {

// More digits than any count of goods has, and far from the end of int64.
constexpr std::size_t count_digits_max = 15;

constexpr auto in_codes = "marking.codes";
constexpr auto in_ranges = "marking.ranges";
constexpr auto in_aggregates = "marking.aggregates";

// A text that is no code may still hold the secret tail of one, and may be of any length.
std::string shown(const std::string& text) {
    auto shortened = masked(text);
    return is_valid_utf8(shortened) ? shortened : std::to_string(text.size()) + " octets";
}

void compare_count(const Item& item, std::int64_t count, std::vector<CheckFinding>& findings) {
    const auto units = unit_count(item.quantity, item.unit);
    const auto quantity = item.quantity + " " + item.unit;
    if (!units.countable) {
        findings.push_back({FindingCode::quantity_not_countable, "quantity", {}, quantity});
    } else if (!units.units) {
        findings.push_back({FindingCode::quantity_not_whole, "quantity", {}, quantity});
    } else if (*units.units != count) {
        findings.push_back(
            {FindingCode::code_count_differs, "marking", std::to_string(*units.units), std::to_string(count)});
    }
}

void compare_total(const Marking& marking, std::int64_t count, std::vector<CheckFinding>& findings) {
    if (marking.total && *marking.total != count) {
        findings.push_back(
            {FindingCode::code_total_differs, "marking.total", std::to_string(count), std::to_string(*marking.total)});
    }
}

}  // namespace

UnitCount unit_count(const std::string& quantity, const std::string& unit) {
    if (unit == "kilogram" || unit == "litre" || unit == "metre") {
        return {false, std::nullopt};
    }
    const auto point = std::min(quantity.find('.'), quantity.size());
    auto digits = quantity.substr(0, point);
    auto fraction = point < quantity.size() ? quantity.substr(point + 1) : std::string();
    const std::size_t shift = unit == "thousand-pieces" ? 3 : 0;
    fraction.resize(std::max(fraction.size(), shift), '0');
    digits += fraction.substr(0, shift);
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    if (fraction.find_first_not_of('0', shift) != std::string::npos || digits.size() > count_digits_max) {
        return {true, std::nullopt};
    }
    return {true, digits.empty() ? 0 : std::stoll(digits)};
}

void CodeFindings::add(FindingCode code, const char* field, const std::string& found, const std::string& expected) {
    const auto same = [&](const Group& group) { return group.finding.code == code && group.finding.field == field; };
    const auto group = std::find_if(groups_.begin(), groups_.end(), same);
    if (group == groups_.end()) {
        groups_.push_back({{code, field, expected, found}, 1});
        return;
    }
    group->count += 1;
    if (group->count <= examples_max) {
        group->finding.found += ", " + found;
    }
}

void CodeFindings::move_to(std::vector<CheckFinding>& findings) {
    for (auto& group : groups_) {
        auto& found = group.finding.found;
        if (group.count > 1) {
            found.insert(0, std::to_string(group.count) + ": ");
        }
        if (group.count > examples_max) {
            found += ", …";
        }
        findings.push_back(std::move(group.finding));
    }
    groups_.clear();
}

CodeCheck::CodeCheck(const Declaration& declaration, Register& records, const CheckLimits& limits)
    : declaration_(declaration), records_(records), limits_(limits) {}

Result<void> CodeCheck::check_line(const Item& item, const std::string& gtin, MarkingNeed need,
                                   std::vector<CheckFinding>& findings) {
    static const Marking none;
    const auto& marking = item.marking ? *item.marking : none;
    if (marking.empty()) {
        if (need == MarkingNeed::required) {
            findings.push_back({FindingCode::marking_missing, "marking", item.quantity + " " + item.unit, "0"});
        } else {
            compare_total(marking, 0, findings);
        }
        return {};
    }
    if (need == MarkingNeed::not_checked) {
        findings.push_back({FindingCode::marking_not_checked, "marking", {}, {}});
        return {};
    }
    Line line{gtin, {}};
    unfold_list(marking, line);
    for (const auto& range : marking.ranges) {
        unfold_range(range, line);
    }
    for (const auto& aggregate : marking.aggregates) {
        unfold_aggregate(aggregate, line);
    }
    if (full()) {
        return fail(Errc::limit_exceeded, "the declaration has more than " + std::to_string(limits_.codes_max) +
                                              " marking codes, ranges and aggregates unfolded: divide it");
    }
    line.findings.move_to(findings);
    if (line.count_known) {
        compare_total(marking, line.count, findings);
    }
    if (need == MarkingNeed::not_required) {
        findings.push_back({FindingCode::marking_not_required, "marking", {}, {}});
    } else if (line.count_known) {
        compare_count(item, line.count, findings);
    }
    return {};
}

void CodeCheck::unfold_list(const Marking& marking, Line& line) {
    for (const auto& text : marking.codes) {
        if (full()) {
            return;
        }
        const auto parsed = identifiers::parse_marking_code(text);
        if (parsed) {
            auto record = records_.code(parsed->gtin, parsed->serial);
            if (record) {
                check_record(std::move(*record), in_codes, line);
                continue;
            }
            if (is_first(parsed->identification(), in_codes, line)) {
                line.findings.add(FindingCode::code_unknown, in_codes, parsed->identification());
            }
        } else {
            line.findings.add(FindingCode::code_malformed, in_codes, shown(text), "01 GTIN 21 serial");
        }
        ++line.count;
        ++taken_;
    }
}

void CodeCheck::unfold_range(const CodeRange& range, Line& line) {
    if (full()) {
        return;
    }
    const auto first = identifiers::parse_marking_code(range.first);
    const auto last = identifiers::parse_marking_code(range.last);
    if (!first || !last || first->gtin != last->gtin || first->serial > last->serial) {
        line.count_known = false;
        line.findings.add(FindingCode::range_invalid, in_ranges,
                          (first ? first->identification() : shown(range.first)) + "–" +
                              (last ? last->identification() : shown(range.last)));
        return;
    }
    auto records = records_.codes_between(first->gtin, first->serial, last->serial, room());
    if (records.empty()) {
        line.count_known = false;
        line.findings.add(FindingCode::range_empty, in_ranges, first->identification() + "–" + last->identification());
    }
    check_known(std::move(records), in_ranges, line);
}

void CodeCheck::unfold_aggregate(const std::string& text, Line& line) {
    const auto sscc = identifiers::check(identifiers::Kind::sscc, text);
    if (!sscc) {
        line.count_known = false;
        line.findings.add(FindingCode::aggregate_invalid, in_aggregates, shown(text));
    } else if (!records_.aggregate_exists(*sscc)) {
        line.count_known = false;
        line.findings.add(FindingCode::aggregate_unknown, in_aggregates, *sscc);
    } else {
        unfold_contents(*sscc, *sscc, 1, line);
    }
}

void CodeCheck::unfold_contents(const std::string& sscc, const std::string& top, std::size_t depth, Line& line) {
    if (full()) {
        return;
    }
    if (depth > limits_.aggregate_depth_max) {
        if (line.count_known) {
            line.findings.add(FindingCode::aggregate_too_deep, in_aggregates, top,
                              std::to_string(limits_.aggregate_depth_max));
        }
        line.count_known = false;
        return;
    }
    check_known(records_.codes_in(sscc, room()), in_aggregates, line);
    for (const auto& inner : records_.aggregates_in(sscc, limits_.codes_max)) {
        unfold_contents(inner, top, depth + 1, line);
    }
}

void CodeCheck::check_known(std::vector<CodeRecord> records, const char* field, Line& line) {
    for (auto& record : records) {
        check_record(std::move(record), field, line);
    }
}

bool CodeCheck::is_first(const std::string& identification, const char* field, Line& line) {
    if (seen_.insert(identification).second) {
        return true;
    }
    line.findings.add(FindingCode::code_repeated, field, identification);
    return false;
}

void CodeCheck::check_record(CodeRecord record, const char* field, Line& line) {
    ++line.count;
    ++taken_;
    const auto identification = record.identification();
    if (!is_first(identification, field, line)) {
        return;
    }
    if (!line.gtin.empty() && record.gtin != line.gtin) {
        line.findings.add(FindingCode::code_gtin_differs, field, identification, line.gtin);
    }
    if (record.owner != declaration_.importer) {
        line.findings.add(FindingCode::code_owner_differs, field, identification, declaration_.importer);
    }
    if (record.state != "APPLIED") {
        line.findings.add(FindingCode::code_state, field, identification + " " + record.state, "APPLIED");
    }
    if (!record.declaration.empty() && record.declaration != declaration_.number) {
        line.findings.add(FindingCode::code_used, field, identification + " " + record.declaration);
    }
    codes_.push_back(std::move(record));
}

}  // namespace otkel::core
