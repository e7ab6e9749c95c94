#include "gateway/paper/template.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace otkel::paper {
namespace {

using settings::Section;

constexpr double points_of_mm = 72.0 / 25.4;
constexpr std::int64_t margin_most = 80, size_least = 6, size_most = 40, space_most = 400, share_most = 100;

double millimetres(const Section& section, std::string_view key, double fallback) {
    const auto usual = std::int64_t{std::lround(fallback / points_of_mm)};
    return static_cast<double>(section.number_or(key, usual, 0, margin_most)) * points_of_mm;
}

std::optional<When> read_when(const Section& section) {
    auto text = section.text_or("when", "");
    if (text.empty()) {
        return std::nullopt;
    }
    When when;
    if (text.starts_with("not ")) {
        when.negated = true;
        text.erase(0, 4);
    }
    const auto equals = text.find('=');
    when.path = text.substr(0, equals);
    when.has_value = equals != std::string::npos;
    if (when.has_value) {
        when.value = text.substr(equals + 1);
    }
    return when;
}

Alignment read_alignment(const Section& section, Alignment usual) {
    constexpr std::array words{"left", "centre", "right", "justified"};
    const auto word = section.choice_or("align", words[static_cast<std::size_t>(usual)], {words.begin(), words.end()});
    return static_cast<Alignment>(std::find(words.begin(), words.end(), word) - words.begin());
}

std::vector<Column> read_columns(const Section& section) {
    std::vector<Column> columns;
    for (const auto& one : section.sections("table")) {
        columns.push_back({one.text_or("title", ""), one.text("text"),
                           static_cast<double>(one.number_or("share", 1, 1, share_most))});
        one.finish();
    }
    return columns;
}

struct Form {
    std::string_view key;
    Block::Kind kind;
    Alignment alignment;
};
constexpr std::array forms{Form{"heading", Block::Kind::heading, Alignment::centre},
                           Form{"paragraph", Block::Kind::paragraph, Alignment::justified},
                           Form{"list", Block::Kind::list, Alignment::left},
                           Form{"table", Block::Kind::table, Alignment::left},
                           Form{"columns", Block::Kind::columns, Alignment::centre},
                           Form{"space", Block::Kind::space, Alignment::left},
                           Form{"rule", Block::Kind::rule, Alignment::left},
                           Form{"signature", Block::Kind::signature, Alignment::left}};

void read_content(const Section& section, Block& block) {
    switch (block.kind) {
        case Block::Kind::table: block.columns = read_columns(section); break;
        case Block::Kind::space: block.space = static_cast<double>(section.number_or("space", 6, 1, space_most)); break;
        case Block::Kind::rule: (void)section.flag_or("rule", true); break;
        case Block::Kind::columns:
        case Block::Kind::signature:
            block.texts = section.texts(block.kind == Block::Kind::columns ? "columns" : "signature");
            if (block.texts.size() != 2) {
                section.complain(block.kind == Block::Kind::columns ? "columns" : "signature",
                                 "this block has two texts", "[left, right]");
                block.texts.resize(2);
            }
            break;
        case Block::Kind::list: block.texts = section.texts("list"); break;
        case Block::Kind::heading: block.texts = {section.text("heading")}; break;
        case Block::Kind::paragraph: block.texts = {section.text("paragraph")}; break;
    }
}

Block read_block(const Section& section) {
    Block block;
    block.place = section.place();
    const auto* form = std::find_if(forms.begin(), forms.end(), [&](const auto& one) { return section.has(one.key); });
    if (form == forms.end()) {
        section.complain("", "this is no block",
                         "one of heading, paragraph, list, table, columns, space, rule, signature");
        return block;
    }
    block.kind = form->kind;
    read_content(section, block);
    block.alignment = read_alignment(section, form->alignment);
    block.for_each = section.text_or("for_each", "");
    block.when = read_when(section);
    block.size = static_cast<double>(section.number_or("size", 0, 0, size_most));
    if (block.kind == Block::Kind::table && (block.columns.empty() || block.for_each.empty())) {
        section.complain("table", "a table has columns, and for_each names its list");
    }
    section.finish();
    return block;
}

Part read_part(const Section& section) {
    Part part;
    const auto word = section.choice_or("language", "ru", {"kk", "ru", "en"});
    part.language = word == "kk" ? Language::kk : word == "ru" ? Language::ru : Language::en;
    part.title = section.text("title");
    for (const auto& one : section.sections("blocks")) {
        part.blocks.push_back(read_block(one));
    }
    section.finish();
    return part;
}

}  // namespace

Template read_template(const std::filesystem::path& file, settings::Complaints& complaints) {
    const auto section = Section::load(file, complaints);
    Template made;
    made.name = file.stem().string();
    made.font = section.text("font");
    made.size = static_cast<double>(section.number_or("size", 11, size_least, size_most));
    const auto margins = section.section("margins_mm");
    made.top = millimetres(margins, "top", made.top);
    made.right = millimetres(margins, "right", made.right);
    made.bottom = millimetres(margins, "bottom", made.bottom);
    made.left = millimetres(margins, "left", made.left);
    margins.finish();
    made.footer = section.text_or("footer", "");
    for (const auto& one : section.sections("words")) {
        auto& table = made.words[one.text("table")];
        table[one.text("code")] = {one.text_or("kk", ""), one.text_or("ru", ""), one.text_or("en", "")};
        one.finish();
    }
    for (const auto& one : section.sections("parts")) {
        made.parts.push_back(read_part(one));
    }
    if (made.parts.empty()) {
        section.complain("parts", "a paper has at least one part", "a list with language, title and blocks");
    }
    section.finish();
    return made;
}

}  // namespace otkel::paper
