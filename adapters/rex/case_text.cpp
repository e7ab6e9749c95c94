#include "adapters/rex/case_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "adapters/rex/facts.hpp"

namespace otkel::adapters::rex {
namespace {

namespace json = boost::json;

constexpr std::size_t cell_most = 60;

// Letters, not octets: of UTF-8 those that continue a letter are not counted.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string shortened(std::string text) {
    if (width_of(text) <= cell_most) {
        return text;
    }
    std::size_t letters = 0;
    std::size_t at = 0;
    for (; at < text.size() && letters < cell_most - 1; ++at) {
        letters += (static_cast<unsigned char>(text[at + 1]) & 0xC0U) != 0x80U ? 1 : 0;
    }
    return text.substr(0, at) + "…";
}

class Table {
public:
    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
    [[nodiscard]] std::string text(std::string_view indent = {}) const {
        std::vector<std::size_t> widths;
        for (const auto& row : rows_) {
            widths.resize(std::max(widths.size(), row.size()));
            for (std::size_t i = 0; i < row.size(); ++i) {
                widths[i] = std::max(widths[i], width_of(row[i]));
            }
        }
        std::string out;
        for (const auto& row : rows_) {
            std::string line(indent);
            for (std::size_t i = 0; i < row.size(); ++i) {
                line += row[i];
                line.append(i + 1 < row.size() ? widths[i] - width_of(row[i]) + 2 : 0, ' ');
            }
            line.erase(line.find_last_not_of(' ') + 1);
            out += line + "\n";
        }
        return out;
    }

private:
    std::vector<std::vector<std::string>> rows_;
};

std::string at(const json::object& object, std::string_view key) { return std::string(text_at(object, key)); }

std::string number_at(const json::object& object, std::string_view key) {
    const auto* found = object.if_contains(key);
    return found != nullptr && found->is_number() ? std::to_string(found->to_number<std::int64_t>()) : std::string();
}

std::string request_text(const json::object& one) {
    return fmt::format("{}  {}  {}\n  asked by {}, reference {}\n  exporter {}, {}\n  received {}, due {} ({})\n",
                       at(one, "case"), at(one, "state"),
                       one.contains("pending") ? "(" + at(one, "pending") + " is on its way)" : std::string(),
                       at(one, "country"), at(one, "reference"), at(one, "exporter"), at(one, "rexNumber"),
                       at(one, "received"), at(one, "due"), at(one, "standing"));
}

std::string terms_text(const json::object& one, bool why) {
    Table table;
    for (const auto& value : array_at(one, "terms")) {
        const auto& term = value.get_object();
        table.add({at(term, "term"), number_at(term, "workingDays") + " working days", "since " + at(term, "since"),
                   "due " + at(term, "due"), at(term, "standing"),
                   term.contains("done") ? "done " + at(term, "done") : std::string()});
        for (const auto& day : why ? array_at(term, "daysOff") : json::array{}) {
            const auto& off = day.get_object();
            table.add({"", "", "  " + at(off, "day"), at(off, "why")});
        }
    }
    return fmt::format("\nterms, by calendar {} and {}\n{}", at(one, "calendar"), at(one, "definition"),
                       table.text("  "));
}

std::string steps_text(const json::object& one) {
    std::string out;
    for (const auto& value : array_at(one, "steps")) {
        const auto& step = value.get_object();
        out += fmt::format("  {} -> {}", at(step, "step"), at(step, "leadsTo"));
        std::string separator = "; waits for: ";
        for (const auto& need : array_at(step, "needs")) {
            out += separator + at(need.get_object(), "advice");
            separator = "; ";
        }
        out += "\n";
    }
    return out.empty() ? std::string() : "\nsteps from here\n" + out;
}

std::string sheet_text(const json::object& one) {
    Table table;
    std::size_t number = 0;
    table.add({"", "what", "verdict", "request", "application", "registry", "confirmed"});
    for (const auto& value : array_at(one, "sheet")) {
        const auto& row = value.get_object();
        table.add({std::to_string(++number), at(row, "what"), at(row, "verdict"), shortened(at(row, "request")),
                   shortened(at(row, "application")), shortened(at(row, "registry")),
                   at(row, "confirmed") + (row.contains("remark") ? " (" + shortened(at(row, "remark")) + ")" : "")});
    }
    return number == 0 ? std::string() : "\ncomparison\n" + table.text("  ");
}

std::string history_text(const json::object& one) {
    Table table;
    for (const auto& value : array_at(one, "records")) {
        const auto& record = value.get_object();
        std::string papers;
        for (const auto& paper : array_at(record, "papers")) {
            papers += (papers.empty() ? "" : ", ") + at(paper.get_object(), "name");
        }
        table.add({number_at(record, "number"), at(record, "at"), at(record, "kind"), at(record, "who"), papers});
    }
    return "\nhistory\n" + table.text("  ");
}

}  // namespace

std::string list_text(const json::array& lines) {
    if (lines.empty()) {
        return "no cases\n";
    }
    Table table;
    table.add({"case", "state", "country", "exporter", "received", "due", "standing"});
    for (const auto& value : lines) {
        const auto& one = value.get_object();
        if (one.contains("problem")) {
            table.add({at(one, "case"), at(one, "problem")});
            continue;
        }
        const auto overdue = at(one, "overdueTerm");
        table.add({at(one, "case"), at(one, "state"), at(one, "country"), shortened(at(one, "exporter")),
                   at(one, "received"), at(one, "due"),
                   at(one, "standing") + (overdue.empty() ? "" : ", overdue: " + overdue)});
    }
    return table.text();
}

std::string case_text(const json::object& one, bool why) {
    std::string missing;
    for (const auto& document : array_at(one, "missing")) {
        missing += (missing.empty() ? "" : ", ") + std::string(document.get_string());
    }
    return request_text(one) + (missing.empty() ? "" : "  missing documents: " + missing + "\n") +
           terms_text(one, why) + steps_text(one) + sheet_text(one) + history_text(one);
}

std::string news_text(const json::object& one) {
    auto out = at(one, "case") + " is " + at(one, "state");
    if (one.contains("pending")) {
        out += "; the paper of " + at(one, "pending") + " is on its way";
    }
    out += "\n";
    const auto& records = array_at(one, "records");
    const auto last = records.empty() ? json::object{} : records.back().get_object();
    for (const auto& paper : array_at(last, "papers")) {
        out += "  paper " + number_at(last, "number") + " " + at(paper.get_object(), "name") + "\n";
    }
    return out + steps_text(one);
}

}  // namespace otkel::adapters::rex
