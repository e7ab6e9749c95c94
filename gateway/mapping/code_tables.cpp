#include "gateway/mapping/code_tables.hpp"

#include <algorithm>
#include <tuple>

#include "gateway/mapping/code_table_lines.hpp"
#include "gateway/mapping/mapping.hpp"
#include "gateway/mapping/words.hpp"
#include "gateway/mapping/yaml_source.hpp"

namespace otkel::mapping {
namespace {

bool valid_on(const CodeEntry& entry, std::string_view date) {
    return date.empty() || ((entry.from.empty() || entry.from <= date) && (entry.to.empty() || date <= entry.to));
}

Place place_of(const YamlSource& source, const Mark& mark) { return {source.file, mark.line, mark.column, {}}; }

struct Line {
    CodeLine line;
    bool whole{false};
};

Line read_line(const YamlSource& source, const YAML::Node& node) {
    YamlMap map(source, node, "an entry of 'codes'");
    const auto code = map.required("code");
    const auto word = map.required("word");
    const auto mark = map.mark();
    Line read{CodeLine{CodeEntry{}, place_of(source, mark)}, code && word};
    auto& [entry, place] = read.line;
    entry.code = code.value_or("");
    entry.word = word.value_or("");
    for (const auto& [key, day] : {std::pair{"from", &entry.from}, {"to", &entry.to}}) {
        *day = map.text(key).value_or("");
        check_day(key, *day, place, source.complaints);
    }
    entry.to_json_only = map.flag("to-json-only");
    entry.line = mark.line;
    static_cast<void>(map.text("about"));
    map.finish();
    check_days(read.line, source.complaints);
    return read;
}

std::vector<CodeLine> read_lines(const YamlSource& source, YamlMap& map) {
    std::vector<CodeLine> lines;
    if (const auto codes = map.take("codes"); !codes) {
        source.complain(map.mark(), "the table has no 'codes'");
    } else if (const auto list = source.list(*codes, "codes")) {
        for (const auto& entry : *list) {
            if (auto read = read_line(source, entry); read.whole) {
                lines.push_back(std::move(read.line));
            }
        }
    }
    return lines;
}

enum class Writer : std::uint8_t { person, core };

CodeTable read_table(const YamlSource& source, const YAML::Node& node, const std::string& wanted, Writer writer) {
    YamlMap map(source, node, "a table of codes");
    const auto name = map.required("table");
    if (name && *name != wanted) {
        source.complain(map.mark(), "the table is not called like its file", "'" + wanted + "'", in_quotes(*name));
    }
    static_cast<void>(map.text("about"));
    static_cast<void>(map.text("source"));
    const auto unknown = map.text("unknown").value_or("error");
    check_unknown_word(unknown, place_of(source, map.mark()), source.complaints);
    auto version = writer == Writer::core ? map.text("version").value_or("") : std::string();
    auto lines = read_lines(source, map);
    map.finish();
    check_unique(lines, source.complaints);
    return {wanted, unknown == "keep", entries_of(std::move(lines)), std::move(version)};
}

void read_file(const std::filesystem::path& file, Writer writer, settings::Complaints& complaints, CodeTables& tables) {
    const YamlSource source{file.string(), complaints};
    if (const auto node = source.load(file)) {
        tables.add(read_table(source, *node, file.stem().string(), writer));
    }
}

}  // namespace

CodeTable::CodeTable(std::string name, bool keep_unknown, std::vector<CodeEntry> entries, std::string version)
    : name_(std::move(name)), version_(std::move(version)), keep_unknown_(keep_unknown), entries_(std::move(entries)) {
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

std::filesystem::path file_of_table(const std::filesystem::path& folder, const std::string& name) {
    return folder / (name + ".yaml");
}

Result<std::shared_ptr<const CodeTables>> load_code_tables(const std::filesystem::path& folder) {
    return load_code_tables(folder, {});
}

Result<std::shared_ptr<const CodeTables>> load_code_tables(const std::filesystem::path& folder,
                                                           const KeptTables& kept) {
    settings::Complaints complaints;
    auto tables = std::make_shared<CodeTables>();
    for (const auto& file : settings::yaml_files(folder)) {
        read_file(file, Writer::person, complaints, *tables);
    }
    for (const auto& name : kept.names) {
        std::error_code unknown;
        const auto file = file_of_table(kept.folder, name);
        if (std::filesystem::exists(file, unknown)) {
            read_file(file, Writer::core, complaints, *tables);
        }
    }
    for (const auto& table : kept.candidates) {
        tables->add(table);
    }
    for (const auto& name : kept.names) {
        if (tables->find(name) == nullptr) {
            tables->await(name);
        }
    }
    if (auto outcome = complaints.outcome(); !outcome) {
        return fail(std::move(outcome.error()));
    }
    return std::shared_ptr<const CodeTables>(std::move(tables));
}

Result<CodeTable> code_table_of(const std::string& text, const std::string& name) {
    settings::Complaints complaints;
    const YamlSource source{name + ".yaml", complaints};
    try {
        auto table = read_table(source, YAML::Load(text), name, Writer::core);
        auto outcome = complaints.outcome();
        return outcome ? Result<CodeTable>(std::move(table)) : fail(std::move(outcome.error()));
    } catch (const YAML::Exception& error) {
        return fail(Errc::malformed, error.msg, {source.file, error.mark.line + 1, error.mark.column + 1, {}});
    }
}

}  // namespace otkel::mapping
