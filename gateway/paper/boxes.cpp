#include "gateway/paper/boxes.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

namespace otkel::paper {
namespace {

constexpr double padding = 3;  // within a cell
constexpr double line_spacing = 1.15;
constexpr double between_blocks = 5;
constexpr double rule_width = 0.5;

double points(int units) { return static_cast<double>(units) / PANGO_SCALE; }

double height_of(const Layout& layout) {
    int height = 0;
    pango_layout_get_size(layout.get(), nullptr, &height);
    return points(height);
}

Failure at(const Block& block, const Error& error) {
    return tl::make_unexpected(Error{error.code, error.detail, block.place, error.findings});
}

void draw_layout(cairo_t* to, const Layout& layout, double x, double y) {
    cairo_move_to(to, x, y);
    pango_cairo_show_layout(to, layout.get());
}

void draw_rule(cairo_t* to, double x, double y, double width) {
    cairo_set_line_width(to, rule_width);
    cairo_move_to(to, x, y);
    cairo_line_to(to, x + width, y);
    cairo_stroke(to);
}

void draw_frame(cairo_t* to, double x, double y, double width, double height) {
    cairo_set_line_width(to, rule_width);
    cairo_rectangle(to, x, y, width, height);
    cairo_stroke(to);
}

}  // namespace

Setter::Setter(const Template& from, const Part& part, const boost::json::object& values, PangoContext* context,
               const Limits& limits)
    : from_(from),
      part_(part),
      values_(values),
      context_(context),
      limits_(limits),
      width_(page_width - from.left - from.right) {}

void Setter::gap(double height) {
    boxes_.push_back({height, false, [](cairo_t*, double, double) {}});
}

Result<Layout> Setter::layout(const Block& block, std::string_view text, const boost::json::value* row, double width,
                              Alignment alignment, bool bold) const {
    auto filled = fill(text, {values_, row, from_, part_.language});
    if (!filled) {
        return at(block, filled.error());
    }
    GError* wrong = nullptr;
    if (pango_parse_markup(filled->c_str(), static_cast<int>(filled->size()), 0, nullptr, nullptr, nullptr, &wrong) ==
        0) {
        const std::string why = wrong == nullptr ? "" : wrong->message;
        g_clear_error(&wrong);
        return at(block, Error{Errc::invalid_argument, "the markup of the text is wrong: " + why, {}, {}});
    }
    Layout made(pango_layout_new(context_), ObjectGone{});
    const std::unique_ptr<PangoFontDescription, void (*)(PangoFontDescription*)> font(pango_font_description_new(),
                                                                                      pango_font_description_free);
    pango_font_description_set_family(font.get(), from_.font.c_str());
    pango_font_description_set_absolute_size(font.get(), size_of(block) * PANGO_SCALE);
    pango_font_description_set_weight(font.get(), bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(made.get(), font.get());
    pango_layout_set_width(made.get(), static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_wrap(made.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_line_spacing(made.get(), static_cast<float>(line_spacing));
    pango_layout_set_alignment(made.get(), alignment == Alignment::centre  ? PANGO_ALIGN_CENTER
                                           : alignment == Alignment::right ? PANGO_ALIGN_RIGHT
                                                                           : PANGO_ALIGN_LEFT);
    pango_layout_set_justify(made.get(), static_cast<gboolean>(alignment == Alignment::justified));
    pango_layout_set_auto_dir(made.get(), FALSE);
    pango_layout_set_markup(made.get(), filled->c_str(), static_cast<int>(filled->size()));
    if (pango_layout_get_unknown_glyphs_count(made.get()) > 0) {
        return at(block, Error{Errc::invalid_argument,
                               "a letter of this text is in none of the fonts that are installed: " + *filled,
                               {},
                               {}});
    }
    return made;
}

Result<Layout> Setter::line(const std::string& text, double size) const {
    Block block;
    block.size = size;
    return layout(block, text, nullptr, width_, Alignment::centre, false);
}

// Each line is a box of its own, so that a long paragraph goes over pages.
Result<void> Setter::paragraph(const Block& block, std::string_view text, double indent) {
    const bool is_heading = block.kind == Block::Kind::heading;
    auto made = layout(block, text, nullptr, width_ - indent, block.alignment, is_heading);
    if (!made) {
        return fail(std::move(made.error()));
    }
    const auto whole = *made;
    const std::unique_ptr<PangoLayoutIter, void (*)(PangoLayoutIter*)> lines(pango_layout_get_iter(whole.get()),
                                                                             pango_layout_iter_free);
    do {
        PangoRectangle place{};
        pango_layout_iter_get_line_extents(lines.get(), nullptr, &place);
        int top = 0, end = 0;
        pango_layout_iter_get_line_yrange(lines.get(), &top, &end);
        auto* line = pango_layout_iter_get_line_readonly(lines.get());
        const double left = indent + points(place.x);
        const double base = points(pango_layout_iter_get_baseline(lines.get()) - top);
        boxes_.push_back({points(end - top), is_heading, [whole, line, left, base](cairo_t* to, double x, double y) {
                              cairo_move_to(to, x + left, y + base);
                              pango_cairo_show_layout_line(to, line);
                          }});
    } while (pango_layout_iter_next_line(lines.get()) != 0);
    return {};
}

Result<const boost::json::array*> Setter::rows_of(const Block& block) {
    const auto* found = value_at(block.for_each, {values_, nullptr, from_, part_.language});
    static const boost::json::array none;
    const auto* rows = found == nullptr ? &none : found->if_array();
    if (rows == nullptr) {
        return at(block, Error{Errc::invalid_argument, block.for_each + " is no list", {}, {}});
    }
    rows_ += rows->size();
    if (rows_ > limits_.rows_max) {
        return at(
            block,
            Error{
                Errc::limit_exceeded, "the paper has more than " + std::to_string(limits_.rows_max) + " rows", {}, {}});
    }
    return rows;
}

Result<void> Setter::list(const Block& block) {
    constexpr double indent = 14;
    Block dash = block;
    dash.kind = Block::Kind::paragraph;
    const auto entry = [&](std::string_view text, const boost::json::value* row) -> Result<void> {
        auto filled = layout(block, text, row, width_ - indent, Alignment::left, false);
        if (!filled) {
            return fail(std::move(filled.error()));
        }
        auto mark = layout(dash, "—", nullptr, indent, Alignment::left, false);
        if (!mark) {
            return fail(std::move(mark.error()));
        }
        boxes_.push_back({height_of(*filled) + 1,
                          false,
                          [text_layout = *filled, mark_layout = *mark](cairo_t* to, double x, double y) {
                              draw_layout(to, mark_layout, x, y);
                              draw_layout(to, text_layout, x + indent, y);
                          },
                          {},
                          block.place});
        return {};
    };
    if (block.for_each.empty()) {
        for (const auto& text : block.texts) {
            if (auto set = entry(text, nullptr); !set) {
                return set;
            }
        }
        return {};
    }
    const auto rows = rows_of(block);
    if (!rows) {
        return fail(rows.error());
    }
    for (const auto& row : **rows) {
        if (auto set = entry(block.texts.front(), &row); !set) {
            return set;
        }
    }
    return {};
}

Result<Setter::Cells> Setter::cells(const Block& block, const boost::json::value* row, bool is_head) const {
    double shares = 0;
    for (const auto& column : block.columns) {
        shares += column.share;
    }
    Cells made;
    for (const auto& column : block.columns) {
        const double width = width_ * column.share / shares;
        auto cell =
            layout(block, is_head ? column.title : column.text, row, width - 2 * padding, Alignment::left, is_head);
        if (!cell) {
            return fail(std::move(cell.error()));
        }
        made.height = std::max(made.height, height_of(*cell) + 2 * padding);
        made.layouts.push_back(std::move(*cell));
        made.widths.push_back(width);
    }
    return made;
}

Box Setter::row_box(Cells cells, const Place& place) const {
    const auto height = cells.height;
    auto draw = [all = std::move(cells)](cairo_t* to, double x, double y) {
        for (std::size_t i = 0; i < all.layouts.size(); ++i) {
            draw_frame(to, x, y, all.widths[i], all.height);
            draw_layout(to, all.layouts[i], x + padding, y + padding);
            x += all.widths[i];
        }
    };
    return {height, false, std::move(draw), {}, place};
}

Result<void> Setter::table(const Block& block) {
    const auto rows = rows_of(block);
    if (!rows) {
        return fail(rows.error());
    }
    auto titles = cells(block, nullptr, true);
    if (!titles) {
        return fail(std::move(titles.error()));
    }
    const auto head = std::make_shared<Box>(row_box(std::move(*titles), block.place));
    boxes_.push_back(*head);
    boxes_.back().stays_with_next = true;
    for (const auto& row : **rows) {
        auto one = cells(block, &row, false);
        if (!one) {
            return fail(std::move(one.error()));
        }
        boxes_.push_back(row_box(std::move(*one), block.place));
        boxes_.back().repeated = head;
    }
    return {};
}

// Kazakh on the left, Russian on the right, as on the letterheads of ministries; or whatever the template says.
Result<void> Setter::columns(const Block& block) {
    constexpr double between = 16;
    const double width = (width_ - between) / 2;
    auto left = layout(block, block.texts[0], nullptr, width, block.alignment, false);
    if (!left) {
        return fail(std::move(left.error()));
    }
    auto right = layout(block, block.texts[1], nullptr, width, block.alignment, false);
    if (!right) {
        return fail(std::move(right.error()));
    }
    boxes_.push_back({std::max(height_of(*left), height_of(*right)),
                      false,
                      [one = *left, other = *right, width](cairo_t* to, double x, double y) {
                          draw_layout(to, one, x, y);
                          draw_layout(to, other, x + width + between, y);
                      },
                      {},
                      block.place});
    return {};
}

Result<void> Setter::signature(const Block& block) {
    const double half = width_ / 2;
    auto position = layout(block, block.texts[0], nullptr, half, Alignment::left, false);
    if (!position) {
        return fail(std::move(position.error()));
    }
    auto name = layout(block, block.texts[1], nullptr, half, Alignment::right, false);
    if (!name) {
        return fail(std::move(name.error()));
    }
    gap(2 * between_blocks);
    boxes_.push_back({std::max(height_of(*position), height_of(*name)),
                      false,
                      [one = *position, other = *name, half](cairo_t* to, double x, double y) {
                          draw_layout(to, one, x, y);
                          draw_layout(to, other, x + half, y);
                      },
                      {},
                      block.place});
    return {};
}

Result<void> Setter::set(const Block& block) {
    switch (block.kind) {
        case Block::Kind::heading:
        case Block::Kind::paragraph: return paragraph(block, block.texts.front(), 0);
        case Block::Kind::list: return list(block);
        case Block::Kind::table: return table(block);
        case Block::Kind::columns: return columns(block);
        case Block::Kind::signature: return signature(block);
        case Block::Kind::space: gap(block.space); return {};
        case Block::Kind::rule:
            boxes_.push_back({2 * rule_width, false,
                              [width = width_](cairo_t* to, double x, double y) { draw_rule(to, x, y, width); }});
            return {};
    }
    return {};
}

Result<std::vector<Box>> Setter::boxes() {
    for (const auto& block : part_.blocks) {
        if (block.when && !holds(*block.when, {values_, nullptr, from_, part_.language})) {
            continue;
        }
        if (auto done = set(block); !done) {
            return fail(std::move(done.error()));
        }
        gap(between_blocks);
        boxes_.back().stays_with_next = block.kind == Block::Kind::heading;
    }
    return std::move(boxes_);
}

}  // namespace otkel::paper
