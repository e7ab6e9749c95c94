#include "gateway/mapping/code_table_answer.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <initializer_list>

#include "gateway/mapping/code_table_lines.hpp"
#include "gateway/mapping/plan.hpp"
#include "gateway/mapping/words.hpp"

namespace otkel::mapping {
namespace {

// A file of mappings reads "$(" as the beginning of a parameter; a control character is no text in XML.
bool can_be_kept(std::string_view text) {
    return text.find("$(") == std::string_view::npos &&
           std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

class AnswerReader {
public:
    AnswerReader(const TableLimits& limits, settings::Complaints& complaints)
        : limits_(limits), complaints_(complaints) {}

    void only(const boost::json::object& object, const std::string& pointer,
              std::initializer_list<std::string_view> names) {
        for (const auto& member : object) {
            if (std::find(names.begin(), names.end(), std::string_view(member.key())) == names.end()) {
                complain(pointer, "a member is not known", listed({names.begin(), names.end()}),
                         in_quotes(member.key()));
            }
        }
    }
    std::string required(const boost::json::object& object, const std::string& pointer, std::string_view name) {
        auto text = optional(object, pointer, name);
        if (!object.contains(name)) {
            complain(pointer, "there is no '" + std::string(name) + "'");
        }
        return text;
    }
    // Empty when absent or wrong.
    std::string optional(const boost::json::object& object, const std::string& pointer, std::string_view name) {
        const auto* value = object.if_contains(name);
        const auto* string = value == nullptr ? nullptr : value->if_string();
        if (value == nullptr || (string != nullptr && fits(*string))) {
            return string == nullptr ? std::string() : std::string(string->data(), string->size());
        }
        complain(
            pointer + "/" + std::string(name), "it is no text that can be kept",
            "1 to " + std::to_string(limits_.text_octets_max) + " octets without control characters and without '$('");
        return {};
    }
    bool flag(const boost::json::object& object, const std::string& pointer, std::string_view name) {
        const auto* value = object.if_contains(name);
        if (value != nullptr && !value->is_bool()) {
            complain(pointer + "/" + std::string(name), "it is a yes or no", "true or false");
        }
        return value != nullptr && value->is_bool() && value->get_bool();
    }
    CodeLine line(const boost::json::value& value, std::size_t index) {
        const auto pointer = "/entries/" + std::to_string(index);
        CodeLine line{{}, {{}, 0, 0, pointer}};
        const auto* object = value.if_object();
        if (object == nullptr) {
            complain(pointer, "an entry is an object");
            return line;
        }
        only(*object, pointer, {"code", "word", "from", "to", "toJsonOnly"});
        line.entry.code = required(*object, pointer, "code");
        line.entry.word = required(*object, pointer, "word");
        for (const auto& [key, day] : {std::pair{"from", &line.entry.from}, {"to", &line.entry.to}}) {
            *day = optional(*object, pointer, key);
            check_day(key, *day, line.place, complaints_);
        }
        line.entry.to_json_only = flag(*object, pointer, "toJsonOnly");
        check_days(line, complaints_);
        return line;
    }
    std::vector<CodeLine> lines(const boost::json::object& answer) {
        const auto* value = answer.if_contains("entries");
        const auto* list = value == nullptr ? nullptr : value->if_array();
        std::vector<CodeLine> lines;
        if (list == nullptr) {
            complain("/entries", "the answer has no list of entries");
        } else if (list->size() > limits_.entries_max) {
            complain("/entries", "the table has more entries than entries_max allows",
                     "at most " + std::to_string(limits_.entries_max), std::to_string(list->size()));
        } else {
            lines.reserve(list->size());
            for (std::size_t i = 0; i < list->size() && complaints_.findings().size() < findings_max; ++i) {
                lines.push_back(line((*list)[i], i));
            }
        }
        return lines;
    }
    void complain(const std::string& pointer, std::string detail, std::string expected = {}, std::string found = {}) {
        complaints_.add({{}, 0, 0, pointer}, std::move(detail), std::move(expected), std::move(found));
    }

private:
    [[nodiscard]] bool fits(std::string_view text) const {
        return !text.empty() && text.size() <= limits_.text_octets_max && can_be_kept(text);
    }

    const TableLimits& limits_;
    settings::Complaints& complaints_;
};

// A text of JSON without control characters is a text of YAML.
std::string quoted(const std::string& text) { return boost::json::serialize(boost::json::string(text)); }

std::string file_of(const std::string& name, const std::string& version, const std::string& unknown,
                    const std::vector<CodeLine>& lines) {
    std::string file = "table: " + quoted(name) + "\nsource: given by the core\nversion: " + quoted(version) +
                       "\nunknown: " + unknown + "\ncodes:";
    for (const auto& [entry, place] : lines) {
        file += "\n  - {code: " + quoted(entry.code) + ", word: " + quoted(entry.word);
        file += entry.from.empty() ? "" : ", from: " + entry.from;
        file += entry.to.empty() ? "" : ", to: " + entry.to;
        file += entry.to_json_only ? ", to-json-only: true}" : "}";
    }
    return file + (lines.empty() ? " []\n" : "\n");
}

Failure wrong(const std::string& name, const settings::Complaints& complaints) {
    auto findings = complaints.findings();
    findings.resize(std::min(findings.size(), findings_max));
    for (auto& finding : findings) {
        finding.code = "reference-table";
    }
    return fail(
        Error{Errc::malformed, "what the core gives as table '" + name + "' cannot be used", {}, std::move(findings)});
}

Result<GivenTable> given(const std::string& name, std::string file) {
    if (file.size() > file_octets_max) {
        return fail(Errc::limit_exceeded, "table '" + name + "' of the core would be a file of " +
                                              std::to_string(file.size()) + " octets; a file has at most " +
                                              std::to_string(file_octets_max));
    }
    auto table = code_table_of(file, name);
    if (!table) {
        return fail(std::move(table.error()));
    }
    return GivenTable{std::move(*table), std::move(file)};
}

}  // namespace

Result<std::optional<GivenTable>> read_table_answer(const boost::json::value& answer, const std::string& name,
                                                    const std::string& known, const TableLimits& limits) {
    settings::Complaints complaints;
    AnswerReader reader(limits, complaints);
    const auto* object = answer.if_object();
    if (object == nullptr) {
        reader.complain("", "the answer is no object");
        return wrong(name, complaints);
    }
    reader.only(*object, "", {"version", "unchanged", "unknown", "entries"});
    const auto version = reader.required(*object, "", "version");
    if (reader.flag(*object, "", "unchanged")) {
        if (known.empty() || version != known) {
            reader.complain("/unchanged", "the gateway has no such version", in_quotes(known), in_quotes(version));
        }
        return complaints.empty() ? Result<std::optional<GivenTable>>(std::nullopt) : wrong(name, complaints);
    }
    auto unknown = reader.optional(*object, "", "unknown");
    unknown = unknown.empty() ? "error" : unknown;
    check_unknown_word(unknown, {{}, 0, 0, "/unknown"}, complaints);
    const auto lines = reader.lines(*object);
    if (complaints.empty()) {
        check_unique(lines, complaints);
    }
    if (!complaints.empty()) {
        return wrong(name, complaints);
    }
    if (version == known) {
        return std::nullopt;
    }
    auto table = given(name, file_of(name, version, unknown, lines));
    if (!table) {
        return fail(std::move(table.error()));
    }
    return std::optional(std::move(*table));
}

}  // namespace otkel::mapping
