#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/text.hpp"
#include "gateway/settings/section.hpp"

// Official papers as files: what stands on a page, in up to three languages, with places for values (docs/papers.md).

namespace otkel::paper {

// "conclusion.ground": there is such a value, not empty. "conclusion.result=valid": and it is this. With "not ": the
// other way round.
struct When {
    std::string path, value;
    bool has_value{false};
    bool negated{false};
};

struct Column {
    std::string title, text;
    double share{1};  // of the width, beside the other columns
};

enum class Alignment { left, centre, right, justified };

struct Block {
    enum class Kind { heading, paragraph, list, table, columns, space, rule, signature };
    Kind kind{Kind::paragraph};
    std::vector<std::string> texts;  // of "columns" the two sides; of a signature position and name
    std::vector<Column> columns;
    std::string for_each;  // of a table or a list: path of a list
    Alignment alignment{Alignment::justified};
    std::optional<When> when;
    double size{0};   // points; 0: that of the template
    double space{0};  // points
    Place place;
};

// One language version; the next one begins on a page of its own.
struct Part {
    Language language{Language::ru};
    std::string title;  // of the document's properties
    std::vector<Block> blocks;
};

struct Word {
    std::string kk, ru, en;
    [[nodiscard]] const std::string& in(Language language) const {
        return language == Language::kk ? kk : language == Language::ru ? ru : en;
    }
};

struct Template {
    std::string name;
    std::string font;
    double size{11};                                  // points
    double top{57}, right{43}, bottom{57}, left{71};  // margins in points
    std::string footer;
    // Codes in words: {row.verdict|verdicts}.
    std::map<std::string, std::map<std::string, Word, std::less<>>, std::less<>> words;
    std::vector<Part> parts;
};

// Every mistake is a complaint.
[[nodiscard]] Template read_template(const std::filesystem::path& file, settings::Complaints& complaints);

}  // namespace otkel::paper
