#include "gateway/mapping/code_tables.hpp"

#include <algorithm>
#include <tuple>

#include "gateway/mapping/mapping.hpp"
#include "gateway/mapping/words.hpp"
#include "gateway/mapping/yaml_source.hpp"

namespace otkel::mapping {
namespace {

bool valid_on(const CodeEntry& entry, std::string_view date) {
    return date.empty() || ((entry.from.empty() || entry.from <= date) && (entry.to.empty() || date <= entry.to));
}

bool overlap(const CodeEntry& a, const CodeEntry& b) {
    const bool a_before_b = !a.to.empty() && !b.from.empty() && a.to < b.from;
    const bool b_before_a = !b.to.empty() && !a.from.empty() && b.to < a.from;
    return !a_before_b && !b_before_a;
}

struct Line {
    CodeEntry entry;
    Mark mark;
    bool whole{false};
};

std::string date_of(const YamlSource& source, YamlMap& map, std::string_view key) {
    const auto date = map.text(key);
    if (date && !is_date(*date)) {
        source.complain(map.mark(), "'" + std::string(key) + "' is not a date", "a day like 2026-07-12",
                        in_quotes(*date));
    }
    return date.value_or("");
}

Line read_line(const YamlSource& source, const YAML::Node& node) {
    YamlMap map(source, node, "an entry of 'codes'");
    const auto code = map.required("code");
    const auto word = map.required("word");
    Line line{CodeEntry{}, map.mark(), code && word};
    line.entry.code = code.value_or("");
    line.entry.word = word.value_or("");
    line.entry.from = date_of(source, map, "from");
    line.entry.to = date_of(source, map, "to");
    line.entry.to_json_only = map.flag("to-json-only");
    line.entry.line = line.mark.line;
    static_cast<void>(map.text("about"));
    map.finish();
    if (!line.entry.to.empty() && line.entry.to < line.entry.from) {
        source.complain(line.mark, "the entry ends before it begins");
    }
    return line;
}

// In each direction and on each date there is at most one answer.
void check_unique(const YamlSource& source, const std::vector<Line>& lines) {
    std::map<std::string, std::vector<const Line*>> by_code;
    std::map<std::string, std::vector<const Line*>> by_word;
    const auto check = [&](std::vector<const Line*>& earlier, const Line& line, const std::string& what) {
        for (const auto* other : earlier) {
            if (overlap(other->entry, line.entry)) {
                source.complain(line.mark,
                                what + " stands on line " + std::to_string(other->mark.line) +
                                    " already, for the same time; give both their dates, or mark the one that is "
                                    "only read with 'to-json-only: true'");
                break;
            }
        }
        earlier.push_back(&line);
    };
    for (const auto& line : lines) {
        check(by_code[line.entry.code], line, "the code '" + line.entry.code + "'");
        if (!line.entry.to_json_only) {
            check(by_word[line.entry.word], line, "the word '" + line.entry.word + "'");
        }
    }
}

void read_table(const std::filesystem::path& file, settings::Complaints& complaints, CodeTables& tables) {
    const YamlSource source{file.string(), complaints};
    const auto node = source.load(file);
    if (!node) {
        return;
    }
    YamlMap map(source, *node, "a table of codes");
    const auto name = map.required("table");
    if (name && *name != file.stem().string()) {
        source.complain(map.mark(), "the table is not called like its file", "'" + file.stem().string() + "'",
                        in_quotes(*name));
    }
    static_cast<void>(map.text("about"));
    static_cast<void>(map.text("source"));
    const auto unknown = map.text("unknown").value_or("error");
    if (unknown != "error" && unknown != "keep") {
        source.complain(map.mark(), "'unknown' says what happens to a code that is not in the table", "error or keep",
                        in_quotes(unknown));
    }
    std::vector<Line> lines;
    if (const auto codes = map.take("codes"); !codes) {
        source.complain(map.mark(), "the table has no 'codes'");
    } else if (const auto list = source.list(*codes, "codes")) {
        for (const auto& entry : *list) {
            if (auto line = read_line(source, entry); line.whole) {
                lines.push_back(std::move(line));
            }
        }
    }
    map.finish();
    check_unique(source, lines);
    std::vector<CodeEntry> entries;
    entries.reserve(lines.size());
    for (auto& line : lines) {
        entries.push_back(std::move(line.entry));
    }
    tables.add(CodeTable(file.stem().string(), unknown == "keep", std::move(entries)));
}

}  // namespace

CodeTable::CodeTable(std::string name, bool keep_unknown, std::vector<CodeEntry> entries)
    : name_(std::move(name)), keep_unknown_(keep_unknown), entries_(std::move(entries)) {
    std::sort(entries_.begin(), entries_.end(),
              [](const auto& a, const auto& b) { return std::tie(a.from, a.code) < std::tie(b.from, b.code); });
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        by_code_[entries_[i].code].push_back(i);
        if (!entries_[i].to_json_only) {
            by_word_[entries_[i].word].push_back(i);
        }
    }
}

CodeAnswer CodeTable::answer(const Index& index, std::string_view key, std::string_view date,
                             std::string CodeEntry::* wanted) const {
    const auto found = index.find(key);
    if (found == index.end()) {
        return {};
    }
    for (auto entry = found->second.rbegin(); entry != found->second.rend(); ++entry) {
        if (valid_on(entries_[*entry], date)) {
            return {CodeAnswer::Kind::found, entries_[*entry].*wanted, nullptr};
        }
    }
    return {CodeAnswer::Kind::not_valid, {}, &entries_[found->second.back()]};
}

CodeAnswer CodeTable::word_of(std::string_view code, std::string_view date) const {
    return answer(by_code_, code, date, &CodeEntry::word);
}

CodeAnswer CodeTable::code_of(std::string_view word, std::string_view date) const {
    return answer(by_word_, word, date, &CodeEntry::code);
}

std::string CodeTable::codes() const {
    std::vector<std::string> codes;
    for (const auto& [code, entries] : by_code_) {
        codes.push_back(code);
    }
    return listed(codes);
}

std::string CodeTable::words() const { return listed(all_words()); }

std::vector<std::string> CodeTable::all_words() const {
    std::vector<std::string> words;
    for (const auto& [word, entries] : by_word_) {
        words.push_back(word);
    }
    return words;
}

void CodeTables::add(CodeTable table) {
    auto name = table.name();
    tables_.insert_or_assign(std::move(name), std::move(table));
}

const CodeTable* CodeTables::find(std::string_view name) const {
    const auto found = tables_.find(name);
    return found == tables_.end() ? nullptr : &found->second;
}

std::vector<std::string> CodeTables::names() const {
    std::vector<std::string> names;
    names.reserve(tables_.size());
    for (const auto& [name, table] : tables_) {
        names.push_back(name);
    }
    return names;
}

Result<std::shared_ptr<const CodeTables>> load_code_tables(const std::filesystem::path& folder) {
    settings::Complaints complaints;
    auto tables = std::make_shared<CodeTables>();
    for (const auto& file : settings::yaml_files(folder)) {
        read_table(file, complaints, *tables);
    }
    if (auto outcome = complaints.outcome(); !outcome) {
        return fail(std::move(outcome.error()));
    }
    return std::shared_ptr<const CodeTables>(std::move(tables));
}

}  // namespace otkel::mapping
