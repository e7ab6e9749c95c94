#pragma once

#include <filesystem>
#include <map>
#include <memory>
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
    CodeTable(std::string name, bool keep_unknown, std::vector<CodeEntry> entries);

    [[nodiscard]] const std::string& name() const { return name_; }
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
    bool keep_unknown_;
    std::vector<CodeEntry> entries_;
    Index by_code_;
    Index by_word_;
};

class CodeTables {
public:
    void add(CodeTable table);
    [[nodiscard]] const CodeTable* find(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> names() const;

private:
    std::map<std::string, CodeTable, std::less<>> tables_;
};

}  // namespace otkel::mapping
