#include <algorithm>
#include <map>

#include "gateway/mapping/check/check.hpp"
#include "gateway/mapping/code_tables.hpp"
#include "gateway/mapping/words.hpp"

// Tables of codes by themselves: days without an answer, and tables that no mapping uses.

namespace otkel::mapping::check {
namespace {

using std::chrono::sys_days;

sys_days day_of(const std::string& text) {
    return std::chrono::year{std::stoi(text.substr(0, 4))} /
           std::chrono::month{static_cast<unsigned>(std::stoi(text.substr(5, 2)))} /
           std::chrono::day{static_cast<unsigned>(std::stoi(text.substr(8, 2)))};
}

class Gaps {
public:
    Gaps(std::string file, std::vector<Finding>& findings) : file_(std::move(file)), findings_(findings) {}

    void find(const CodeTable& table, std::string CodeEntry::* key, const std::string& what) {
        std::map<std::string, std::vector<const CodeEntry*>> by_key;
        for (const auto& entry : table.entries()) {
            if (key == &CodeEntry::code || !entry.to_json_only) {
                by_key[entry.*key].push_back(&entry);
            }
        }
        for (const auto& [word, entries] : by_key) {
            const auto name = what + " " + in_quotes(word);
            for (std::size_t at = 1; at < entries.size(); ++at) {
                between(*entries[at - 1], *entries[at], name);
            }
        }
    }

private:
    // Entries of one code or word do not overlap; the older comes first.
    void between(const CodeEntry& older, const CodeEntry& newer, const std::string& what) {
        if (older.to.empty() || newer.from.empty() || day_of(newer.from) - day_of(older.to) <= std::chrono::days{1}) {
            return;
        }
        findings_.push_back({"codes",
                             Severity::note,
                             {file_, newer.line, 0, {}},
                             {},
                             {},
                             "the " + what + " has no entry between " + older.to + " (line " +
                                 std::to_string(older.line) + ") and " + newer.from +
                                 ": a message of such a day is refused"});
    }

    std::string file_;
    std::vector<Finding>& findings_;
};

void collect(const Scope& scope, std::set<std::string>& used) {
    for (const auto& rule : scope.rules) {
        if (rule.type.codes != nullptr) {
            used.insert(rule.type.codes->name());
        }
        if (rule.scope) {
            collect(*rule.scope, used);
        }
    }
    for (const auto& choice : scope.choices) {
        for (const auto& branch : choice.branches) {
            collect(*branch.scope, used);
        }
    }
}

}  // namespace

void note_tables(const MessagePlan& plan, std::set<std::string>& used) { collect(plan.scope, used); }

std::vector<Finding> check_tables(const CodeTables& tables, const std::filesystem::path& folder,
                                  const std::optional<std::set<std::string>>& used) {
    std::vector<Finding> findings;
    for (const auto& name : tables.names()) {
        const auto& table = *tables.find(name);
        const auto file = (folder / (name + ".yaml")).lexically_normal().string();
        Gaps gaps(file, findings);
        gaps.find(table, &CodeEntry::code, "code");
        gaps.find(table, &CodeEntry::word, "word");
        if (used && !used->contains(name)) {
            findings.push_back({"codes", Severity::note, {file, 1, 1, {}}, {}, {}, "no mapping uses this table"});
        }
    }
    return findings;
}

}  // namespace otkel::mapping::check
