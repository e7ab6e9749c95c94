#include "gateway/core/embedded/declaration_check.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <chrono>
#include <unordered_set>

#include "gateway/core/embedded/code_check.hpp"
#include "gateway/core/embedded/product_check.hpp"
#include "gateway/identifiers/identifier.hpp"

namespace otkel::core {
namespace {

bool is_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return false;
    }
    int parts[3] = {0, 0, 0};
    int part = 0;
    for (const char c : text) {
        if (c == '-') {
            ++part;
        } else if (c < '0' || c > '9' || part > 2) {
            return false;
        } else {
            parts[part] = parts[part] * 10 + (c - '0');
        }
    }
    const auto month = static_cast<unsigned>(parts[1]);
    const auto day = static_cast<unsigned>(parts[2]);
    return part == 2 &&
           std::chrono::year_month_day(std::chrono::year(parts[0]), std::chrono::month(month), std::chrono::day(day))
               .ok();
}

std::string date_of(const identifiers::DeclarationNumber& number) {
    const auto two = [](int value) { return (value < 10 ? "0" : "") + std::to_string(value); };
    return std::to_string(number.year) + "-" + two(number.month) + "-" + two(number.day);
}

void check_number_and_date(const Declaration& declaration, std::vector<CheckFinding>& findings) {
    const auto number = identifiers::parse_declaration_number(declaration.number);
    if (!number) {
        findings.push_back(
            {FindingCode::declaration_number_format, "declaration.number", "office/ddmmyy/serial", declaration.number});
    }
    if (!is_date(declaration.date)) {
        findings.push_back({FindingCode::declaration_date_format, "declaration.date", "YYYY-MM-DD", declaration.date});
    } else if (number && date_of(*number) != declaration.date) {
        findings.push_back(
            {FindingCode::declaration_date_differs, "declaration.date", date_of(*number), declaration.date});
    }
}

void check_importer(const Declaration& declaration, Register& records, std::vector<CheckFinding>& findings) {
    const auto& id = declaration.importer;
    if (!identifiers::check(identifiers::Kind::bin, id) && !identifiers::check(identifiers::Kind::iin, id)) {
        findings.push_back({FindingCode::importer_id_invalid, "importer.id", {}, id});
        return;
    }
    const auto status = records.participant_status(id);
    if (!status) {
        findings.push_back({FindingCode::importer_unknown, "importer.id", {}, id});
    } else if (*status != "ACTIVE") {
        findings.push_back({FindingCode::importer_not_active, "importer.id", "ACTIVE", *status});
    }
}

void check_line_numbers(const Declaration& declaration, std::vector<CheckFinding>& findings) {
    std::unordered_set<std::int64_t> seen;
    for (const auto& item : declaration.items) {
        if (!seen.insert(item.line).second) {
            findings.push_back({FindingCode::line_number_repeated, "items.line", {}, std::to_string(item.line)});
        }
    }
}

// Box 31 of an import carries codes when the dated list of goods says so; where the list names only some of the goods
// under a TN VED code, the card tells whether this is one of them.
MarkingNeed marking_need(const Declaration& declaration, const Item& item, const std::optional<Card>& card,
                         Register& records, const std::string& date) {
    if (declaration.direction != Direction::import_goods) {
        return MarkingNeed::not_checked;
    }
    const auto duty = records.marking_duty(item.tnved, date);
    if (!duty || (duty->partial && !(card && card->marked))) {
        return MarkingNeed::not_required;
    }
    return MarkingNeed::required;
}

}  // namespace

Result<DeclarationCheck> check_declaration(const Declaration& declaration, Register& records, const CheckLimits& limits,
                                           const std::string& today) {
    DeclarationCheck check;
    if (declaration.items.size() > limits.lines_max) {
        return fail(Errc::limit_exceeded,
                    "the declaration has more than " + std::to_string(limits.lines_max) + " lines: divide it");
    }
    check_number_and_date(declaration, check.findings);
    check_importer(declaration, records, check.findings);
    check_line_numbers(declaration, check.findings);
    check.overall = verdict_of(check.findings);
    const auto& date = is_date(declaration.date) ? declaration.date : today;
    CodeCheck codes(declaration, records, limits);
    check.lines.reserve(declaration.items.size());
    for (const auto& item : declaration.items) {
        DeclarationCheck::Line line{item.line, Verdict::pass, {}};
        const auto card = check_product(item, records, line.findings);
        const auto need = marking_need(declaration, item, card, records, date);
        const auto gtin = gtin_of_codes(item, card);
        const auto checked = codes.check_line(item, gtin, need, line.findings);
        if (!checked) {
            return fail(checked.error());
        }
        line.verdict = verdict_of(line.findings);
        check.overall = std::max(check.overall, line.verdict);
        check.lines.push_back(std::move(line));
    }
    check.codes = codes.take_codes();
    return check;
}

boost::json::value to_json(const DeclarationCheck& check, const std::string& number, const std::string& checked_at) {
    boost::json::array items;
    items.reserve(check.lines.size());
    for (const auto& line : check.lines) {
        items.push_back(boost::json::object{
            {"line", line.line}, {"verdict", name(line.verdict)}, {"findings", to_json(line.findings)}});
    }
    boost::json::object reply{{"declaration", boost::json::object{{"number", number}}},
                              {"checkedAt", checked_at},
                              {"overall", name(check.overall)}};
    if (!check.findings.empty()) {
        reply.emplace("findings", to_json(check.findings));
    }
    reply.emplace("items", std::move(items));
    return reply;
}

}  // namespace otkel::core
