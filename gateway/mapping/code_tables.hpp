#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

namespace otkel::mapping {

// One line of a table: `code` stands in XML, `word` in JSON. Dates are "2026-07-12", both included; empty for no bound.
struct CodeEntry {
    std::string code;
    std::string word;
    std::string from;
    std::string to;
    bool to_json_only{false};  // an old or foreign spelling that is read, never written
    int line{0};               // in the file of the table
};

struct CodeAnswer {
    enum class Kind { found, unknown, not_valid } kind{Kind::unknown};
    std::string_view text;              // found: lives as long as the table
    const CodeEntry* nearest{nullptr};  // not valid: the entry that is valid on other dates
};

// Immutable and thread safe.
class CodeTable {
public:
    CodeTable(std::string name, bool keep_unknown, std::vector<CodeEntry> entries, std::string version = {});

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::string& version() const { return version_; }  // the core's; empty for a file of ours
    [[nodiscard]] bool keeps_unknown() const { return keep_unknown_; }
    [[nodiscard]] const std::vector<CodeEntry>& entries() const { return entries_; }  // oldest first
    // An empty date asks for any time; of several entries the newest answers.
    [[nodiscard]] CodeAnswer word_of(std::string_view code, std::string_view date) const;
    [[nodiscard]] CodeAnswer code_of(std::string_view word, std::string_view date) const;
    // "796, 166 or 112", and how many more there are: what a finding expects.
    [[nodiscard]] std::string codes() const;
    [[nodiscard]] std::string words() const;
    [[nodiscard]] std::vector<std::string> all_words() const;

private:
    using Index = std::map<std::string, std::vector<std::size_t>, std::less<>>;
    [[nodiscard]] CodeAnswer answer(const Index& index, std::string_view key, std::string_view date,
                                    std::string CodeEntry::* wanted) const;

    std::string name_;
    std::string version_;
    bool keep_unknown_;
    std::vector<CodeEntry> entries_;
    Index by_code_;
    Index by_word_;
};

class CodeTables {
public:
    void add(CodeTable table);
    // The core has a table of this name and has not given it yet.
    void await(std::string name) { awaited_.insert(std::move(name)); }
    [[nodiscard]] bool awaits(const std::string& name) const { return awaited_.contains(name); }
    [[nodiscard]] const CodeTable* find(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> names() const;

private:
    std::map<std::string, CodeTable, std::less<>> tables_;
    std::set<std::string> awaited_;
};

// Tables that the core has and we keep: each goes before the one of its name that ships with the mappings.
struct KeptTables {
    std::filesystem::path folder;
    std::vector<std::string> names;     // files of other names in the folder are left alone
    std::vector<CodeTable> candidates;  // these before all, to see what they would do
};
[[nodiscard]] Result<std::shared_ptr<const CodeTables>> load_code_tables(const std::filesystem::path& folder,
                                                                         const KeptTables& kept);
[[nodiscard]] std::filesystem::path file_of_table(const std::filesystem::path& folder, const std::string& name);
// What stands in the file of a table of the core.
[[nodiscard]] Result<CodeTable> code_table_of(const std::string& text, const std::string& name);

}  // namespace otkel::mapping
