#include "adapters/rex/sheet_confirmation.hpp"

#include "adapters/rex/facts.hpp"

namespace otkel::adapters::rex {
namespace {

namespace json = boost::json;

bool is_verdict(std::string_view word) { return word == "agrees" || word == "differs" || word == "does-not-matter"; }

Result<void> confirm_row(json::array& sheet, const json::value& given) {
    const auto* number = given.is_object() ? given.get_object().if_contains("row") : nullptr;
    if (number == nullptr || !number->is_int64() || number->get_int64() < 1 ||
        static_cast<std::size_t>(number->get_int64()) > sheet.size()) {
        return fail(Errc::invalid_argument,
                    "a confirmed row has the number of a row of the sheet, from 1 to " + std::to_string(sheet.size()));
    }
    const auto verdict = text_at(given.get_object(), "confirmed");
    if (!is_verdict(verdict)) {
        return fail(Errc::invalid_argument,
                    "row " + std::to_string(number->get_int64()) + ": confirmed is agrees, differs or does-not-matter");
    }
    auto& row = sheet[static_cast<std::size_t>(number->get_int64()) - 1].get_object();
    row["confirmed"] = verdict;
    if (const auto remark = text_at(given.get_object(), "remark"); !remark.empty()) {
        row["officer"] = remark;
    }
    return {};
}

}  // namespace

Result<json::object> confirm(json::array sheet, const json::object& data) {
    const auto* as_shown = data.if_contains("asShown");
    if (as_shown != nullptr && as_shown->is_bool() && as_shown->get_bool()) {
        for (auto& row : sheet) {
            if (text_at(row.get_object(), "verdict") == "agrees") {
                row.get_object()["confirmed"] = "agrees";
            }
        }
    }
    for (const auto& one : array_at(data, "rows")) {
        if (auto right = confirm_row(sheet, one); !right) {
            return fail(std::move(right.error()));
        }
    }
    std::string left;
    for (std::size_t i = 0; i < sheet.size(); ++i) {
        const auto& row = sheet[i].get_object();
        if (!row.contains("confirmed")) {
            left += (left.empty() ? "" : ", ") + std::to_string(i + 1) + " (" + std::string(text_at(row, "what")) +
                    ": " + std::string(text_at(row, "verdict")) + ")";
        }
    }
    if (!left.empty()) {
        return fail(Errc::invalid_argument, "the officer confirms every row of the sheet; left: " + left);
    }
    json::object confirmed{{"rows", std::move(sheet)}};
    if (const auto on = text_at(data, "on"); !on.empty()) {
        confirmed["on"] = on;
    }
    return confirmed;
}

}  // namespace otkel::adapters::rex
